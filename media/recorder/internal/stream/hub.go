package stream

import (
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// State of a receiver.
type State int

// Live: the receiver takes data. Finished: the recording ended. Failed: all else.
const (
	Live State = iota
	Finished
	Failed
)

// Change is news of a receiver.
type Change struct {
	URL   string // with its key: never to be logged
	State State
	At    time.Time
	Err   error // why it failed; without the key
}

// Options of a Hub.
type Options struct {
	FFmpeg    string
	Dir       string // for small files that hold keys
	PidsDir   string
	AudioOnly bool
	Log       *slog.Logger
	Changed   func(Change)  // called from several goroutines; must not wait
	Patience  time.Duration // how long a receiver may take no data; 0: 20 s
}

// Hub is where the stream comes in and its receivers hang.
type Hub struct {
	o       Options
	mu      sync.Mutex
	targets map[string]*target
	leaving map[string]chan struct{} // removed ones that still say their last words; closed when they have
	gone    sync.WaitGroup
	closed  bool
	head    [2][]byte // the last tables: the list of programmes, the programme's map
	block   []byte
	key     bool
}

// ErrTwice is adding what is there, ErrUnknown removing what is not, ErrEnded either after the end.
var (
	ErrTwice   = errors.New("this stream is already running")
	ErrUnknown = errors.New("there is no such stream")
	ErrEnded   = errors.New("the recording is over")
)

// NewHub is a hub without receivers.
func NewHub(o Options) *Hub {
	if o.Patience == 0 {
		o.Patience = 20 * time.Second
	}
	return &Hub{o: o, targets: map[string]*target{}, leaving: map[string]chan struct{}{}}
}

// Feed takes the next packet. It never waits for a receiver.
func (h *Hub) Feed(p Packet) {
	if p.Kind == Tables {
		which := 1
		if p.Data[1]&0x1f == 0 && p.Data[2] == 0 {
			which = 0
		}
		h.head[which] = append([]byte(nil), p.Data...)
		return
	}
	if p.Begins && (p.Kind == Picture || h.o.AudioOnly) {
		h.flush()
		h.key = p.Key || h.o.AudioOnly
	}
	h.block = append(h.block, p.Data...)
}

// flush hands on all since the last picture began, as one block: receivers start, and go on after a gap, with one
// that begins with a key frame.
func (h *Hub) flush() {
	if len(h.block) == 0 {
		return
	}
	data := h.block
	if h.key {
		data = slices.Concat(h.head[0], h.head[1], data)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range h.targets {
		t.offer(data, h.key)
	}
	h.block = nil
}

// Add starts to send to a receiver and returns at once; what becomes of it is told by Changed. One that has just been
// removed is waited for, some seconds at most: receivers refuse a second sender with the same key.
func (h *Hub) Add(url string) error {
	h.mu.Lock()
	left := h.leaving[url]
	h.mu.Unlock()
	if left != nil {
		<-left
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return ErrEnded
	}
	if h.targets[url] != nil {
		return ErrTwice
	}
	t, err := startTarget(h.o, url)
	if err != nil {
		return err
	}
	t.o.Changed = func(c Change) {
		h.mu.Lock()
		removed := t.left != nil
		h.mu.Unlock()
		if !removed {
			h.o.Changed(c)
		}
	}
	h.targets[url] = t
	h.gone.Add(1)
	go func() {
		defer h.gone.Done()
		change := t.run()
		h.mu.Lock()
		if h.targets[url] == t {
			delete(h.targets, url)
		}
		h.mu.Unlock()
		t.o.Changed(change)
		h.mu.Lock()
		defer h.mu.Unlock()
		if t.left != nil {
			delete(h.leaving, url)
			close(t.left)
		}
	}()
	return nil
}

// Remove ends sending to a receiver, after what is queued for it. Changed tells nothing of it any more: it would be taken
// for news of a new one with the same address.
func (h *Hub) Remove(url string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.targets[url]
	if t == nil {
		return ErrUnknown
	}
	delete(h.targets, url)
	t.left = make(chan struct{})
	h.leaving[url] = t.left
	t.finish()
	return nil
}

// Close ends all and waits for them, some seconds at most.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	for url, t := range h.targets {
		delete(h.targets, url)
		t.finish()
	}
	h.mu.Unlock()
	h.gone.Wait()
}

package stream

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"rooms.example/recorder/internal/proc"
)

const (
	queued     = 300             // blocks, ten seconds of picture
	lastWords  = 5 * time.Second // for what is queued, when it ends
	looks      = 250 * time.Millisecond
	liveAmount = 32 << 10 // bytes that no handshake has
)

// target is one receiver: a queue and an ffmpeg that copies.
type target struct {
	o        Options
	url      string
	process  *proc.Process
	in       *os.File
	blocks   chan []byte
	needKey  bool
	said     *proc.Lines
	sent     atomic.Int64 // bytes, as its ffmpeg reports them
	asked    chan struct{}
	once     sync.Once
	preset   string
	dropped  atomic.Int64
	progress *os.File
	left     chan struct{} // when it was removed; the hub's
}

// presetName is the file that holds a receiver's key.
const presetName = "stream-%s.ffpreset"

var presets atomic.Int64

// ForgetKeys removes those of a job whose process is dead.
func ForgetKeys(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, fmt.Sprintf(presetName, "*"))) // its pattern is right
	for _, path := range left {
		_ = os.Remove(path)
	}
}

func startTarget(o Options, url string) (*target, error) {
	base, settings, err := address(url)
	if err != nil {
		return nil, err
	}
	t := &target{o: o, url: url, blocks: make(chan []byte, queued), needKey: true, asked: make(chan struct{}), said: &proc.Lines{}}
	// The key is in a file, not among the arguments, which every user of the machine may read.
	t.preset = filepath.Join(o.Dir, fmt.Sprintf(presetName, strconv.FormatInt(presets.Add(1), 10)))
	if err := os.WriteFile(t.preset, []byte(settings), 0o600); err != nil {
		return nil, fmt.Errorf("stream: %w", err)
	}
	r, in, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("stream: %w", err)
	}
	progress, w, err := os.Pipe()
	if err != nil {
		_, _, _ = r.Close(), in.Close(), os.Remove(t.preset)
		return nil, fmt.Errorf("stream: %w", err)
	}
	t.in, t.progress = in, progress
	t.process, err = proc.Start(proc.Spec{
		Name: "stream", Path: o.FFmpeg, Dir: o.Dir, Env: proc.Environ("HOME=" + o.Dir), Stdin: r, Stderr: t.said, PidsDir: o.PidsDir, Files: []*os.File{w},
		Args: []string{"-hide_banner", "-nostats", "-loglevel", "warning", "-progress", "pipe:3", "-stats_period", "0.5",
			"-fflags", "+genpts", "-probesize", "1000000", "-analyzeduration", "2000000", "-f", "mpegts", "-i", "pipe:0",
			"-map", "0", "-c", "copy", "-bsf:a", "aac_adtstoasc", "-f", "flv", "-flvflags", "no_duration_filesize", "-fpre", t.preset, base},
	})
	_, _ = r.Close(), w.Close()
	if err != nil {
		_, _ = in.Close(), progress.Close()
		_ = os.Remove(t.preset)
		return nil, err
	}
	return t, nil
}

// offer queues a block, or leaves it out: a receiver that is too slow misses pictures until the next key frame.
// Called by one goroutine at a time.
func (t *target) offer(data []byte, key bool) {
	if t.needKey && !key {
		return
	}
	select {
	case <-t.asked:
	case t.blocks <- data:
		t.needKey = false
	default:
		t.needKey = true
		t.dropped.Add(1)
	}
}

func (t *target) finish() { t.once.Do(func() { close(t.asked) }) }

// run returns when it is over, however.
func (t *target) run() Change {
	defer os.Remove(t.preset)
	go t.write()
	go follow(t.progress, &t.sent)
	live, err := t.watch()
	t.process.Stop(0)
	_ = t.progress.Close()
	if n := t.dropped.Load(); n > 0 {
		t.o.Log.Warn("a stream's receiver was too slow", "dropped_blocks", n)
	}
	change := Change{URL: t.url, State: Finished, At: time.Now()}
	switch {
	case err != nil:
		change.State, change.Err = Failed, err
	case !live:
		change.State, change.Err = Failed, errors.New("it ended before the receiver took data")
	}
	return change
}

// watch waits for the end and tells when the receiver begins to take data.
func (t *target) watch() (live bool, err error) {
	tick := time.NewTicker(looks)
	defer tick.Stop()
	var sent int64
	moved, asked := time.Now(), t.asked
	var late <-chan time.Time
	for {
		select {
		case <-t.process.Done():
			if asked == nil {
				return live, nil
			}
			return live, t.reason()
		case <-asked:
			asked, late = nil, time.After(lastWords)
		case <-late:
			return live, nil
		case now := <-tick.C:
			if n := t.sent.Load(); n != sent {
				sent, moved = n, now
			}
			if !live && sent >= liveAmount {
				live = true
				t.o.Changed(Change{URL: t.url, State: Live, At: now})
			}
			if asked != nil && now.Sub(moved) > t.o.Patience {
				if live {
					return live, fmt.Errorf("the receiver took no data for %s", t.o.Patience)
				}
				return live, fmt.Errorf("no answer from the receiver within %s", t.o.Patience)
			}
		}
	}
}

// write hands the queue to the program, and closes its input when the end was asked for and the queue is empty.
func (t *target) write() {
	defer t.in.Close()
	for {
		select {
		case b := <-t.blocks:
			if _, err := t.in.Write(b); err != nil {
				return
			}
		case <-t.asked:
			for {
				select {
				case b := <-t.blocks:
					if _, err := t.in.Write(b); err != nil {
						return
					}
				default:
					return
				}
			}
		case <-t.process.Done():
			return
		}
	}
}

// follow reads ffmpeg's progress: how many bytes it has sent.
func follow(r *os.File, sent *atomic.Int64) {
	lines := &proc.Lines{Each: func(l string) {
		if v, ok := strings.CutPrefix(l, "total_size="); ok {
			if n, err := strconv.ParseInt(v, 10, 64); err == nil {
				sent.Store(n)
			}
		}
	}}
	_, _ = r.WriteTo(lines)
}

package stage

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// devtools speaks Chrome's DevTools protocol over two pipes that the browser inherits. A port on localhost, the other way,
// would let every local user look into the call and take its token.
type devtools struct {
	w       io.Writer
	event   func(session, method string, params json.RawMessage)
	mu      sync.Mutex
	last    int
	waiting map[int]chan message
	closed  chan struct{}
}

type message struct {
	ID        int             `json:"id,omitempty"`
	SessionID string          `json:"sessionId,omitempty"`
	Method    string          `json:"method,omitempty"`
	Params    json.RawMessage `json:"params,omitempty"`
	Result    json.RawMessage `json:"result,omitempty"`
	Error     *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

var errBrowserGone = errors.New("the browser went away")

// newDevtools reads until r ends. event is called in order, from one goroutine, and must not call.
func newDevtools(r io.Reader, w io.Writer, event func(session, method string, params json.RawMessage)) *devtools {
	d := &devtools{w: w, event: event, waiting: map[int]chan message{}, closed: make(chan struct{})}
	go d.read(bufio.NewReaderSize(r, 64<<10))
	return d
}

func (d *devtools) read(r *bufio.Reader) {
	defer close(d.closed)
	for {
		text, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if json.Unmarshal(bytes.TrimSuffix(text, []byte{0}), &m) != nil {
			continue
		}
		if m.ID == 0 {
			d.event(m.SessionID, m.Method, m.Params)
			continue
		}
		d.mu.Lock()
		answer := d.waiting[m.ID]
		delete(d.waiting, m.ID)
		d.mu.Unlock()
		if answer != nil {
			answer <- m
		}
	}
}

// call sends a command and waits for its answer, which goes to out unless that is nil.
func (d *devtools) call(ctx context.Context, session, method string, params, out any) error {
	answer := make(chan message, 1)
	id, err := d.send(session, method, params, answer)
	if err != nil {
		return err
	}
	defer func() {
		d.mu.Lock()
		delete(d.waiting, id)
		d.mu.Unlock()
	}()
	select {
	case m := <-answer:
		if m.Error != nil {
			return fmt.Errorf("browser: %s: %s", method, m.Error.Message)
		}
		if out == nil {
			return nil
		}
		return json.Unmarshal(m.Result, out)
	case <-d.closed:
		return errBrowserGone
	case <-ctx.Done():
		return ctx.Err()
	}
}

// send writes a command; its answer, if wanted, goes to the channel.
func (d *devtools) send(session, method string, params any, answer chan message) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last++
	if params == nil {
		params = struct{}{}
	}
	p, err := json.Marshal(params)
	if err != nil {
		return 0, err
	}
	text, err := json.Marshal(message{ID: d.last, SessionID: session, Method: method, Params: p})
	if err != nil {
		return 0, err
	}
	if answer != nil {
		d.waiting[d.last] = answer
	}
	if _, err := d.w.Write(append(text, 0)); err != nil {
		delete(d.waiting, d.last)
		return 0, errBrowserGone
	}
	return d.last, nil
}

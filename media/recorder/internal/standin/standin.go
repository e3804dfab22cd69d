// Package standin stands in for package capture in tests, at the seam egress.Recorder: it records nothing, but keeps a job's
// folder as the real one does and tells what a test wants it to tell.
package standin

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/capture"
	"rooms.example/recorder/internal/egress"
	"rooms.example/recorder/internal/plan"
)

// rawFile is what a job's folder holds of the recording.
const rawFile = "raw.mkv"

// Recorder is an egress.Recorder. Set its fields before its first use.
type Recorder struct {
	WorkDir   string                                 // of the jobs' folders
	OutputDir string                                 // where finished files go
	Begin     func(context.Context, plan.Plan) error // what Start waits for; nil: it starts at once
	Change    func(*capture.Result)                  // what Finish and Salvage say; nil: that all is well
	Fail      func() error                           // why Finish cannot deliver, and leaves the folder; nil: it can
	Closing   func(*Capture)                         // called by Finish, first
	OnStream  func(url string, added bool) error     // what AddStream and RemoveStream answer; nil: that it is done
	Refuse    func() error                           // why Salvage cannot deliver, and leaves the folder; nil: it can
	once      sync.Once
	started   chan *Capture
}

var _ egress.Recorder = (*Recorder)(nil)

func (r *Recorder) captures() chan *Capture {
	r.once.Do(func() { r.started = make(chan *Capture, 64) })
	return r.started
}

// Next is the next recording that has started; nil if none does within 20 seconds.
func (r *Recorder) Next() *Capture {
	select {
	case c := <-r.captures():
		return c
	case <-time.After(20 * time.Second):
		return nil
	}
}

// Start implements egress.Recorder.
func (r *Recorder) Start(ctx context.Context, p plan.Plan) (egress.Capture, error) {
	if r.Begin != nil {
		if err := r.Begin(ctx, p); err != nil {
			return nil, err
		}
	}
	dir := plan.Dir(r.WorkDir, p.EgressID)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := plan.Save(dir, p); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, rawFile), []byte("the recording of "+p.RoomName), 0o600); err != nil {
		return nil, err
	}
	c := &Capture{
		Plan: p, recorder: r, dir: dir, started: time.Now(), ended: make(chan capture.End, 1), streams: make(chan capture.StreamChange),
		over: make(chan struct{}),
	}
	r.captures() <- c
	return c, nil
}

// Salvage implements egress.Recorder.
func (r *Recorder) Salvage(_ context.Context, dir string) (plan.Plan, capture.Result, error) {
	p, err := plan.Load(dir)
	if err == nil && r.Refuse != nil {
		err = r.Refuse()
	}
	if err != nil {
		return p, capture.Result{}, err
	}
	result, err := r.deliver(p, dir, time.Now().Add(-time.Minute))
	return p, result, err
}

// deliver makes the file of a job's folder and removes the folder.
func (r *Recorder) deliver(p plan.Plan, dir string, started time.Time) (capture.Result, error) {
	now := time.Now()
	result := capture.Result{Started: started, Ended: now, Duration: now.Sub(started), Picture: now.Sub(started), Sound: now.Sub(started)}
	if p.File != nil {
		raw, err := os.ReadFile(filepath.Join(dir, rawFile))
		if err != nil {
			return result, err
		}
		to := filepath.Join(r.OutputDir, p.File.Path)
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return result, err
		}
		if err := os.WriteFile(to, raw, 0o600); err != nil {
			return result, err
		}
		result.Location, result.Filename, result.Size = to, p.File.Path, int64(len(raw))
	}
	if r.Change != nil {
		r.Change(&result)
	}
	return result, os.RemoveAll(dir)
}

// Capture is a recording that only seems to run.
type Capture struct {
	Plan     plan.Plan
	recorder *Recorder
	dir      string
	started  time.Time
	ended    chan capture.End
	streams  chan capture.StreamChange
	over     chan struct{}

	mu       sync.Mutex
	finished bool
}

// Break ends it with an error, as a browser that dies does.
func (c *Capture) Break(err error) { c.ended <- capture.End{Err: err} }

// CloseRoom ends it as the page does when the room is over.
func (c *Capture) CloseRoom() { c.ended <- capture.End{Reason: livekit.EndReasonSrcClosed} }

// HangUp closes its channels, as the real one may when it is over.
func (c *Capture) HangUp() {
	close(c.ended)
	close(c.streams)
}

// Tell gives news of a stream, and returns when it is taken.
func (c *Capture) Tell(change capture.StreamChange) { c.streams <- change }

// Finished says whether Finish or Discard was called.
func (c *Capture) Finished() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.finished
}

// StartedAt implements egress.Capture.
func (c *Capture) StartedAt() time.Time { return c.started }

// Ended implements egress.Capture.
func (c *Capture) Ended() <-chan capture.End { return c.ended }

// Streams implements egress.Capture.
func (c *Capture) Streams() <-chan capture.StreamChange { return c.streams }

// Over implements egress.Capture.
func (c *Capture) Over() <-chan struct{} { return c.over }

// AddStream implements egress.Capture.
func (c *Capture) AddStream(url string) error { return c.stream(url, true) }

// RemoveStream implements egress.Capture.
func (c *Capture) RemoveStream(url string) error { return c.stream(url, false) }

func (c *Capture) stream(url string, added bool) error {
	if c.recorder.OnStream == nil {
		return nil
	}
	return c.recorder.OnStream(url, added)
}

// Discard implements egress.Capture.
func (c *Capture) Discard() {
	c.mu.Lock()
	c.finished = true
	c.mu.Unlock()
	_ = os.RemoveAll(c.dir)
}

// Finish implements egress.Capture.
func (c *Capture) Finish(ctx context.Context) (capture.Result, error) {
	if c.recorder.Closing != nil {
		c.recorder.Closing(c)
	}
	c.mu.Lock()
	c.finished = true
	c.mu.Unlock()
	close(c.over)
	if err := ctx.Err(); err != nil {
		return capture.Result{Started: c.started}, err
	}
	if c.recorder.Fail != nil {
		return capture.Result{Started: c.started, Ended: time.Now(), Size: 1}, c.recorder.Fail()
	}
	return c.recorder.deliver(c.Plan, c.dir, c.started)
}

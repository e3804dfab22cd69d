package capture

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/stage"
	"rooms.example/recorder/internal/stream"
)

// Capture is a running recording.
type Capture struct {
	plan    plan.Plan
	o       Options
	log     *slog.Logger
	dir     string
	stage   *stage.Stage
	dead    <-chan error // of the stage
	encoder *encoder
	begins  time.Time
	hub     *stream.Hub
	ended   chan End
	streams chan StreamChange
	stop    chan struct{} // closed by Finish
	over    chan struct{}
	watched sync.WaitGroup
	stalls  stalls
	voice   voice
	clock   clock
	// answered is when the page last said that it works.
	answered atomic.Pointer[time.Time]
	failure  error // why it ended by itself; read after watched
}

// Start opens display, sink, browser and encoder for a plan, and returns when the page said START_RECORDING and the first
// picture and the first sound are in the file. It leaves nothing behind if it fails. Its errors are *Error.
func Start(ctx context.Context, p plan.Plan, o Options, l *slog.Logger) (*Capture, error) {
	c := &Capture{
		plan: p, o: o, log: l, dir: plan.Dir(o.WorkDir, p.EgressID),
		ended: make(chan End, 1), streams: make(chan StreamChange, 64), stop: make(chan struct{}), over: make(chan struct{}), stalls: newStalls(),
	}
	if err := c.start(ctx); err != nil {
		c.abandon()
		return nil, asError(ctx, err)
	}
	c.log.Info("recording", "plan", p)
	c.watched.Add(2)
	go c.watch()
	go c.ask()
	return c, nil
}

func (c *Capture) start(ctx context.Context) error {
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return fmt.Errorf("the work directory: %w", err)
	}
	if err := plan.Save(c.dir, c.plan); err != nil {
		return err
	}
	if left, err := free(c.dir); err == nil && c.plan.File != nil && left < c.o.MinFree {
		return fmt.Errorf("the recorder's disk is full: %d MB are left", left>>20)
	}
	began := time.Now()
	var err error
	c.stage, err = stage.Open(ctx, stage.Options{
		Dir: c.dir, Width: c.plan.Video.Width, Height: c.plan.Video.Height, AudioOnly: c.plan.AudioOnly, SampleRate: c.plan.Audio.SampleRate,
		Chromium: c.o.Chromium, NoSandbox: c.o.NoSandbox, PageURL: c.plan.PageURL, Log: c.log,
	})
	if err != nil {
		return err
	}
	c.dead = c.stage.Dead()
	if err := c.awaitPage(ctx); err != nil {
		return err
	}
	page := time.Since(began)
	c.hub = stream.NewHub(stream.Options{
		FFmpeg: c.o.FFmpeg, Dir: c.dir, PidsDir: stage.PidsDir(c.dir), AudioOnly: c.plan.AudioOnly, Log: c.log, Changed: c.changed,
	})
	if c.encoder, err = startEncoder(c.o, c.plan, c.dir, c.stage, c.hub.Feed); err != nil {
		return err
	}
	if err := c.encoder.begun(ctx, !c.plan.AudioOnly, c.dead); err != nil {
		return err
	}
	c.begins = c.encoder.begins()
	now := time.Now()
	c.clock = clock{began: c.begins.Round(0)}
	c.answered.Store(&now)
	c.voice.look(c.stage.Browser.Voice, 0, c.log)
	if err := keep(c.dir, begunName, c.begins); err != nil {
		return err
	}
	c.log.Info("the first picture is there", "page_ms", page.Milliseconds(), "all_ms", time.Since(began).Milliseconds())
	for _, url := range c.plan.StreamURLs {
		if err := c.hub.Add(url); err != nil { // one that cannot even be tried must not stop the others
			c.changed(stream.Change{URL: url, State: stream.Failed, At: time.Now(), Err: err})
		}
	}
	return nil
}

var errNotStarted = errors.New(livekit.MsgStartNotReceived)

// awaitPage waits until the page says that it is to be recorded, or, unless asked to wait for that, has loaded.
func (c *Capture) awaitPage(ctx context.Context) error {
	ready := c.stage.Browser.Loaded
	if c.plan.AwaitStart {
		ready = c.stage.Browser.Started
	}
	select {
	case <-ready:
		return nil
	case <-c.stage.Browser.Ended:
		return errNotStarted
	case err := <-c.dead:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// StartedAt is when the file begins.
func (c *Capture) StartedAt() time.Time { return c.begins }

// Ended gets one value, if the recording ends unasked.
func (c *Capture) Ended() <-chan End { return c.ended }

// AddStream starts to send to an RTMP receiver; Streams tells what becomes of it.
func (c *Capture) AddStream(url string) error { return c.hub.Add(url) }

// RemoveStream ends sending to it.
func (c *Capture) RemoveStream(url string) error { return c.hub.Remove(url) }

// Over is closed by Finish when nothing runs any more: the file has yet to be made and delivered, which may take hours.
func (c *Capture) Over() <-chan struct{} { return c.over }

// Streams tells when a receiver begins to take data, ended or failed. It is closed when Finish has returned.
func (c *Capture) Streams() <-chan StreamChange { return c.streams }

func (c *Capture) changed(s stream.Change) {
	state := map[stream.State]State{stream.Live: Live, stream.Finished: Finished, stream.Failed: Failed}[s.State]
	c.log.Info("stream", "to", plan.Redacted(s.URL), "state", int(state), "why", s.Err)
	select {
	case c.streams <- StreamChange{URL: s.URL, State: state, At: s.At, Err: s.Err}:
	default: // nobody listens
		c.log.Warn("news of a stream was not taken")
	}
}

// Discard ends the recording and leaves nothing of it. Call it instead of Finish.
func (c *Capture) Discard() {
	close(c.stop)
	c.watched.Wait()
	c.abandon()
}

// abandon ends everything and removes the folder, with what little may be in it.
func (c *Capture) abandon() {
	if c.encoder != nil {
		c.encoder.process.Stop(0)
		<-c.encoder.drained
	}
	if c.hub != nil {
		c.hub.Close()
	}
	if c.stage != nil {
		c.stage.Close()
	}
	_ = os.RemoveAll(c.dir)
}

// asError words why it did not start.
func asError(ctx context.Context, err error) *Error {
	var known *Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, errNotStarted), ctx.Err() != nil:
		return &Error{Code: 412, Message: livekit.MsgStartNotReceived, Aborted: true}
	case errors.Is(err, stage.ErrPage):
		return &Error{Code: 400, Message: err.Error()}
	}
	return &Error{Code: 500, Message: err.Error()}
}

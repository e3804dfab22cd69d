package egress

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/capture"
	"rooms.example/recorder/internal/request"
)

// Options of every egress of a worker.
type Options struct {
	StartTimeout time.Duration
	Observer     Observer
}

// Observer counts.
type Observer interface {
	// Started is called when a recording has become active, so long after it was asked for.
	Started(after time.Duration)
	// Ended is called once for each egress.
	Ended(status livekit.EgressStatus, result capture.Result, undelivered bool)
}

// Egress is one recording.
type Egress struct {
	job      *request.Job
	recorder Recorder
	options  Options
	log      *slog.Logger
	asked    time.Time
	changed  func(*livekit.EgressInfo) // hears every state that is told to LiveKit

	stopping   chan struct{} // closed by the first Stop
	delivering chan struct{} // closed when only the file has yet to be delivered
	updating   sync.Mutex    // one UpdateStream at a time
	mu         sync.Mutex
	info       *livekit.EgressInfo
	streams    []stream
	capture    Capture // nil but between the start and the end
	stopReason string  // empty: not asked to stop
	lost       bool
}

// New is an egress that has yet to Run. changed hears each of its states; Run calls it, as do Stop and UpdateStream, and it
// must not call back.
func New(job *request.Job, recorder Recorder, options Options, changed func(*livekit.EgressInfo), log *slog.Logger) *Egress {
	e := &Egress{
		job: job, recorder: recorder, options: options, changed: changed, log: log.With("egress", job.Plan.EgressID), asked: time.Now(),
		info: job.Info, stopping: make(chan struct{}), delivering: make(chan struct{}),
	}
	for i, url := range job.Plan.StreamURLs {
		e.streams = append(e.streams, stream{url: url, info: job.Info.StreamResults[i]})
	}
	return e
}

// Info is the state now: a copy, without secrets.
func (e *Egress) Info() *livekit.EgressInfo {
	e.mu.Lock()
	defer e.mu.Unlock()
	return proto.CloneOf(e.info)
}

// Delivering is closed when nothing is recorded any more, and only the file has yet to be delivered. It stays open if there is
// nothing to deliver.
func (e *Egress) Delivering() <-chan struct{} { return e.delivering }

// Run records, and returns when it is over and the file is delivered, or cannot be. If ctx ends, all is broken off where it
// is: then there is no last state (false), and the job's folder is left to the next worker.
func (e *Egress) Run(ctx context.Context) bool {
	e.log.Info("starting", "plan", e.job.Plan)
	capture, err := e.start(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return false
		}
		e.neverBegan(err)
		return true
	}
	if !e.activate(capture) { // stopped in the last moment: whoever did was told that it is aborted
		capture.Discard()
		e.neverBegan(nil)
		return true
	}
	cause := e.watch(ctx, capture)
	result, err := e.finish(ctx, capture)
	if err != nil && ctx.Err() != nil {
		e.log.Warn("broken off", "error", err)
		return false
	}
	e.conclude(cause, result, err)
	return true
}

// Stop ends the recording for a reason in LiveKit's words (livekit.EndReason…) and returns its state. Later calls change
// nothing.
func (e *Egress) Stop(reason string) *livekit.EgressInfo {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.stopReason != "" || e.info.EndedAt != 0 {
		return proto.CloneOf(e.info)
	}
	e.log.Info("stopping", "reason", reason)
	e.stopReason = reason
	e.info.SetEndReason(reason)
	close(e.stopping)
	switch {
	case e.lost:
	case e.info.Status == livekit.EgressStatus_EGRESS_STARTING:
		// Told when everything is cleaned up; whoever stops it hears so at once, as from LiveKit's own worker.
		e.info.SetAborted(livekit.MsgStoppedBeforeStarted)
	case e.info.Status == livekit.EgressStatus_EGRESS_ACTIVE && reason != livekit.EndReasonLimitReached && e.streamFailure() == nil:
		e.info.UpdateStatus(livekit.EgressStatus_EGRESS_ENDING)
		e.tell()
	}
	return proto.CloneOf(e.info)
}

// Lost ends a recording that another worker has meanwhile reported as lost, or taken: its file is delivered all the same, and
// the egress is FAILED.
func (e *Egress) Lost() {
	e.mu.Lock()
	e.lost = true
	e.mu.Unlock()
	e.Stop(livekit.EndReasonFailure)
}

func (e *Egress) start(ctx context.Context) (Capture, error) {
	starting, cancel := context.WithTimeout(ctx, e.options.StartTimeout)
	defer cancel()
	go func() {
		select {
		case <-e.stopping:
			cancel()
		case <-starting.Done():
		}
	}()
	c, err := e.recorder.Start(starting, e.job.Plan)
	var known *capture.Error
	if err != nil && !errors.As(err, &known) && errors.Is(starting.Err(), context.DeadlineExceeded) {
		err = &capture.Error{Code: 412, Message: livekit.MsgStartNotReceived, Aborted: true}
	}
	return c, err
}

// activate tells that it records; false if it was stopped before.
func (e *Egress) activate(c Capture) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.stopReason != "" {
		return false
	}
	began := c.StartedAt().UnixNano()
	e.capture = c
	for _, s := range e.streams {
		s.info.StartedAt = began
	}
	e.info.StartedAt = began
	for _, f := range e.info.FileResults {
		f.StartedAt = began
	}
	e.info.UpdateStatus(livekit.EgressStatus_EGRESS_ACTIVE)
	e.tell()
	e.options.Observer.Started(time.Since(e.asked))
	return true
}

// tell hands the state on; call it with mu held.
func (e *Egress) tell() {
	mirrorOldFields(e.info)
	e.changed(proto.CloneOf(e.info))
}

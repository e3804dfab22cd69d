package service

import (
	"context"
	"fmt"

	"github.com/livekit/protocol/livekit"
)

// Drain takes no more recordings, and returns when those that run have ended by themselves and LiveKit knows, or with an
// error when ctx ends first.
func (w *Worker) Drain(ctx context.Context) error {
	w.mu.Lock()
	w.draining = true
	n := len(w.jobs)
	w.mu.Unlock()
	w.log.Info("draining: no new recordings are taken", "jobs", n)
	if w.server != nil {
		w.server.DeregisterStartEgressTopic("")
	}
	return w.wait(ctx)
}

// Stop ends all recordings now, with their files; Drain tells when they are delivered.
func (w *Worker) Stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.draining = true
	for _, r := range w.jobs {
		go func() {
			<-r.begun
			if r.failed == nil {
				r.egress.Stop(livekit.EndReasonKilled)
			}
		}()
	}
}

// Kill ends everything at once, without finishing uploads.
func (w *Worker) Kill() { w.kill() }

// wait waits until no job is left.
func (w *Worker) wait(ctx context.Context) error {
	for {
		w.mu.Lock()
		left, changed := len(w.jobs), w.changed
		w.mu.Unlock()
		if left == 0 {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("service: %d recordings still run: %w", left, ctx.Err())
		}
	}
}

package egress

import (
	"context"
	"time"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/capture"
)

// finishWithin is how long ending, remuxing and uploading may take: many hours of recording over a line that is slow.
const finishWithin = 24 * time.Hour

// watch returns when the recording is to end: with why it breaks, or nil if somebody or something has stopped it.
func (e *Egress) watch(ctx context.Context, c Capture) error {
	var limit <-chan time.Time
	if e.job.Plan.Limit > 0 {
		timer := time.NewTimer(time.Until(c.StartedAt().Add(e.job.Plan.Limit)))
		defer timer.Stop()
		limit = timer.C
	}
	ended, streams, killed := c.Ended(), c.Streams(), ctx.Done()
	for {
		select {
		case <-e.stopping:
			return nil
		case <-killed:
			e.Stop(livekit.EndReasonKilled)
		case <-limit:
			e.Stop(livekit.EndReasonLimitReached)
		case end, open := <-ended:
			switch {
			case !open:
				ended = nil
			case end.Err != nil:
				return end.Err
			default:
				e.Stop(end.Reason)
			}
		case change, open := <-streams:
			if !open {
				streams = nil
				continue
			}
			e.streamChanged(change)
		}
	}
}

// finish ends the recording; meanwhile it goes on to hear what becomes of the streams.
func (e *Egress) finish(ctx context.Context, c Capture) (capture.Result, error) {
	ctx, cancel := context.WithTimeout(ctx, finishWithin)
	defer cancel()
	heard, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(heard)
		e.hearStreams(c.Streams(), done)
	}()
	go func() {
		select {
		case <-c.Over():
			close(e.delivering)
		case <-done:
		}
	}()
	result, err := c.Finish(ctx)
	close(done)
	<-heard
	return result, err
}

// hearStreams takes news of streams in until done, and then what is left.
func (e *Egress) hearStreams(streams <-chan capture.StreamChange, done <-chan struct{}) {
	for {
		select {
		case change, open := <-streams:
			if !open {
				return
			}
			e.streamChanged(change)
		case <-done:
			for range len(streams) {
				e.streamChanged(<-streams)
			}
			return
		}
	}
}

package egress

import (
	"errors"
	"time"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/capture"
)

// stream is one receiver; info is its entry in the egress's info.
type stream struct {
	url  string
	info *livekit.StreamInfo
}

// live is the running stream to an address; call it with mu held.
func (e *Egress) live(url string) *livekit.StreamInfo {
	for _, s := range e.streams {
		if s.url == url && s.info.EndedAt == 0 {
			return s.info
		}
	}
	return nil
}

func (e *Egress) endStream(url string, status livekit.StreamInfo_Status, at time.Time, why error) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.live(url)
	if s == nil {
		return false
	}
	finishStream(s, status, at)
	if why != nil {
		s.Error = why.Error()
		e.log.Warn("a stream failed", "stream", s.Url, "error", why)
	}
	return true
}

func finishStream(s *livekit.StreamInfo, status livekit.StreamInfo_Status, at time.Time) {
	s.Status, s.EndedAt = status, at.UnixNano()
	if s.StartedAt != 0 {
		s.Duration = max(0, s.EndedAt-s.StartedAt)
	}
}

// streamChanged takes news of a stream in. One that fails is told at once, as LiveKit's own worker does.
func (e *Egress) streamChanged(change capture.StreamChange) {
	switch change.State {
	case capture.Live:
		e.mu.Lock()
		if s := e.live(change.URL); s != nil {
			s.StartedAt = change.At.UnixNano()
		}
		e.mu.Unlock()
		return
	case capture.Finished:
		if !e.endStream(change.URL, livekit.StreamInfo_FINISHED, change.At, nil) {
			return
		}
	case capture.Failed:
		why := change.Err
		if why == nil {
			why = errors.New("the receiver has ended the stream")
		}
		if !e.endStream(change.URL, livekit.StreamInfo_FAILED, change.At, why) {
			return
		}
	}
	e.mu.Lock()
	if e.info.Status == livekit.EgressStatus_EGRESS_ACTIVE && e.stopReason == "" {
		e.info.UpdatedAt = time.Now().UnixNano()
		e.tell()
	}
	e.mu.Unlock()
	e.stopWithoutStreams()
}

// stopWithoutStreams ends a recording that has neither a file nor a receiver any more.
func (e *Egress) stopWithoutStreams() {
	e.mu.Lock()
	running := e.job.Plan.File != nil
	for _, s := range e.streams {
		running = running || s.info.EndedAt == 0
	}
	e.mu.Unlock()
	if !running {
		e.Stop(livekit.EndReasonStreamsStopped)
	}
}

// streamFailure is why a recording without a file failed: none of its streams went well. Call it with mu held.
func (e *Egress) streamFailure() error {
	if e.job.Plan.File != nil {
		return nil
	}
	var first error
	for _, s := range e.streams {
		if s.info.Status != livekit.StreamInfo_FAILED {
			return nil
		}
		if first == nil {
			first = &capture.Error{Message: s.info.Error}
		}
	}
	return first
}

// endStreams closes the results of streams that ran to the end, or never ran; call it with mu held.
func (e *Egress) endStreams(at time.Time) {
	for _, s := range e.streams {
		switch {
		case s.info.EndedAt != 0:
		case s.info.StartedAt == 0:
			finishStream(s.info, livekit.StreamInfo_FAILED, at)
			s.info.Error = e.info.Error
		default:
			finishStream(s.info, livekit.StreamInfo_FINISHED, at)
		}
	}
}

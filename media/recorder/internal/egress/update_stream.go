package egress

import (
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/psrpc"

	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/request"
)

// UpdateStream adds and removes receivers while it records.
//
// Errors are psrpc's, without keys: InvalidArgument (no stream was asked for at the start, no RTMP address),
// FailedPrecondition (not active), AlreadyExists, NotFound. Nothing is done then. A receiver that cannot be added is one
// that fails: that is told in its result.
func (e *Egress) UpdateStream(req *livekit.UpdateStreamRequest) (*livekit.EgressInfo, error) {
	e.updating.Lock()
	defer e.updating.Unlock()
	add := append([]*livekit.StreamDestination(nil), req.AddDestinations...)
	for _, url := range req.AddOutputUrls {
		add = append(add, &livekit.StreamDestination{Url: url})
	}
	c, err := e.prepareUpdate(add, req.RemoveOutputUrls)
	if err != nil {
		return nil, err
	}
	for _, to := range add {
		if err := c.AddStream(to.Url); err != nil {
			e.endStream(to.Url, livekit.StreamInfo_FAILED, time.Now(), err)
		}
	}
	for _, url := range req.RemoveOutputUrls {
		if err := c.RemoveStream(url); err != nil {
			e.log.Warn("a stream could not be removed in order", "stream", plan.Redacted(url), "error", err)
		}
		e.endStream(url, livekit.StreamInfo_FINISHED, time.Now(), nil)
	}
	e.mu.Lock()
	e.info.UpdatedAt = time.Now().UnixNano()
	if e.info.Status == livekit.EgressStatus_EGRESS_ACTIVE {
		e.tell()
	}
	e.mu.Unlock()
	e.stopWithoutStreams()
	return e.Info(), nil
}

// prepareUpdate checks everything before anything is done, and enters what is added: its news may come at once.
func (e *Egress) prepareUpdate(add []*livekit.StreamDestination, remove []string) (Capture, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case !e.job.Streaming:
		return nil, psrpc.NewErrorf(psrpc.InvalidArgument, "UpdateStream called on non-streaming egress")
	case e.info.Status == livekit.EgressStatus_EGRESS_STARTING:
		return nil, psrpc.NewErrorf(psrpc.FailedPrecondition, "egress has not started yet")
	case e.capture == nil || e.info.Status != livekit.EgressStatus_EGRESS_ACTIVE || e.stopReason != "":
		return nil, psrpc.NewErrorf(psrpc.FailedPrecondition, "egress is ending")
	}
	added := map[string]bool{}
	for _, to := range add {
		if err := request.CheckStream(to.Url); err != nil {
			return nil, err
		}
		if e.live(to.Url) != nil || added[to.Url] {
			return nil, psrpc.NewErrorf(psrpc.AlreadyExists, "%s is there already", plan.Redacted(to.Url))
		}
		added[to.Url] = true
	}
	for _, url := range remove {
		if e.live(url) == nil {
			return nil, psrpc.NewErrorf(psrpc.NotFound, "%s not found", plan.Redacted(url))
		}
	}
	for _, to := range add {
		result := &livekit.StreamInfo{Url: plan.Redacted(to.Url), Id: to.Id, StartedAt: time.Now().UnixNano()}
		e.info.StreamResults = append(e.info.StreamResults, result)
		e.streams = append(e.streams, stream{url: to.Url, info: result})
	}
	return e.capture, nil
}

// Package request reads what LiveKit asks for, and either makes a plan of it or refuses it in clear words.
//
// Taken: room composites, in the form of today's SDKs (RoomCompositeEgressRequest) and in the unified one
// (StartEgressRequest with a template), to one MP4 or OGG file and to any number of RTMP receivers. Everything else that
// LiveKit's own worker can do is refused with psrpc.InvalidArgument, which LiveKit hands to the caller as it is.
package request

import (
	"regexp"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"

	"rooms.example/recorder/internal/plan"
)

// egressID is what LiveKit makes; it becomes the name of a folder.
var egressID = regexp.MustCompile(`^EG_[A-Za-z0-9_-]{1,64}$`)

// Defaults are what the worker adds to a request.
type Defaults struct {
	APIKey, APISecret string // sign the page's token
	LiveKitURL        string // what the page dials
	PageURL           string // the page, if the request names none
	OutputDir         string // local files go below it
	S3                *plan.S3
	Limit             time.Duration
}

// Job is a request that this worker takes.
type Job struct {
	Plan      plan.Plan
	Info      *livekit.EgressInfo // EGRESS_STARTING, without secrets
	Streaming bool                // streams may be added while it runs
	StreamIDs map[string]string   // by URL: the names that the caller gave to streams, if any
}

// Parse reads a request.
//
// Its errors are psrpc's InvalidArgument. They hold no secret, since callers and LiveKit's log see them.
func Parse(req *rpc.StartEgressRequest, d Defaults, now time.Time) (*Job, error) {
	w, err := read(req)
	if err != nil {
		return nil, err
	}
	if !egressID.MatchString(req.EgressId) {
		return nil, refuse("an egress id begins with EG_ and holds letters and digits")
	}
	if w.room == "" {
		return nil, refuse("a recording needs a room")
	}
	job := &Job{Info: &livekit.EgressInfo{
		EgressId: req.EgressId, RoomId: req.RoomId, RoomName: w.room,
		SourceType: livekit.EgressSourceType_EGRESS_SOURCE_TYPE_WEB, Status: livekit.EgressStatus_EGRESS_STARTING,
		StartedAt: now.UnixNano(), UpdatedAt: now.UnixNano(), RetryCount: req.RetryCount,
	}}
	w.show(job.Info)
	p := &job.Plan
	p.EgressID, p.RoomName, p.RoomID = req.EgressId, w.room, req.RoomId
	p.AwaitStart, p.AudioOnly, p.Limit = true, w.audioOnly, d.Limit
	for _, step := range []func() error{
		func() error { return w.encoding.apply(p) },
		func() error { return w.addStreams(job) },
		func() error { return w.addFile(job, d, now) },
		func() error { return addPage(p, w, req, d) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if p.File == nil && len(p.StreamURLs) == 0 {
		return nil, refuse("a file output or a stream output with an address is needed")
	}
	return job, nil
}

func refuse(format string, args ...any) error {
	return psrpc.NewErrorf(psrpc.InvalidArgument, format, args...)
}

func unsupported(what string) error {
	return refuse("this recorder does not do %s: LiveKit's own egress service does", what)
}

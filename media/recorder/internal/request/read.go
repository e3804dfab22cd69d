package request

import (
	"google.golang.org/protobuf/proto"

	"github.com/livekit/protocol/egress"
	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
)

// wanted is a request, whichever form it came in.
type wanted struct {
	room, layout, baseURL string
	audioOnly             bool
	encoding              encoding
	file                  *file
	stream                *livekit.StreamOutput
	oldForm               bool                      // asked by the fields that LiveKit has deprecated: answered by them, too
	show                  func(*livekit.EgressInfo) // puts the request, without secrets, into an info
}

// file is a file output.
type file struct {
	kind       livekit.EncodedFileType
	path       string
	noManifest bool
	upload     egress.UploadRequest
}

func read(req *rpc.StartEgressRequest) (*wanted, error) {
	switch r := req.Request.(type) {
	case *rpc.StartEgressRequest_RoomComposite:
		return readRoomComposite(r.RoomComposite)
	case *rpc.StartEgressRequest_Egress:
		return readUnified(r.Egress, req.RoomName)
	case *rpc.StartEgressRequest_Web:
		return nil, unsupported("web egress (any URL)")
	case *rpc.StartEgressRequest_Participant:
		return nil, unsupported("participant egress")
	case *rpc.StartEgressRequest_TrackComposite:
		return nil, unsupported("track composite egress")
	case *rpc.StartEgressRequest_Track:
		return nil, unsupported("track egress")
	case *rpc.StartEgressRequest_Replay:
		return nil, unsupported("replays")
	}
	return nil, unsupported("this kind of request")
}

func readRoomComposite(r *livekit.RoomCompositeEgressRequest) (*wanted, error) {
	w := &wanted{
		room: r.RoomName, layout: r.Layout, baseURL: r.CustomBaseUrl, audioOnly: r.AudioOnly,
		encoding: encoding{preset: r.GetPreset(), advanced: r.GetAdvanced()},
	}
	files, streams, segments := r.FileOutputs, r.StreamOutputs, r.SegmentOutputs
	if len(files)+len(streams)+len(segments)+len(r.ImageOutputs) == 0 {
		w.oldForm = true
		if f := r.GetFile(); f != nil {
			files = append(files, f)
		}
		if s := r.GetStream(); s != nil {
			streams = append(streams, s)
		}
		if s := r.GetSegments(); s != nil {
			segments = append(segments, s)
		}
	}
	switch {
	case r.VideoOnly:
		return nil, unsupported("video_only")
	case r.AudioMixing != livekit.AudioMixing_DEFAULT_MIXING:
		return nil, unsupported("audio_mixing")
	case len(segments) > 0:
		return nil, unsupported("segments (HLS)")
	case len(r.ImageOutputs) > 0:
		return nil, unsupported("images")
	}
	for _, f := range files {
		if err := w.takeFile(file{kind: f.FileType, path: f.Filepath, noManifest: f.DisableManifest, upload: f}); err != nil {
			return nil, err
		}
	}
	for _, s := range streams {
		if err := w.takeStream(s); err != nil {
			return nil, err
		}
	}
	shown := proto.CloneOf(r)
	egress.RedactEncodedOutputs(shown)
	w.show = func(info *livekit.EgressInfo) {
		info.Request = &livekit.EgressInfo_RoomComposite{RoomComposite: shown}
	}
	return w, nil
}

func (w *wanted) takeFile(f file) error {
	if w.file != nil {
		return refuse("only one file output is possible")
	}
	w.file = &f
	return nil
}

func (w *wanted) takeStream(s *livekit.StreamOutput) error {
	if w.stream != nil {
		return refuse("only one stream output is possible; it may have several addresses")
	}
	w.stream = s
	return nil
}

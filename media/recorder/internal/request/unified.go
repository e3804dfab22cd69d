package request

import (
	"google.golang.org/protobuf/proto"

	"github.com/livekit/protocol/egress"
	"github.com/livekit/protocol/livekit"
)

// readUnified reads the form that newer SDKs send. Storage is said for the whole request, or for one output.
func readUnified(r *livekit.StartEgressRequest, room string) (*wanted, error) {
	template := r.GetTemplate()
	switch {
	case r.GetWeb() != nil:
		return nil, unsupported("web egress (any URL)")
	case r.GetMedia() != nil:
		return nil, unsupported("media egress (single tracks)")
	case template == nil:
		return nil, refuse("a recording needs a template as its source")
	case template.VideoOnly:
		return nil, unsupported("video_only")
	}
	if r.RoomName != "" {
		room = r.RoomName
	}
	w := &wanted{
		room: room, layout: template.Layout, baseURL: template.CustomBaseUrl, audioOnly: template.AudioOnly,
		encoding: encoding{preset: r.GetPreset(), advanced: r.GetAdvanced()},
	}
	for _, output := range r.Outputs {
		if err := w.takeOutput(output, r.Storage); err != nil {
			return nil, err
		}
	}
	shown := proto.CloneOf(r)
	egress.RedactStartEgressRequest(shown)
	w.show = func(info *livekit.EgressInfo) { info.Request = &livekit.EgressInfo_Egress{Egress: shown} }
	return w, nil
}

func (w *wanted) takeOutput(output *livekit.Output, storage *livekit.StorageConfig) error {
	if output.GetStorage().GetProvider() != nil {
		storage = output.Storage
	}
	switch o := output.Config.(type) {
	case *livekit.Output_File:
		return w.takeFile(file{kind: o.File.FileType, path: o.File.Filepath, noManifest: o.File.DisableManifest, upload: storage})
	case *livekit.Output_Stream:
		return w.takeStream(o.Stream)
	case *livekit.Output_Segments:
		return unsupported("segments (HLS)")
	case *livekit.Output_Images:
		return unsupported("images")
	}
	return unsupported("this kind of output")
}

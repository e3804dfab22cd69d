package request

import (
	"testing"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
)

func TestWhatThisRecorderDoesNotDoIsRefusedInWords(t *testing.T) {
	type request = livekit.RoomCompositeEgressRequest
	for words, req := range map[string]*rpc.StartEgressRequest{
		"web egress":             {EgressId: "EG_1", Request: &rpc.StartEgressRequest_Web{Web: &livekit.WebEgressRequest{}}},
		"participant egress":     {EgressId: "EG_1", Request: &rpc.StartEgressRequest_Participant{Participant: &livekit.ParticipantEgressRequest{}}},
		"track composite egress": {EgressId: "EG_1", Request: &rpc.StartEgressRequest_TrackComposite{TrackComposite: &livekit.TrackCompositeEgressRequest{}}},
		"track egress":           {EgressId: "EG_1", Request: &rpc.StartEgressRequest_Track{Track: &livekit.TrackEgressRequest{}}},
		"replays":                {EgressId: "EG_1", Request: &rpc.StartEgressRequest_Replay{Replay: &livekit.ExportReplayRequest{}}},
		"this kind of request":   {EgressId: "EG_1"},
		"video_only":             composite(func(r *request) { r.VideoOnly = true }),
		"audio_mixing":           composite(func(r *request) { r.AudioMixing = livekit.AudioMixing_DUAL_CHANNEL_AGENT }),
		"segments":               composite(func(r *request) { r.SegmentOutputs = []*livekit.SegmentedFileOutput{{}} }),
		"images":                 composite(func(r *request) { r.ImageOutputs = []*livekit.ImageOutput{{}} }),
		"segments (HLS)": composite(func(r *request) {
			r.FileOutputs, r.Output = nil, &livekit.RoomCompositeEgressRequest_Segments{Segments: &livekit.SegmentedFileOutput{}}
		}),
		"only one file": composite(func(r *request) { r.FileOutputs = append(r.FileOutputs, &livekit.EncodedFileOutput{}) }),
		"only one stream output": composite(func(r *request) {
			r.StreamOutputs = append(stream("rtmp://a.example/a/1"), stream("rtmp://a.example/a/2")...)
		}),
		"a file output or a stream output": composite(func(r *request) { r.FileOutputs = nil }),
		"with an address": composite(func(r *request) {
			r.FileOutputs, r.StreamOutputs = nil, stream()
		}),
	} {
		t.Run(words, func(t *testing.T) { refused(t, req, defaults(), words) })
	}
}

func TestWhatTheUnifiedFormAsksInVainIsRefusedInWords(t *testing.T) {
	type request = livekit.StartEgressRequest
	output := func(o *livekit.Output) func(*request) {
		return func(r *request) { r.Outputs = []*livekit.Output{o} }
	}
	for words, change := range map[string]func(*request){
		"web egress":          func(r *request) { r.Source = &livekit.StartEgressRequest_Web{Web: &livekit.WebSource{}} },
		"media egress":        func(r *request) { r.Source = &livekit.StartEgressRequest_Media{Media: &livekit.MediaSource{}} },
		"a template":          func(r *request) { r.Source = nil },
		"video_only":          func(r *request) { r.GetTemplate().VideoOnly = true },
		"segments":            output(&livekit.Output{Config: &livekit.Output_Segments{Segments: &livekit.SegmentedFileOutput{}}}),
		"images":              output(&livekit.Output{Config: &livekit.Output_Images{Images: &livekit.ImageOutput{}}}),
		"this kind of output": output(&livekit.Output{}),
		"only one file":       func(r *request) { r.Outputs = append(r.Outputs, r.Outputs[0]) },
		"a file output":       func(r *request) { r.Outputs = nil },
		"preset PASSTHROUGH": func(r *request) {
			r.Encoding = &livekit.StartEgressRequest_Preset{Preset: livekit.EncodingOptionsPreset_PASSTHROUGH}
		},
		"a recording needs a ": func(r *request) { r.RoomName = "" },
	} {
		t.Run(words, func(t *testing.T) { refused(t, unified(change), defaults(), words) })
	}
}

func TestAnIdThatIsNoneOfLiveKitsBecomesNoFolder(t *testing.T) {
	for _, id := range []string{"", "EG_", "RM_1", "EG_../../etc", "EG_a/b", "EG_a b", "../EG_1"} {
		req := composite(nil)
		req.EgressId = id
		refused(t, req, defaults(), "an egress id begins with EG_")
	}
}

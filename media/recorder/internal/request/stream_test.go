package request

import (
	"slices"
	"testing"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/plan"
)

func streaming(urls ...string) func(*livekit.RoomCompositeEgressRequest) {
	return func(r *livekit.RoomCompositeEgressRequest) { r.StreamOutputs = stream(urls...) }
}

func TestARoomIsStreamedAndRecordedTogether(t *testing.T) {
	second := "rtmps://live.example:443/rtmp/second-key?a=1"
	job := parsed(t, composite(streaming(streamURL, second)))
	if !slices.Equal(job.Plan.StreamURLs, []string{streamURL, second}) || job.Plan.File == nil || !job.Streaming {
		t.Errorf("the plan is %+v", job.Plan)
	}
	results := job.Info.StreamResults
	if len(results) != 2 || results[0].Url != plan.Redacted(streamURL) || results[1].Url != plan.Redacted(second) ||
		results[0].Status != livekit.StreamInfo_ACTIVE {
		t.Errorf("it is told %v", results)
	}
}

func TestARoomMayBeStreamedOnly(t *testing.T) {
	job := parsed(t, composite(func(r *livekit.RoomCompositeEgressRequest) {
		r.FileOutputs, r.StreamOutputs = nil, []*livekit.StreamOutput{{Urls: []string{streamURL}}}
	}))
	if job.Plan.File != nil || len(job.Info.FileResults) > 0 || len(job.Plan.StreamURLs) != 1 {
		t.Errorf("the plan is %+v", job.Plan)
	}
}

func TestStreamsMayFollowLater(t *testing.T) {
	job := parsed(t, composite(streaming()))
	if !job.Streaming || len(job.Plan.StreamURLs) > 0 {
		t.Errorf("streaming: %v, %d streams", job.Streaming, len(job.Plan.StreamURLs))
	}
}

func TestTheNamesOfStreamsAreKept(t *testing.T) {
	job := parsed(t, unified(func(r *livekit.StartEgressRequest) {
		r.Outputs = append(r.Outputs, &livekit.Output{Config: &livekit.Output_Stream{Stream: &livekit.StreamOutput{
			Destinations: []*livekit.StreamDestination{{Id: "youtube", Url: streamURL}},
		}}})
	}))
	if job.StreamIDs[streamURL] != "youtube" || job.Info.StreamResults[0].Id != "youtube" {
		t.Errorf("it is told %v", job.Info.StreamResults)
	}
}

func TestStreamsByTheOldFieldAreAnsweredByItToo(t *testing.T) {
	job := parsed(t, composite(func(r *livekit.RoomCompositeEgressRequest) {
		r.FileOutputs, r.Output = nil, &livekit.RoomCompositeEgressRequest_Stream{Stream: stream(streamURL)[0]}
	}))
	if list := job.Info.GetStream().GetInfo(); len(list) != 1 || list[0].Url != plan.Redacted(streamURL) {
		t.Errorf("it is told %v", job.Info)
	}
}

func TestAddressesThatAreNoneOrWouldShowTheirKeyAreRefused(t *testing.T) {
	for address, words := range map[string]string{
		"https://live.example/app/" + streamKey:            "rtmp:// or rtmps://",
		"rtmp://live.example/" + streamKey:                 "rtmp://host/app/key",
		"rtmp://live.example/app/":                         "rtmp://host/app/key",
		"rtmp://live.example/app/" + streamKey + "/":       "without a",
		"RTMP://live.example/app/" + streamKey:             "in small letters",
		"rtmp:///app/" + streamKey:                         "rtmp://host/app/key",
		"rtmp://nadia:" + streamKey + "@live.example/a/b":  "no user name",
		"rtmp://live.example/app/" + streamKey + "?a=b/c":  "%2F",
		"rtmp://live.example/app/" + streamKey + " live=1": "not a URL",
		"rtmp://live.example/app/" + streamKey + "%zz":     "not a URL",
		"twitch://" + streamKey:                            "twitch:// is not supported",
		"mux://" + streamKey:                               "mux:// is not supported",
		"":                                                 "rtmp://",
	} {
		refused(t, composite(streaming(address)), defaults(), words)
	}
	refused(t, composite(streaming(streamURL, streamURL)), defaults(), "twice")
}

func TestOtherProtocolsAndCodecsOfStreamsAreRefused(t *testing.T) {
	refused(t, composite(func(r *livekit.RoomCompositeEgressRequest) {
		r.StreamOutputs = []*livekit.StreamOutput{{Protocol: livekit.StreamProtocol_SRT, Urls: []string{"srt://live.example"}}}
	}), defaults(), "not by SRT")
	refused(t, composite(func(r *livekit.RoomCompositeEgressRequest) {
		r.FileOutputs, r.StreamOutputs = nil, stream(streamURL)
		r.Options = &livekit.RoomCompositeEgressRequest_Advanced{Advanced: &livekit.EncodingOptions{AudioCodec: livekit.AudioCodec_OPUS}}
	}), defaults(), "AAC sound")
}

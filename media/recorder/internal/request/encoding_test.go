package request

import (
	"math"
	"testing"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/plan"
)

func TestPresetsAreThoseOfTheProtocol(t *testing.T) {
	for preset, want := range map[livekit.EncodingOptionsPreset]plan.Video{
		livekit.EncodingOptionsPreset_H264_720P_30:           {Width: 1280, Height: 720, FPS: 30, BitrateKbps: 3000},
		livekit.EncodingOptionsPreset_H264_720P_60:           {Width: 1280, Height: 720, FPS: 60, BitrateKbps: 4500},
		livekit.EncodingOptionsPreset_H264_1080P_30:          {Width: 1920, Height: 1080, FPS: 30, BitrateKbps: 4500},
		livekit.EncodingOptionsPreset_H264_1080P_60:          {Width: 1920, Height: 1080, FPS: 60, BitrateKbps: 6000},
		livekit.EncodingOptionsPreset_PORTRAIT_H264_720P_30:  {Width: 720, Height: 1280, FPS: 30, BitrateKbps: 3000},
		livekit.EncodingOptionsPreset_PORTRAIT_H264_720P_60:  {Width: 720, Height: 1280, FPS: 60, BitrateKbps: 4500},
		livekit.EncodingOptionsPreset_PORTRAIT_H264_1080P_30: {Width: 1080, Height: 1920, FPS: 30, BitrateKbps: 4500},
		livekit.EncodingOptionsPreset_PORTRAIT_H264_1080P_60: {Width: 1080, Height: 1920, FPS: 60, BitrateKbps: 6000},
	} {
		want.KeyFrameSeconds, want.Profile = 4, "main"
		job := parsed(t, composite(func(r *livekit.RoomCompositeEgressRequest) {
			r.Options = &livekit.RoomCompositeEgressRequest_Preset{Preset: preset}
		}))
		if job.Plan.Video != want {
			t.Errorf("%s is %+v", preset, job.Plan.Video)
		}
	}
}

func TestAnUnknownPresetIsRefused(t *testing.T) {
	refused(t, composite(func(r *livekit.RoomCompositeEgressRequest) {
		r.Options = &livekit.RoomCompositeEgressRequest_Preset{Preset: 77}
	}), defaults(), "preset 77")
}

func TestAdvancedOptionsAreFollowed(t *testing.T) {
	options := &livekit.EncodingOptions{
		Width: 960, Height: 540, Depth: 24, Framerate: 25, VideoBitrate: 1500, VideoCodec: livekit.VideoCodec_H264_HIGH,
		KeyFrameInterval: 2, AudioBitrate: 64, AudioFrequency: 44100, AudioCodec: livekit.AudioCodec_AAC,
	}
	want := plan.Video{Width: 960, Height: 540, FPS: 25, BitrateKbps: 1500, KeyFrameSeconds: 2, Profile: "high"}
	for form, job := range map[string]*Job{
		"room composite": parsed(t, composite(func(r *livekit.RoomCompositeEgressRequest) {
			r.Options = &livekit.RoomCompositeEgressRequest_Advanced{Advanced: options}
		})),
		"unified": parsed(t, unified(func(r *livekit.StartEgressRequest) {
			r.Encoding = &livekit.StartEgressRequest_Advanced{Advanced: options}
		})),
	} {
		if job.Plan.Video != want || job.Plan.Audio != (plan.Audio{BitrateKbps: 64, SampleRate: 44100}) {
			t.Errorf("%s: %+v, %+v", form, job.Plan.Video, job.Plan.Audio)
		}
	}
}

func TestAZeroAmongAdvancedOptionsIsTheProtocolsDefault(t *testing.T) {
	job := parsed(t, composite(func(r *livekit.RoomCompositeEgressRequest) {
		r.Options = &livekit.RoomCompositeEgressRequest_Advanced{Advanced: &livekit.EncodingOptions{}}
	}))
	want := plan.Video{Width: 1920, Height: 1080, FPS: 30, BitrateKbps: 4500, KeyFrameSeconds: 4, Profile: "main"}
	if job.Plan.Video != want || job.Plan.Audio != (plan.Audio{BitrateKbps: 128, SampleRate: 48000}) {
		t.Errorf("it is %+v, %+v", job.Plan.Video, job.Plan.Audio)
	}
}

func TestAdvancedOptionsThatCannotBeAreRefused(t *testing.T) {
	for words, options := range map[string]*livekit.EncodingOptions{
		"H.264, not VP8":        {VideoCodec: livekit.VideoCodec_VP8},
		"width 961":             {Width: 961},
		"width 8000":            {Width: 8000},
		"height -2":             {Height: -2},
		"framerate 120":         {Framerate: 120},
		"video_bitrate 1 ":      {VideoBitrate: 1},
		"audio_bitrate 4000":    {AudioBitrate: 4000},
		"audio_frequency 96000": {AudioFrequency: 96000},
		"depth of 16":           {Depth: 16},
		"key_frame_interval":    {KeyFrameInterval: -1},
		"interval of NaN":       {KeyFrameInterval: math.NaN()},
		"audio_quality":         {AudioQuality: 3},
		"video_quality":         {VideoQuality: 3},
		"AAC sound, not OPUS":   {AudioCodec: livekit.AudioCodec_OPUS},
	} {
		t.Run(words, func(t *testing.T) {
			refused(t, composite(func(r *livekit.RoomCompositeEgressRequest) {
				r.Options = &livekit.RoomCompositeEgressRequest_Advanced{Advanced: options}
			}), defaults(), words)
		})
	}
}

func TestSoundAloneHasNoPicture(t *testing.T) {
	for name, change := range map[string]func(*livekit.RoomCompositeEgressRequest){
		"by a preset": func(r *livekit.RoomCompositeEgressRequest) {
			r.Options = &livekit.RoomCompositeEgressRequest_Preset{Preset: livekit.EncodingOptionsPreset_H264_1080P_30}
		},
		"by options": func(r *livekit.RoomCompositeEgressRequest) {
			r.Options = &livekit.RoomCompositeEgressRequest_Advanced{Advanced: &livekit.EncodingOptions{Width: 961}}
		},
	} {
		job := parsed(t, composite(func(r *livekit.RoomCompositeEgressRequest) {
			r.AudioOnly = true
			change(r)
		}))
		if !job.Plan.AudioOnly || job.Plan.Video != (plan.Video{}) || job.Plan.Audio.BitrateKbps != 128 {
			t.Errorf("%s: %+v", name, job.Plan)
		}
	}
}

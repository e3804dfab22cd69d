package request

import (
	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/plan"
)

// Between two key frames, if the request says nothing: what receivers of streams ask for, and it makes files easy to
// wind.
const keyFrameSeconds = 4

// encoding is how a request wants picture and sound encoded: advanced, else preset, whose zero is 720p30.
type encoding struct {
	preset   livekit.EncodingOptionsPreset
	advanced *livekit.EncodingOptions
}

func (e encoding) apply(p *plan.Plan) error {
	p.Audio = plan.Audio{BitrateKbps: 128, SampleRate: 48000}
	if e.advanced != nil {
		return applyAdvanced(e.advanced, p)
	}
	video, known := presets[e.preset]
	if !known {
		return refuse("this recorder does not know the preset %s", e.preset)
	}
	video.KeyFrameSeconds, video.Profile = keyFrameSeconds, "main"
	if !p.AudioOnly {
		p.Video = video
	}
	return nil
}

var presets = map[livekit.EncodingOptionsPreset]plan.Video{
	livekit.EncodingOptionsPreset_H264_720P_30:           {Width: 1280, Height: 720, FPS: 30, BitrateKbps: 3000},
	livekit.EncodingOptionsPreset_H264_720P_60:           {Width: 1280, Height: 720, FPS: 60, BitrateKbps: 4500},
	livekit.EncodingOptionsPreset_H264_1080P_30:          {Width: 1920, Height: 1080, FPS: 30, BitrateKbps: 4500},
	livekit.EncodingOptionsPreset_H264_1080P_60:          {Width: 1920, Height: 1080, FPS: 60, BitrateKbps: 6000},
	livekit.EncodingOptionsPreset_PORTRAIT_H264_720P_30:  {Width: 720, Height: 1280, FPS: 30, BitrateKbps: 3000},
	livekit.EncodingOptionsPreset_PORTRAIT_H264_720P_60:  {Width: 720, Height: 1280, FPS: 60, BitrateKbps: 4500},
	livekit.EncodingOptionsPreset_PORTRAIT_H264_1080P_30: {Width: 1080, Height: 1920, FPS: 30, BitrateKbps: 4500},
	livekit.EncodingOptionsPreset_PORTRAIT_H264_1080P_60: {Width: 1080, Height: 1920, FPS: 60, BitrateKbps: 6000},
}

// The protocol's zero means its default, as its comments give it.
func applyAdvanced(o *livekit.EncodingOptions, p *plan.Plan) error {
	if o.AudioQuality != 0 || o.VideoQuality != 0 { // old clients may still send them
		return refuse("audio_quality and video_quality are not supported: give bitrates")
	}
	var audio plan.Audio
	if err := inRange(
		number{"audio_bitrate", &audio.BitrateKbps, o.AudioBitrate, 128, 16, 512, false},
		number{"audio_frequency", &audio.SampleRate, o.AudioFrequency, 48000, 8000, 48000, false},
	); err != nil {
		return err
	}
	p.Audio = audio
	if p.AudioOnly {
		return nil
	}
	return applyVideo(o, p)
}

func applyVideo(o *livekit.EncodingOptions, p *plan.Plan) error {
	profile, known := profiles[o.VideoCodec]
	if !known {
		return refuse("this recorder encodes H.264, not %s", o.VideoCodec)
	}
	if o.Depth != 0 && o.Depth != 24 {
		return refuse("a depth of %d is not possible: 24 is", o.Depth)
	}
	video := plan.Video{KeyFrameSeconds: keyFrameSeconds, Profile: profile}
	if o.KeyFrameInterval != 0 {
		if !(o.KeyFrameInterval >= 0.1 && o.KeyFrameInterval <= 60) {
			return refuse("a key_frame_interval of %v s is not possible: 0.1 to 60 are", o.KeyFrameInterval)
		}
		video.KeyFrameSeconds = o.KeyFrameInterval
	}
	if err := inRange(
		number{"width", &video.Width, o.Width, 1920, 160, 4096, true},
		number{"height", &video.Height, o.Height, 1080, 160, 4096, true},
		number{"framerate", &video.FPS, o.Framerate, 30, 1, 60, false},
		number{"video_bitrate", &video.BitrateKbps, o.VideoBitrate, 4500, 50, 50000, false},
	); err != nil {
		return err
	}
	p.Video = video
	return nil
}

var profiles = map[livekit.VideoCodec]string{
	livekit.VideoCodec_DEFAULT_VC: "main", livekit.VideoCodec_H264_MAIN: "main",
	livekit.VideoCodec_H264_BASELINE: "baseline", livekit.VideoCodec_H264_HIGH: "high",
}

// number is one option: where it goes, what was asked, what zero means, what is possible.
type number struct {
	name                string
	to                  *int
	asked               int32
	normal, least, most int
	even                bool
}

func inRange(numbers ...number) error {
	for _, n := range numbers {
		*n.to = int(n.asked)
		if n.asked == 0 {
			*n.to = n.normal
		}
		if *n.to < n.least || *n.to > n.most {
			return refuse("%s %d is not possible: %d to %d are", n.name, n.asked, n.least, n.most)
		}
		if n.even && *n.to%2 != 0 {
			return refuse("%s %d is not possible: H.264 needs an even number", n.name, n.asked)
		}
	}
	return nil
}

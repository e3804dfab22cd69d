package capture

import (
	"fmt"
	"strconv"
	"time"

	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/stage"
)

const (
	// rawName is the file that is written while it records: Matroska, which is readable up to where it was cut off.
	rawName = "raw.mkv"
	// lead is what opening display and sound takes. The recording begins so long after the encoder is started, so that its
	// first moment has both: no frozen picture, no silence.
	lead = 400 * time.Millisecond
)

// arguments are the encoder's. All stamps are the wall clock's (-copyts), of which origin is taken off sound and picture alike:
// left alone, ffmpeg would begin each input at 0 though one is opened later than the other.
func arguments(p plan.Plan, s *stage.Stage, origin time.Time) []string {
	micros := origin.UnixMicro()
	a := []string{"-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+verbose", "-progress", "pipe:3", "-stats_period", "0.5", "-y", "-copyts",
		// Fragments of 20 ms: with the default, of seconds, the end of the sound is missing.
		"-thread_queue_size", "1024", "-probesize", "32", "-analyzeduration", "0",
		"-f", "pulse", "-server", s.Sound.Server, "-fragment_size", strconv.Itoa(p.Audio.SampleRate / 50 * 4),
		"-sample_rate", strconv.Itoa(p.Audio.SampleRate), "-channels", "2", "-i", stage.Monitor}
	if !p.AudioOnly {
		v := p.Video
		size := fmt.Sprintf("%dx%d", v.Width, v.Height)
		a = append(a,
			// A short queue: where the encoder cannot keep up, pictures are repeated, and counted. What waits in a long one, seconds
			// of it, is lost at the end.
			"-thread_queue_size", "2", "-probesize", "32", "-analyzeduration", "0",
			"-f", "x11grab", "-draw_mouse", "0", "-framerate", strconv.Itoa(v.FPS), "-video_size", size, "-i", s.Display.Name,
			"-map", "1:v", "-vf", fmt.Sprintf("setpts=PTS-%d/1000000/TB,trim=start=0,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", micros),
			"-fps_mode", "cfr", "-r", strconv.Itoa(v.FPS),
			"-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-profile:v", v.Profile,
			"-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
			"-b:v", fmt.Sprintf("%dk", v.BitrateKbps), "-maxrate", fmt.Sprintf("%dk", v.BitrateKbps), "-bufsize", fmt.Sprintf("%dk", 2*v.BitrateKbps),
			"-g", strconv.Itoa(max(1, int(v.KeyFrameSeconds*float64(v.FPS)))))
	}
	codec := "aac"
	if p.File != nil && p.File.Container == plan.OGG {
		codec = "libopus"
	}
	return append(a, "-map", "0:a",
		"-af", fmt.Sprintf("asetpts=PTS-%d/1000000/TB,aresample=async=1:min_hard_comp=0.06:first_pts=0", micros),
		"-c:a", codec, "-b:a", fmt.Sprintf("%dk", p.Audio.BitrateKbps), "-ar", strconv.Itoa(p.Audio.SampleRate),
		"-flags", "+global_header", "-f", "tee", outputs(p))
}

// outputs: the file, of which a crash loses a second at most, and the stream that the receivers and our own watch live on.
func outputs(p plan.Plan) string {
	stream := "[f=mpegts]pipe:4"
	if p.File == nil {
		return stream
	}
	return "[f=matroska:cluster_time_limit=1000:flush_packets=1]" + rawName + "|" + stream
}

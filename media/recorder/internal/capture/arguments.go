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
	// lead is what opening display and sound takes, mostly. The recording begins so long after the encoder is started, so that
	// its first moment has both. Where it takes longer, the file begins later, with what comes first.
	lead = 400 * time.Millisecond
	// fragment is how much sound comes at a time.
	fragment = 20 * time.Millisecond
)

// arguments are the encoder's. All stamps are the wall clock's (-copyts), of which origin is taken off sound and picture alike:
// left alone, ffmpeg would begin each input at 0 though one is opened later than the other.
func arguments(p plan.Plan, s *stage.Stage, origin time.Time) []string {
	micros := origin.UnixMicro()
	a := []string{"-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+warning", "-progress", "pipe:3", "-stats_period", "0.5", "-y", "-copyts"}
	sound := "0"
	if !p.AudioOnly {
		sound = "1"
		a = append(a,
			// A short queue: where the encoder cannot keep up, pictures are repeated, and counted. What waits in a long one, seconds
			// of it, is lost at the end. With one of two a third of all pictures was late on a machine that was not even busy.
			"-thread_queue_size", "5", "-probesize", "32", "-analyzeduration", "0",
			"-f", "x11grab", "-draw_mouse", "0", "-framerate", strconv.Itoa(p.Video.FPS),
			"-video_size", fmt.Sprintf("%dx%d", p.Video.Width, p.Video.Height), "-i", s.Display.Name)
	}
	// Sound is opened last, so that it is read as soon as it comes. With fragments of the default
	// size, of seconds, the end of the sound is missing.
	a = append(a, "-thread_queue_size", "1024", "-probesize", "32", "-analyzeduration", "0",
		"-f", "pulse", "-server", s.Sound.Server, "-fragment_size", strconv.Itoa(bytesOf(fragment, p.Audio.SampleRate)),
		"-sample_rate", strconv.Itoa(p.Audio.SampleRate), "-channels", "2", "-i", stage.Monitor)
	if !p.AudioOnly {
		a = append(a, pictures(p.Video, micros)...)
	}
	codec := "aac"
	if p.File != nil && p.File.Container == plan.OGG {
		codec = "libopus"
	}
	return append(a, "-map", sound+":a",
		"-af", soundFilter(micros),
		"-c:a", codec, "-b:a", fmt.Sprintf("%dk", p.Audio.BitrateKbps), "-ar", strconv.Itoa(p.Audio.SampleRate),
		"-flags", "+global_header", "-f", "tee", outputs(p))
}

// soundFilter stamps sound by counting its samples: the sink's clock is the machine's. Where counting begins is the least of what
// the stamps so far say, each of which is that of a piece's end. On a busy machine the first ones are too late by tenths of
// a second, and ffmpeg, which takes their mean, would keep sound and picture apart for long; what is too much is cut out.
func soundFilter(origin int64) string {
	return fmt.Sprintf("asetpts='st(1,PTS-(N+S)/SR/TB);st(0,if(eq(N,0),ld(1),min(ld(0),ld(1))));ld(0)+N/SR/TB-%d/1000000/TB',"+
		"atrim=start=0,aresample=async=1:min_hard_comp=0.02", origin)
}

// bytesOf so much sound: two channels of 16 bits.
func bytesOf(d time.Duration, rate int) int { return int(int64(rate)*int64(d)/int64(time.Second)) * 4 }

// pictures says how they are encoded.
func pictures(v plan.Video, origin int64) []string {
	rate := fmt.Sprintf("%dk", v.BitrateKbps)
	return []string{
		"-map", "0:v", "-vf", fmt.Sprintf("setpts=PTS-%d/1000000/TB,trim=start=0,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", origin),
		// A constant rate, which with -copyts begins with the first picture, and not with as many copies of it as there is time
		// since second 0.
		"-r", strconv.Itoa(v.FPS),
		"-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-profile:v", v.Profile,
		"-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
		"-b:v", rate, "-maxrate", rate, "-bufsize", fmt.Sprintf("%dk", 2*v.BitrateKbps),
		"-g", strconv.Itoa(max(1, int(v.KeyFrameSeconds*float64(v.FPS)))),
	}
}

// outputs: the file, of which a crash loses a second at most, and the stream that the receivers and our own watch live on.
func outputs(p plan.Plan) string {
	stream := "[f=mpegts:mpegts_copyts=1]pipe:4" // with the stamps as they are: they say where the file begins
	if p.File == nil {
		return stream
	}
	return "[f=matroska:cluster_time_limit=1000:flush_packets=1]" + rawName + "|" + stream
}

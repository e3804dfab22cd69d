package trial

import (
	"bytes"
	"encoding/binary"
	"math"
	"os/exec"
	"slices"
	"testing"
)

const (
	rate  = 8000 // Hz, of the sound as looked at
	piece = rate / 200
)

// Movie is a look into a recorded file.
type Movie struct {
	Pictures      int
	Repeated      int       // of them, those that are like the one before, though in the film none is
	Seconds       float64   // of sound
	Flashes       []float64 // seconds at which the right half goes white
	Beeps         []float64 // seconds at which the tone gets loud
	ToneShare     float64   // of the sound's energy, 0…1
	FrozenAtStart float64   // seconds until the picture changes for the first time
	fps           float64
}

// Look decodes the file. fps is its constant rate.
func Look(t testing.TB, path string, fps float64) Movie {
	t.Helper()
	m := Movie{fps: fps}
	if pictures := decode(t, "-i", path, "-map", "0:v:0", "-vf", "crop=iw/2:ih:iw/2:0,scale=8:8", "-fps_mode", "passthrough", "-pix_fmt", "gray", "-f", "rawvideo", "-"); pictures != nil {
		m.pictures(pictures)
	}
	m.sound(decode(t, "-i", path, "-map", "0:a:0", "-ac", "1", "-ar", "8000", "-f", "s16le", "-"))
	return m
}

func decode(t testing.TB, args ...string) []byte {
	t.Helper()
	var out, said bytes.Buffer
	c := exec.Command("ffmpeg", append([]string{"-v", "error", "-nostdin"}, args...)...)
	c.Stdout, c.Stderr = &out, &said
	if err := c.Run(); err != nil {
		if bytes.Contains(said.Bytes(), []byte("matches no streams")) {
			return nil
		}
		t.Fatalf("the file cannot be decoded: %v: %s", err, said.String())
	}
	return out.Bytes()
}

func (m *Movie) pictures(b []byte) {
	const size = 64
	m.Pictures = len(b) / size
	var before float64
	changed := false // the bar moves in each picture of the film
	for i := range m.Pictures {
		var sum float64
		for _, v := range b[i*size : (i+1)*size] {
			sum += float64(v)
		}
		mean := sum / size
		at := float64(i) / m.fps
		if i > 0 {
			if mean > 200 && before <= 200 {
				m.Flashes = append(m.Flashes, at)
			}
			switch {
			case !moved(b[(i-1)*size:i*size], b[i*size:(i+1)*size]):
				m.Repeated++
			case !changed:
				changed, m.FrozenAtStart = true, at
			}
		}
		before = mean
	}
}

func moved(before, now []byte) bool {
	for i := range now {
		if d := int(now[i]) - int(before[i]); d > 8 || d < -8 {
			return true
		}
	}
	return false
}

func (m *Movie) sound(b []byte) {
	samples := make([]float64, len(b)/2)
	for i := range samples {
		samples[i] = float64(int16(binary.LittleEndian.Uint16(b[2*i:])))
	}
	m.Seconds = float64(len(samples)) / rate
	loud := make([]float64, len(samples)/piece)
	for i := range loud {
		for _, v := range samples[i*piece : (i+1)*piece] {
			loud[i] += v * v / piece
		}
		loud[i] = math.Sqrt(loud[i])
	}
	if len(loud) == 0 {
		return
	}
	sorted := slices.Sorted(slices.Values(loud))
	threshold := (sorted[len(sorted)/2] + sorted[len(sorted)*98/100]) / 2
	quiet := 0
	for i, v := range loud {
		if v <= threshold {
			quiet++
			continue
		}
		if quiet > 60 { // 0.3 s
			m.Beeps = append(m.Beeps, float64(i)*piece/rate)
		}
		quiet = 0
	}
	m.ToneShare = share(samples, Tone)
}

// share of the energy at a frequency, in windows of 25 ms.
func share(samples []float64, hz float64) float64 {
	const n = rate / 40
	var at, all float64
	for i := 0; i+n <= len(samples); i += n {
		var re, im, e float64
		for k, v := range samples[i : i+n] {
			a := 2 * math.Pi * hz * float64(k) / rate
			re, im, e = re+v*math.Cos(a), im+v*math.Sin(a), e+v*v
		}
		at += 2 * (re*re + im*im) / n
		all += e
	}
	if all == 0 {
		return 0
	}
	return at / all
}

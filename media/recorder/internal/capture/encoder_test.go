package capture

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/stage"
	"rooms.example/recorder/internal/stream"
	"rooms.example/recorder/internal/trial"
)

func TestMeasureEncoder(t *testing.T) {
	dir := trial.Dir(t)
	p := plan.Plan{Video: plan.Video{Width: 1280, Height: 720, FPS: 30, BitrateKbps: 3000, KeyFrameSeconds: 4, Profile: "main"}, Audio: plan.Audio{BitrateKbps: 128, SampleRate: 48000}, File: &plan.File{Container: "mp4"}}
	s, err := stage.Open(context.Background(), stage.Options{Dir: dir, Width: 1280, Height: 720, SampleRate: 48000, Chromium: "chromium", NoSandbox: true, PageURL: trial.Page(t) + "?" + os.Getenv("Q"), Log: trial.Log(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	<-s.Browser.Started
	t0 := time.Now()
	e, err := startEncoder(Options{FFmpeg: "ffmpeg"}, p, dir, s, func(stream.Packet) {})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.begun(true, nil); err != nil {
		t.Fatal(err)
	}
	t.Log("first packets after", time.Since(t0))
	time.Sleep(12 * time.Second)
	t1 := time.Now()
	if err := e.end(); err != nil {
		t.Error(err)
	}
	t.Log("end took", time.Since(t1), e.frames, e.filled, e.skipped, "wall", t1.Sub(e.origin))
	m := trial.Look(t, filepath.Join(dir, rawName), 30)
	t.Logf("pictures %d = %.2f sound %.2f tone %.2f frozen %.2f apart %v %.1f\n%v\n%v", m.Pictures, float64(m.Pictures)/30, m.Seconds, m.ToneShare, m.FrozenAtStart, trial.Median(m.Apart()), m.Apart(), m.Flashes, m.Beeps)
	if k := os.Getenv("KEEP"); k != "" {
		b, _ := os.ReadFile(filepath.Join(dir, rawName))
		_ = os.WriteFile(k, b, 0o600)
	}
}

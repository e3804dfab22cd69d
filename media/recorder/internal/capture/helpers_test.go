package capture

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/trial"
)

// TestMain: this binary is also the worker that is killed in the middle of a recording.
func TestMain(m *testing.M) {
	if text := os.Getenv("RECORDER_CAPTURE_TEST_WORKER"); text != "" {
		var job struct {
			Plan    plan.Plan
			Options Options
		}
		if err := json.Unmarshal([]byte(text), &job); err != nil {
			panic(err)
		}
		if _, err := Start(context.Background(), job.Plan, job.Options, slog.Default()); err != nil {
			panic(err)
		}
		fmt.Println("recording")
		select {}
	}
	os.Exit(m.Run())
}

// session is a place to record in, and the plan of a recording: small, so that the processor is left to the others.
type session struct {
	t *testing.T
	Options
	plan plan.Plan
	page string
	log  *slog.Logger
}

func newSession(t *testing.T) *session {
	t.Helper()
	trial.NeedStage(t)
	dir, page := trial.Dir(t), trial.Page(t)
	return &session{t: t, page: page, log: trial.Log(t),
		Options: Options{WorkDir: filepath.Join(dir, "work"), OutputDir: filepath.Join(dir, "out"), Chromium: "chromium", FFmpeg: "ffmpeg", NoSandbox: trial.NoSandbox(), MinFree: 64 << 20},
		plan: plan.Plan{
			EgressID: "EG_group", RoomName: "group-on-monday", PageURL: page + "?layout=speaker&token=a-token-that-is-secret", AwaitStart: true,
			Video: plan.Video{Width: 640, Height: 360, FPS: 30, BitrateKbps: 1000, KeyFrameSeconds: 2, Profile: "main"},
			Audio: plan.Audio{BitrateKbps: 96, SampleRate: 48000},
			File:  &plan.File{Path: "2026/group.mp4", Container: plan.MP4},
		}}
}

func (s *session) dir() string { return plan.Dir(s.WorkDir, s.plan.EgressID) }

func (s *session) start() *Capture {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := Start(ctx, s.plan, s.Options, s.log)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(c.abandon) // whatever the test did
	return c
}

// fails starts what is not to start, and returns why.
func (s *session) fails(ctx context.Context) *Error {
	s.t.Helper()
	c, err := Start(ctx, s.plan, s.Options, s.log)
	if err == nil {
		c.abandon()
		s.t.Fatal("it started")
	}
	var known *Error
	if !errors.As(err, &known) {
		s.t.Fatalf("%T: %v", err, err)
	}
	s.nothingIsLeft()
	return known
}

// until waits until so much is recorded.
func (s *session) until(c *Capture, recorded time.Duration) {
	s.t.Helper()
	trial.Eventually(s.t, recorded+30*time.Second, "enough is recorded", func() bool { return time.Since(c.StartedAt()) >= recorded })
}

func (s *session) finish(c *Capture) (Result, error) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return c.Finish(ctx)
}

func (s *session) delivered(c *Capture) Result {
	s.t.Helper()
	r, err := s.finish(c)
	if err != nil {
		s.t.Fatal(err)
	}
	s.nothingIsLeft()
	if info, err := os.Stat(r.Location); err != nil || info.Size() != r.Size {
		s.t.Fatalf("%+v: %v", r, err)
	}
	return r
}

func (s *session) nothingIsLeft() {
	s.t.Helper()
	if _, err := os.Stat(s.dir()); !os.IsNotExist(err) {
		s.t.Errorf("its folder is still there (%v)", err)
	}
	s.nothingRuns()
}

func (s *session) nothingRuns() {
	s.t.Helper()
	trial.Eventually(s.t, trial.Patience, "everything has ended", func() bool { return len(trial.Running(s.WorkDir)) == 0 })
}

func next[T any](t *testing.T, c <-chan T, within time.Duration, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(within):
		t.Fatalf("not within %s: %s", within, what)
		panic("unreachable")
	}
}

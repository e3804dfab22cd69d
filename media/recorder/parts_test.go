package main

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"rooms.example/recorder/internal/capture"
	"rooms.example/recorder/internal/config"
	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/standin"
)

// nothingThere is a configuration in which everything is missing.
func nothingThere(t *testing.T) config.Config {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "a-file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return config.Config{
		Redis:   &redis.Options{Addr: "127.0.0.1:1", MaxRetries: -1, DialerRetries: 1},
		WorkDir: filepath.Join(file, "work"), OutputDir: filepath.Join(file, "out"), FFmpeg: "no-ffmpeg", Chromium: "no-chromium", MaxJobs: 1,
	}
}

// problems are all that the checks of a configuration say.
func problems(c config.Config) string {
	client := redis.NewClient(c.Redis)
	defer func() { _ = client.Close() }()
	var all []string
	for _, check := range checks(c, client) {
		if err := check(context.Background()); err != nil {
			all = append(all, err.Error())
		}
	}
	return strings.Join(all, "\n")
}

func TestEverythingThatARecordingNeedsIsLookedAt(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	c := nothingThere(t)
	said := problems(c)
	for _, words := range []string{
		"RECORDER_REDIS", "RECORDER_FFMPEG", "ffprobe is missing", "RECORDER_CHROMIUM", "Xvfb is missing", "pulseaudio is missing",
		"RECORDER_WORK_DIR",
	} {
		if !strings.Contains(said, words) {
			t.Errorf("%q is not in %s", words, said)
		}
	}
	if strings.Contains(said, "RECORDER_OUTPUT_DIR") {
		t.Error("a directory is asked for that no order may need")
	}
	if err := disk(c)(); err == nil || !strings.Contains(err.Error(), "RECORDER_OUTPUT_DIR") {
		t.Errorf("when one does, it says %v", err)
	}
}

func TestFfprobeIsFoundBesideFfmpeg(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"ffmpeg", "ffprobe"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", t.TempDir())
	c := nothingThere(t)
	c.FFmpeg = filepath.Join(dir, "ffmpeg")
	if said := problems(c); strings.Contains(said, "ffprobe") || strings.Contains(said, "ffmpeg") {
		t.Errorf("it says %s", said)
	}
}

func TestAWorkerThatLacksSomethingIsAssembledButTakesNothing(t *testing.T) {
	c := nothingThere(t)
	p, err := assemble(c, &standin.Recorder{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	p.checker.Look(context.Background())
	if s := p.worker.Status(); s.Accepting || !strings.Contains(s.Why, "Redis does not answer") {
		t.Errorf("it says %+v", s)
	}
	p.worker.Close()
}

func TestProbesAreAnsweredUntilItEnds(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	taken := listener.Addr().String()
	log := slog.New(slog.DiscardHandler)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if err := serve(ctx, taken, http.NotFoundHandler(), log); err == nil {
		t.Error("a taken address is no error")
	}
	_ = listener.Close()
	if err := serve(ctx, taken, http.NotFoundHandler(), log); err != nil {
		t.Fatal(err)
	}
	answer, err := http.Get("http://" + taken)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusNotFound {
		t.Errorf("it answers %d", answer.StatusCode)
	}
}

func TestTheLogSaysAsMuchAsIsAskedFor(t *testing.T) {
	ctx := context.Background()
	for level, want := range map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError, "?": slog.LevelInfo} {
		if l := newLog(level); !l.Enabled(ctx, want) || l.Enabled(ctx, want-1) {
			t.Errorf("%s is another level", level)
		}
	}
	var out bytes.Buffer
	redisLog{slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))}.Printf(ctx, "pool: %d lost\n", 3)
	if !strings.Contains(out.String(), `level=DEBUG msg="redis: pool: 3 lost"`) {
		t.Errorf("of Redis it says %s", out.String())
	}
}

func TestARecordingThatCannotBeginIsNoRecording(t *testing.T) {
	t.Setenv("PATH", t.TempDir()) // neither display nor browser
	dir := t.TempDir()
	r := captures{log: slog.New(slog.DiscardHandler), options: capture.Options{WorkDir: dir, OutputDir: dir, Chromium: "no-chromium", FFmpeg: "no-ffmpeg"}}
	p := plan.Plan{EgressID: "EG_1", RoomName: "group", PageURL: "http://127.0.0.1:1/", Audio: plan.Audio{BitrateKbps: 64, SampleRate: 48000},
		Video: plan.Video{Width: 640, Height: 360, FPS: 30, BitrateKbps: 500, KeyFrameSeconds: 2, Profile: "main"},
		File:  &plan.File{Path: "a.mp4", Container: plan.MP4}}
	c, err := r.Start(context.Background(), p)
	if c != nil || err == nil {
		t.Errorf("it is %v, %v", c, err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("it leaves %v, %v", left, err)
	}
	if _, _, err := r.Salvage(context.Background(), filepath.Join(dir, "EG_gone")); err == nil {
		t.Error("of nothing something was saved")
	}
}

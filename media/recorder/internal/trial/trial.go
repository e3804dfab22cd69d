// Package trial is what the recorder's tests share: the real programs, a page that flashes and beeps, a look into what
// was recorded, and a look for what was left behind. Nothing of it is in the worker.
package trial

import (
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Patience is for what takes moments, on a machine that is busy with other things.
const Patience = 30 * time.Second

// Need skips the test where a program is missing, and says which. Where RECORDER_TESTS_NEED_PROGRAMS is 1, it fails.
func Need(t testing.TB, programs ...string) {
	t.Helper()
	var missing []string
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			missing = append(missing, p)
		}
	}
	if len(missing) == 0 {
		return
	}
	text := "not installed here: " + strings.Join(missing, ", ")
	if os.Getenv("RECORDER_TESTS_NEED_PROGRAMS") == "1" {
		t.Fatal(text)
	}
	t.Skip(text)
}

// NeedStage is Need for all that a recording takes.
func NeedStage(t testing.TB) {
	t.Helper()
	Need(t, "Xvfb", "pulseaudio", "chromium", "ffmpeg", "ffprobe")
}

// Dir is a folder with a short name (sockets have long ones) that goes with the test.
func Dir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "rt")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// Log goes to the test's output.
func Log(t testing.TB) *slog.Logger {
	level := slog.LevelInfo
	if os.Getenv("RECORDER_TESTS_DEBUG") == "1" {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: level}))
}

// NoSandbox: Chromium refuses its sandbox to root.
func NoSandbox() bool { return os.Geteuid() == 0 }

// Eventually waits until true, at most so long.
func Eventually(t testing.TB, within time.Duration, what string, is func() bool) {
	t.Helper()
	late := time.Now().Add(within)
	for !is() {
		if time.Now().After(late) {
			t.Fatalf("not within %s: %s", within, what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Running are the command lines of all processes that name dir in theirs, or have it as their working directory.
func Running(dir string) []string {
	var found []string
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, p := range all {
		line, _ := os.ReadFile(filepath.Join(p, "cmdline"))
		cwd, _ := os.Readlink(filepath.Join(p, "cwd"))
		text := strings.ReplaceAll(string(line), "\x00", " ")
		if p == "/proc/self" || len(line) == 0 {
			continue
		}
		if strings.Contains(text, dir) || strings.HasPrefix(cwd, dir) {
			found = append(found, filepath.Base(p)+" "+text)
		}
	}
	return found
}

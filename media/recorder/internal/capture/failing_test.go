package capture

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/proc"
	"rooms.example/recorder/internal/trial"
)

// aCluster is how a piece of the medium begins in the file, which gets it when it is whole.
var aCluster = []byte{0x1F, 0x43, 0xB6, 0x75}

func TestWhicheverProgramDiesItIsToldWithinSecondsAndWhatWasRecordedIsDelivered(t *testing.T) {
	for name, words := range map[string]string{"chromium": "browser", "Xvfb": "display", "pulseaudio": "sound server", "ffmpeg": "encoder"} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && (name == "chromium" || name == "pulseaudio") {
				t.Skip("is told like the display's end; that each of the three is seen, the stage's tests show")
			}
			s := newSession(t)
			c := s.start()
			// The first piece may be of sound alone: it ends where the picture begins.
			trial.Eventually(t, trial.Patience, "the second piece is written", func() bool {
				raw, err := os.ReadFile(filepath.Join(s.dir(), rawName))
				return err == nil && bytes.Count(raw, aCluster) > 1
			})
			killed := 0
			for _, running := range trial.Running(s.WorkDir) {
				fields := strings.Fields(running)
				if strings.HasSuffix(fields[1], name) && !strings.Contains(running, "--type=") {
					killed++
					kill(t, fields[0], syscall.SIGKILL)
				}
			}
			if killed != 1 {
				t.Fatalf("killed %d", killed)
			}
			at := time.Now()
			e := next(t, c.Ended(), trial.Patience, "its end")
			var known *Error
			if !errors.As(e.Err, &known) || !strings.Contains(known.Message, words) {
				t.Errorf("it ended with %q, %v", e.Reason, e.Err)
			}
			t.Logf("told after %s: %v", time.Since(at).Round(time.Millisecond), e.Err)
			r := s.delivered(c)
			if r.Picture == 0 || r.Sound == 0 {
				t.Errorf("it holds %s of picture, %s of sound", r.Picture, r.Sound)
			}
		})
	}
}

// Its packets of sound come as before: nothing else shows that they are silent.
func TestTheEndOfTheProcessThatPlaysThePagesSoundAloneIsSaidAndTheRecordingGoesOn(t *testing.T) {
	s := newSession(t)
	s.plan.AudioOnly, s.plan.Video = true, plan.Video{}
	seen, said := make(chan string, 1), make(chan string, 1)
	s.log = slog.New(slog.NewTextHandler(&proc.Lines{Each: func(line string) {
		switch {
		case strings.Contains(line, "the page can be heard"):
			seen <- line
		case strings.Contains(line, "its sound broke off"):
			said <- line
		}
	}}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	c := s.start()
	next(t, seen, trial.Patience, "that it is heard")
	killed := 0
	for _, running := range trial.Running(s.WorkDir) {
		if strings.Contains(running, "audio.mojom.AudioService") {
			killed++
			kill(t, strings.Fields(running)[0], syscall.SIGKILL)
		}
	}
	if killed != 1 {
		t.Fatalf("killed %d", killed)
	}
	next(t, said, trial.Patience, "that the sound broke off")
	select {
	case e := <-c.Ended():
		t.Errorf("it ended: %+v", e)
	default:
	}
	r := s.delivered(c)
	if !regexp.MustCompile(`^the sound of the page broke off after \d+s$`).MatchString(r.Short) {
		t.Errorf("of %s of sound in %s it says %q", r.Sound, r.Ended.Sub(r.Started), r.Short)
	}
}

func TestADiskThatIsNearlyFullEndsTheRecordingAndKeepsIt(t *testing.T) {
	left := disk(t, 1<<30)
	s := newSession(t)
	c := s.start()
	s.until(c, time.Second)
	left.Store(10 << 20)
	e := next(t, c.Ended(), trial.Patience, "its end")
	if e.Err == nil || !strings.Contains(e.Err.Error(), "nearly full: 10 MB") {
		t.Errorf("it ended with %v", e.Err)
	}
	if r := s.delivered(c); r.Picture == 0 || r.Sound == 0 {
		t.Errorf("it holds %+v", r)
	}
}

func TestOnAFullDiskNothingIsBegun(t *testing.T) {
	disk(t, 1<<20)
	s := newSession(t)
	if err := s.fails(t.Context()); !strings.Contains(err.Message, "disk is full") {
		t.Errorf("it says %q", err.Message)
	}
}

// disk is one with so many bytes left.
func disk(t *testing.T, bytes int64) *atomic.Int64 {
	left, before := &atomic.Int64{}, free
	left.Store(bytes)
	free = func(string) (int64, error) { return left.Load(), nil }
	t.Cleanup(func() { free = before })
	return left
}

func TestAFileThatVanishesEndsTheRecording(t *testing.T) {
	s := newSession(t)
	c := s.start()
	if err := os.Remove(s.dir() + "/" + rawName); err != nil {
		t.Fatal(err)
	}
	if e := next(t, c.Ended(), trial.Patience, "its end"); e.Err == nil || !strings.Contains(e.Err.Error(), "gone") {
		t.Errorf("it ended with %v", e.Err)
	}
	if _, err := s.finish(c); err == nil || !strings.Contains(err.Error(), "nothing was recorded") {
		t.Errorf("it says %v", err)
	}
	s.nothingIsLeft()
}

func TestPicturesOfTheTimeBeforeTheFileBeginsAreNotMissing(t *testing.T) {
	e := &encoder{}
	for _, line := range []string{"frame=30", "drop_frames=18", "dup_frames=1", "speed=1.01x"} {
		e.count(line)
	}
	if dropped, duplicated := e.late(); dropped != 0 || duplicated != 0 {
		t.Errorf("at once: %d, %d", dropped, duplicated)
	}
	e.settle()
	for _, line := range []string{"frame=300", "drop_frames=20", "dup_frames=6"} {
		e.count(line)
	}
	e.settle()
	if dropped, duplicated := e.late(); dropped != 2 || duplicated != 5 {
		t.Errorf("since then: %d, %d", dropped, duplicated)
	}
}

package capture

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"rooms.example/recorder/internal/trial"
)

func TestWhicheverProgramDiesItIsToldWithinSecondsAndWhatWasRecordedIsDelivered(t *testing.T) {
	for name, words := range map[string]string{"chromium": "browser", "Xvfb": "display", "pulseaudio": "sound server", "ffmpeg": "encoder"} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t)
			c := s.start()
			s.until(c, 3*time.Second)
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
			e := next(t, c.Ended(), 5*time.Second, "its end")
			var known *Error
			if !errors.As(e.Err, &known) || !strings.Contains(known.Message, words) {
				t.Errorf("it ended with %q, %v", e.Reason, e.Err)
			}
			t.Logf("told after %s: %v", time.Since(at).Round(time.Millisecond), e.Err)
			r := s.delivered(c)
			if r.Picture < 1500*time.Millisecond || r.Sound < 1500*time.Millisecond {
				t.Errorf("it holds %s of picture, %s of sound", r.Picture, r.Sound)
			}
		})
	}
}

func TestADiskThatIsNearlyFullEndsTheRecordingAndKeepsIt(t *testing.T) {
	s := newSession(t)
	c := s.start()
	s.until(c, 2*time.Second)
	fill(t, 10<<20)
	e := next(t, c.Ended(), 5*time.Second, "its end")
	if e.Err == nil || !strings.Contains(e.Err.Error(), "nearly full: 10 MB") {
		t.Errorf("it ended with %v", e.Err)
	}
	if r := s.delivered(c); r.Picture < time.Second {
		t.Errorf("it holds %+v", r)
	}
}

func TestOnAFullDiskNothingIsBegun(t *testing.T) {
	s := newSession(t)
	fill(t, 1<<20)
	if err := s.fails(t.Context()); !strings.Contains(err.Message, "disk is full") {
		t.Errorf("it says %q", err.Message)
	}
}

func fill(t *testing.T, left int64) {
	before := free
	free = func(string) (int64, error) { return left, nil }
	t.Cleanup(func() { free = before })
}

func TestAnEncoderThatStandsStillIsNoticedAndSaid(t *testing.T) {
	s := newSession(t)
	c := s.start()
	s.until(c, time.Second)
	now := time.Now()
	if err := c.check(now.Add(7 * time.Second)); err != nil {
		t.Error(err)
	}
	if err := c.check(now.Add(8 * time.Second)); err != nil {
		t.Error(err)
	}
	if err := c.check(now.Add(time.Minute)); err == nil || !strings.Contains(err.Error(), "the encoder gave no picture") {
		t.Errorf("after a minute it says %v", err)
	}
	r := s.delivered(c)
	if !strings.Contains(r.Short, "the picture stood still for") || !strings.Contains(r.Short, "no sound came for") {
		t.Errorf("it is said to be short by %q", r.Short)
	}
}

func TestAFileThatVanishesEndsTheRecording(t *testing.T) {
	s := newSession(t)
	c := s.start()
	if err := os.Remove(s.dir() + "/" + rawName); err != nil {
		t.Fatal(err)
	}
	if e := next(t, c.Ended(), 5*time.Second, "its end"); e.Err == nil || !strings.Contains(e.Err.Error(), "gone") {
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

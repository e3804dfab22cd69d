package capture

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/trial"
)

// On any machine: what is said of the file is true of it. Whole in picture, too, it is only where the machine kept up.
func TestARecordingIsWholeInStepAndTidy(t *testing.T) {
	s := newSession(t)
	c := s.start()
	s.until(c, 7*time.Second)
	r := s.delivered(c)
	m := trial.Look(t, r.Location, 30)
	t.Logf("beep after flash, ms: %.0f; first change of the picture after %.2f s; %d dropped, %d duplicated, %d repeated of %d; short: %q",
		m.Apart(), m.FrozenAtStart, r.Dropped, r.Duplicated, m.Repeated, m.Pictures, r.Short)
	wall := r.Ended.Sub(r.Started)
	for what, has := range map[string]time.Duration{"picture": r.Picture, "sound": r.Sound, "medium": r.Duration} {
		if missing := (has - wall).Abs(); missing > 2*time.Second || missing > time.Second && r.Short == "" {
			t.Errorf("%s of %s in %s of recording", has, what, wall)
		}
	}
	late := max(r.Duplicated, r.Dropped)
	switch words := fmt.Sprintf("%d of %d pictures came too late", min(late, m.Pictures), m.Pictures); {
	case late*10 <= m.Pictures && r.Short != "":
		t.Errorf("%d of %d pictures were late, and it is said to be short: %s", late, m.Pictures, r.Short)
	case late*10 > m.Pictures && !strings.Contains(r.Short, words):
		t.Errorf("%s, and that is said to be %q", words, r.Short)
	case r.Duplicated > 2*m.Repeated:
		t.Errorf("%d pictures are said to be there twice, and %d are", r.Duplicated, m.Repeated)
	}
	// Of a picture that jerks so that flashes are missed nothing can be said.
	if wrong := m.OutOfStep(); wrong != "" && (r.Short == "" || len(m.Apart()) > 2) {
		t.Error(wrong)
	}
	if m.ToneShare < 0.7 {
		t.Errorf("%.0f %% of the sound is the tone", 100*m.ToneShare)
	}
	if info, err := os.Stat(r.Location); err != nil || info.Mode().Perm() != 0o640 || r.Filename != "2026/group.mp4" {
		t.Errorf("%+v: %v", r, err)
	}
}

func TestARecordingEndsWhenThePageSaysSoAndTellsForHowLongThereWasNoCall(t *testing.T) {
	s := newSession(t)
	s.plan.PageURL += "&away=60&end=4"
	c := s.start()
	if e := next(t, c.Ended(), trial.Patience, "its end"); e.Reason != livekit.EndReasonSrcClosed || e.Err != nil {
		t.Errorf("it ended with %+v", e)
	}
	r := s.delivered(c)
	if r.Picture == 0 || r.Sound == 0 {
		t.Errorf("it holds %+v", r)
	}
	wall := r.Ended.Sub(r.Started)
	if said := strings.Contains(r.Short, fmt.Sprintf("the call was away for %s", wall.Round(time.Second))); said != (wall >= away) {
		t.Errorf("of %s without the call it says %q", wall, r.Short)
	}
}

func TestSoundAloneIsAFileWithoutPictureAndNeedsNoDisplay(t *testing.T) {
	for container, manifest := range map[string]bool{plan.MP4: false, plan.OGG: true} {
		t.Run(container, func(t *testing.T) {
			s := newSession(t)
			s.plan.AudioOnly, s.plan.Video = true, plan.Video{}
			s.plan.File.Container, s.plan.File.Path, s.plan.File.Manifest = container, "group."+container, manifest
			c := s.start()
			for _, running := range trial.Running(s.WorkDir) {
				if strings.Contains(running, "Xvfb") {
					t.Error("there is a display")
				}
			}
			s.until(c, 1500*time.Millisecond)
			r := s.delivered(c)
			if r.Picture != 0 || r.Sound == 0 || r.Short != "" {
				t.Errorf("it holds %+v", r)
			}
			if m := trial.Look(t, r.Location, 30); m.ToneShare < 0.7 {
				t.Errorf("it is heard as %+v", m)
			}
			if (r.Manifest != "") != manifest {
				t.Errorf("its manifest is at %q", r.Manifest)
			} else if manifest {
				if text, err := os.ReadFile(r.Manifest); err != nil || !strings.Contains(string(text), "EG_group") {
					t.Errorf("%s: %s, %v", r.Manifest, text, err)
				}
			}
		})
	}
}

func TestARecordingThatIsStoppedBeforeThePageIsReadyIsAborted(t *testing.T) {
	s := newSession(t)
	s.plan.PageURL += "&start=never"
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer cancel()
		for !strings.Contains(strings.Join(trial.Running(s.WorkDir), " "), "chromium") && t.Context().Err() == nil {
			time.Sleep(50 * time.Millisecond)
		}
	}()
	if err := s.fails(ctx); !err.Aborted || err.Code != 412 {
		t.Errorf("it says %+v", err)
	}
}

func TestAPageThatIsNotThereFailsAtOnceWithItsStatusAndWithoutTheToken(t *testing.T) {
	s := newSession(t)
	s.plan.PageURL = s.page + "status/404?token=a-token-that-is-secret"
	began := time.Now()
	err := s.fails(context.Background())
	if err.Aborted || err.Code != 400 || !strings.Contains(err.Message, "404") || strings.Contains(err.Message, "secret") {
		t.Errorf("it says %+v", err)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestAnEncoderThatIsNotThereLeavesNothing(t *testing.T) {
	s := newSession(t)
	s.FFmpeg = "/no/such/ffmpeg"
	if err := s.fails(context.Background()); err.Code != 500 || !strings.Contains(err.Message, "encoder") {
		t.Errorf("it says %+v", err)
	}
}

func TestADiscardedRecordingLeavesNothing(t *testing.T) {
	s := newSession(t)
	s.start().Discard()
	s.nothingIsLeft()
	if left, err := os.ReadDir(s.OutputDir); err == nil && len(left) > 0 {
		t.Errorf("there are files: %v", left)
	}
}

package capture

import (
	"fmt"
	"log/slog"
	"strings"
	"time"

	"rooms.example/recorder/internal/proc"
)

const (
	stuck = 45 * time.Second // without what should come again and again: the end
	// away, in all, is worth a word: as much as may be missing in the shortest recording.
	away = 2 * time.Second
	// stepped so far, the clock by which pictures are stamped has left that of the sound, which is counted.
	stepped = 60 * time.Millisecond
)

// stall is how long something did not come that should come again and again.
type stall struct {
	said  string        // of it, at once: "the encoder gave no picture"
	words string        // of all of it, in the result
	after time.Duration // so long is worth a line in the log, and counts
	sum   time.Duration
	now   bool
}

// stalls of one recording.
type stalls struct{ picture, sound, page stall }

func newStalls() stalls {
	return stalls{
		picture: stall{said: "the encoder gave no picture", words: "the picture stood still for %s", after: 5 * time.Second},
		sound:   stall{said: "the encoder gave no sound", words: "no sound came for %s", after: 5 * time.Second},
		// It is asked each five seconds, and a busy machine takes its time to answer.
		page: stall{said: "the recording page did not answer", words: "the page did not answer for %s", after: 15 * time.Second},
	}
}

// look is done each second. It returns an error if that was too long.
func (s *stall) look(still time.Duration, l *slog.Logger) error {
	before := s.now
	s.now = still > s.after
	switch {
	case s.now && !before:
		s.sum += still
		l.Warn(s.said, "for", still.Round(time.Second))
	case s.now:
		s.sum += look
	case before:
		l.Info("it goes on", "after", s.said)
	}
	if still > stuck {
		return fmt.Errorf("%s for %s", s.said, stuck)
	}
	return nil
}

func (s stalls) words() string {
	var said []string
	for _, one := range []stall{s.picture, s.sound, s.page} {
		if one.sum > 0 {
			said = append(said, fmt.Sprintf(one.words, one.sum.Round(time.Second)))
		}
	}
	return strings.Join(said, "; ")
}

// clock is the machine's, and how far it was set while it was recorded.
type clock struct {
	began time.Time     // wall clock
	step  time.Duration // the largest
}

// look compares the wall clock with the time that has gone by since it began.
func (k *clock) look(wall time.Time, ran time.Duration) {
	if step := wall.Sub(k.began) - ran; step.Abs() > k.step.Abs() {
		k.step = step
	}
}

func (k *clock) words() string {
	if k.step.Abs() <= stepped {
		return ""
	}
	return fmt.Sprintf("the machine's clock was set by %s: sound and picture may be apart", k.step.Round(10*time.Millisecond))
}

// voice is the process through which the page is heard. When it dies alone there is silence, of which packets come as before.
type voice struct {
	process proc.Member
	seen    bool
	broke   bool
	after   time.Duration // since the file began
}

// look is done each second.
func (v *voice) look(find func() (proc.Member, bool), ran time.Duration, l *slog.Logger) {
	switch {
	case v.broke:
	case !v.seen:
		if v.process, v.seen = find(); v.seen {
			l.Debug("the page can be heard")
		}
	case v.process.Gone():
		v.broke, v.after = true, ran
		l.Error("the process through which the page is heard has died: its sound broke off", "after", ran.Round(time.Second))
	}
}

func (v *voice) words() string {
	if !v.broke {
		return ""
	}
	return fmt.Sprintf("the sound of the page broke off after %s", v.after.Round(time.Second))
}

// lacks says in words what counting the file does not show.
func (c *Capture) lacks(until time.Time) string {
	short := join(join(c.stalls.words(), c.voice.words()), c.clock.words())
	if gone := c.stage.Browser.Away(c.begins, until); gone >= away {
		short = join(short, fmt.Sprintf("the call was away for %s", gone.Round(time.Second)))
	}
	return short
}

package capture

import (
	"strings"
	"testing"
	"time"

	"rooms.example/recorder/internal/trial"
)

func TestWhatStandsStillIsSaidInSecondsAndTooLongIsTheEnd(t *testing.T) {
	all := newStalls()
	for s, words := range map[*stall][2]string{
		&all.picture: {"the picture stood still for 20s", "the encoder gave no picture for 45s"},
		&all.sound:   {"no sound came for 20s", "the encoder gave no sound for 45s"},
		&all.page:    {"the page did not answer for 20s", "the recording page did not answer for 45s"},
	} {
		for still := range 21 {
			if err := s.look(time.Duration(still)*time.Second, trial.Log(t)); err != nil {
				t.Error(err)
			}
		}
		if err := s.look(0, trial.Log(t)); err != nil || !strings.Contains(all.words(), words[0]) {
			t.Errorf("%v; it is said: %q", err, all.words())
		}
		if err := s.look(46*time.Second, trial.Log(t)); err == nil || err.Error() != words[1] {
			t.Errorf("after 46 s it says %v", err)
		}
	}
}

func TestAMomentIsNoStall(t *testing.T) {
	all := newStalls()
	for s, still := range map[*stall]time.Duration{&all.picture: 4 * time.Second, &all.sound: 4 * time.Second, &all.page: 14 * time.Second} {
		if err := s.look(still, trial.Log(t)); err != nil || all.words() != "" {
			t.Errorf("%v, %q", err, all.words())
		}
	}
}

func TestAClockThatIsSetIsSaidAndOneThatGoesIsNot(t *testing.T) {
	began := time.Now()
	for step, words := range map[time.Duration]string{
		0: "", 50 * time.Millisecond: "", time.Second: "set by 1s", -300 * time.Millisecond: "set by -300ms",
	} {
		k := clock{began: began.Round(0)}
		k.look(began.Add(time.Second).Round(0), time.Second)
		k.look(began.Add(2*time.Second).Add(step).Round(0), 2*time.Second)
		if said := k.words(); !strings.Contains(said, words) || (said == "") != (words == "") {
			t.Errorf("set by %s: %q", step, said)
		}
	}
}

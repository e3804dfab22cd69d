package trial

import (
	"strings"
	"testing"
)

// beating is the film for so many seconds, with sound that comes late by so much, or early.
func beating(seconds, late float64, jitter ...float64) *Movie {
	m := &Movie{}
	for at := 0.0; at < seconds; at += period {
		for _, beat := range beats {
			off := 0.0
			if len(jitter) > 0 {
				off = jitter[len(m.Flashes)%len(jitter)]
			}
			if at+beat < seconds {
				m.Flashes = append(m.Flashes, at+beat+off)
			}
			if sound := at + beat + late; sound >= 0 && sound < seconds {
				m.Beeps = append(m.Beeps, sound)
			}
		}
	}
	return m
}

func TestSoundInStepIsTakenForThat(t *testing.T) {
	for _, late := range []float64{0, 0.07, -0.07} {
		if wrong := beating(6, late).OutOfStep(); wrong != "" {
			t.Errorf("by %g s: %s", late, wrong)
		}
	}
}

func TestSoundThatIsOffIsFoundAlsoByAWholeBeatOrHalfOfOne(t *testing.T) {
	for late, words := range map[float64]string{0.1: "come 100 ms", -0.3: "come -300 ms", 0.5: "come 500 ms", 1: "come 1000 ms", 1.3: "come 1300 ms", -1.7: "come -1700 ms"} {
		if wrong := beating(8, late).OutOfStep(); !strings.Contains(wrong, words) {
			t.Errorf("by %g s: %q", late, wrong)
		}
	}
}

func TestWhereTheMachineKeptNoTimeMoreIsAllowedButNotMuchMore(t *testing.T) {
	restless := []float64{-0.05, -0.03, 0, 0.03, 0.05}
	if wrong := beating(12, 0.09, restless...).OutOfStep(); wrong != "" {
		t.Error(wrong)
	}
	if wrong := beating(12, 0.09).OutOfStep(); wrong == "" {
		t.Error("as much is allowed where the machine kept time")
	}
	if wrong := beating(12, 0.35, restless...).OutOfStep(); !strings.Contains(wrong, "allowed") {
		t.Errorf("it says %q", wrong)
	}
}

func TestOfNothingNothingIsSaidToBeInStep(t *testing.T) {
	silent := beating(8, 0)
	silent.Beeps = nil
	for _, m := range []*Movie{{}, silent} {
		if wrong := m.OutOfStep(); !strings.Contains(wrong, "only 0 pairs") {
			t.Errorf("it says %q", wrong)
		}
	}
}

package trial

import (
	"fmt"
	"math"
	"slices"
)

// The film flashes and beeps at these seconds of every four. They are not evenly spread, so that sound which is off by
// a whole beat is not taken for sound in step.
var beats = []float64{0, 1, 2.3}

const period = 4

const (
	farthest = 2.0 // seconds by which sound and picture may be apart and still be told apart: half a period
	together = 0.2 // seconds by which single beats may be off, on a busy machine
	near     = 80  // ms: what nobody notices
	most     = 200 // ms: what everybody does, whatever the machine is busy with
	fewest   = 3
)

// Apart are the milliseconds by which each beep comes after its flash, sorted; less than 0: before. Which beep is whose
// flash's is what most of them agree on, by a pair more for each second: or some fit by a whole beat by chance.
func (m *Movie) Apart() []float64 {
	var best []float64
	score := math.Inf(-1)
	for _, f := range m.Flashes {
		for _, b := range m.Beeps {
			if by := b - f; math.Abs(by) <= farthest {
				found := m.apartBy(by)
				if s := float64(len(found)) - math.Abs(by); s > score {
					best, score = found, s
				}
			}
		}
	}
	return best
}

// apartBy pairs each flash with the beep that is nearest to so many seconds after it.
func (m *Movie) apartBy(by float64) []float64 {
	var apart []float64
	for _, f := range m.Flashes {
		nearest := math.Inf(1)
		for _, b := range m.Beeps {
			if math.Abs(b-f-by) < math.Abs(nearest-by) {
				nearest = b - f
			}
		}
		if math.Abs(nearest-by) <= together {
			apart = append(apart, nearest*1000)
		}
	}
	slices.Sort(apart)
	return apart
}

// OutOfStep says in words what is wrong between flashes and beeps; empty if nothing is. 80 ms are allowed, and half of what
// the middle half of the pairs is spread by, where the machine had no time to keep the film's own: 200 ms at the very most.
func (m *Movie) OutOfStep() string {
	apart := m.Apart()
	if len(apart) < fewest || 2*len(apart) < len(m.Flashes) {
		return fmt.Sprintf("%d flashes and %d beeps make only %d pairs: %.0f", len(m.Flashes), len(m.Beeps), len(apart), apart)
	}
	allowed := min(near+width(apart)/2, most)
	if by := Median(apart); math.Abs(by) > allowed {
		return fmt.Sprintf("the beeps come %.0f ms after the flashes, and %.0f are allowed: %.0f", by, allowed, apart)
	}
	return ""
}

// width of the middle half of sorted numbers.
func width(sorted []float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[(len(sorted)-1)*3/4] - sorted[len(sorted)/4]
}

// Median of sorted numbers; NaN of none.
func Median(sorted []float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	return sorted[len(sorted)/2]
}

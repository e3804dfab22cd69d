package media

import (
	"fmt"
	"strings"
	"time"
)

// Wanted is what the file should hold.
type Wanted struct {
	Wall       time.Duration // from the first moment to the last
	AudioOnly  bool
	Duplicated int // pictures that are there twice, because none came in time
	Dropped    int // pictures that came and are not there
}

// allowed is how much may be missing: 5 %, at least two seconds. The same rule as the server's.
func allowed(wall time.Duration) time.Duration { return max(wall/20, 2*time.Second) }

// Short says in words what is missing; it is empty if nothing is.
func Short(i Info, w Wanted) string {
	var missing []string
	say := func(format string, a ...any) { missing = append(missing, fmt.Sprintf(format, a...)) }
	piece := func(what string, has time.Duration) {
		switch {
		case has == 0:
			say("there is no %s", what)
		case has < w.Wall-allowed(w.Wall):
			say("%s of %s in %s of recording", round(has), what, round(w.Wall))
		}
	}
	if !w.AudioOnly {
		piece("picture", i.Picture)
	}
	piece("sound", i.Sound)
	// A recording whose every tenth picture stands still is watchable; beyond that, it stutters. A picture that is late is
	// repeated before it comes, and those of the time until then are dropped when they come: not to be counted twice.
	if late := max(w.Duplicated, w.Dropped); !w.AudioOnly && late*10 > i.Pictures && i.Pictures > 0 {
		say("%d of %d pictures came too late (the recorder has too little processor time)", min(late, i.Pictures), i.Pictures)
	}
	return strings.Join(missing, "; ")
}

func round(d time.Duration) time.Duration { return d.Round(100 * time.Millisecond) }

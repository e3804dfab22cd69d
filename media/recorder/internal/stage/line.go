package stage

import (
	"context"
	"errors"
	"sync"
	"time"
)

// line is the page's to its call, as the page tells: while it is down, the last picture stands and nobody is heard.
type line struct {
	mu   sync.Mutex
	down []span
}

// span is a time from one moment to another, or, without an end, until now.
type span struct{ from, to time.Time }

func (l *line) is(up bool, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	open := len(l.down) > 0 && l.down[len(l.down)-1].to.IsZero()
	switch {
	case up && open:
		l.down[len(l.down)-1].to = at
	case !up && !open:
		l.down = append(l.down, span{from: at})
	}
}

func (l *line) away(from, to time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	var sum time.Duration
	for _, s := range l.down {
		if s.to.IsZero() || s.to.After(to) {
			s.to = to
		}
		if s.from.Before(from) {
			s.from = from
		}
		sum += max(s.to.Sub(s.from), 0)
	}
	return sum
}

// Away is how long, between two moments, the page was without its call.
func (b *Browser) Away(from, to time.Time) time.Duration { return b.line.away(from, to) }

// Answers asks the page for something that takes it no time, and waits: for as long as it hangs, and no longer than until
// ctx is done. It is false if no answer will come.
func (b *Browser) Answers(ctx context.Context) bool {
	err := b.tools.call(ctx, b.session, "Runtime.evaluate", map[string]any{"expression": "1"}, nil)
	return ctx.Err() == nil && !errors.Is(err, errBrowserGone)
}

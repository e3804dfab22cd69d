package salvage

import "time"

// A file that cannot be finished, because its bucket is away, say, is tried again after a pause, which grows. This begins with
// the first look at it, whoever failed before.
const (
	firstPause = 30 * time.Second
	lastPause  = time.Hour
)

// attempt is the next try to finish a file.
type attempt struct {
	after time.Time
	pause time.Duration
}

func (s *Sweeper) due(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !time.Now().Before(s.attempts[id].after)
}

// putOff returns how long the next attempt has to wait.
func (s *Sweeper) putOff(id string) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	pause := min(max(2*s.attempts[id].pause, s.FirstPause), lastPause)
	s.attempts[id] = attempt{after: time.Now().Add(pause), pause: pause}
	return pause
}

// forget is for a job of which nothing is left here.
func (s *Sweeper) forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.attempts, id)
}

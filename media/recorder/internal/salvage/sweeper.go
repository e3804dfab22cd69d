package salvage

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/livekit/protocol/rpc"

	"rooms.example/recorder/internal/egress"
	"rooms.example/recorder/internal/lease"
)

// Sweeper looks for dead jobs. Only one may run in a process.
type Sweeper struct {
	Store    *lease.Store
	Local    lease.Local
	Recorder egress.Recorder
	LiveKit  rpc.IOInfoClient
	Log      *slog.Logger
	Ended    func(salvaged bool) // called for each job that was ended; salvaged: with a file
	// FirstPause is that between two attempts to finish a file; 0: half a minute.
	FirstPause time.Duration
	// KeepUndelivered is how long a file is kept that cannot be delivered, counted from the end of its recording; 0: for ever.
	KeepUndelivered time.Duration

	missing  map[string]time.Time // since when a job of another machine has had no lease
	mu       sync.Mutex
	busy     map[string]bool
	attempts map[string]attempt
	waiting  int
	running  sync.WaitGroup
}

// Waiting is how many recordings of dead workers, or undelivered ones, are on this machine. It may be called at any time.
func (s *Sweeper) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting
}

// Run looks now and then until ctx ends, and returns when nothing that it has begun is running any more.
func (s *Sweeper) Run(ctx context.Context) {
	s.missing, s.busy, s.attempts = map[string]time.Time{}, map[string]bool{}, map[string]attempt{}
	if s.FirstPause == 0 {
		s.FirstPause = firstPause
	}
	defer s.running.Wait()
	ticker := time.NewTicker(s.Store.TTL() / 2)
	defer ticker.Stop()
	for {
		s.look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (s *Sweeper) look(ctx context.Context) {
	asking, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	jobs, err := s.Store.Jobs(asking)
	if err != nil {
		clear(s.missing) // its holders could not renew it either: both looks have to come after this
		s.Log.Warn("dead jobs cannot be looked for: trying again", "error", err)
		return
	}
	s.lookHere(ctx, jobs)
	for id := range s.missing {
		if _, known := jobs[id]; !known {
			delete(s.missing, id)
		}
	}
	for id, record := range jobs {
		s.lookElsewhere(asking, ctx, id, record)
	}
}

// lookHere ends the dead jobs of this machine.
func (s *Sweeper) lookHere(ctx context.Context, jobs map[string]lease.Record) {
	dead, err := s.Local.Dead()
	if err != nil {
		s.Log.Error("the work directory cannot be read", "error", err)
	}
	s.count(dead)
	for _, held := range dead {
		begun := s.due(held.ID) && s.begin(held.ID, func() {
			s.end(ctx, job{id: held.ID, record: jobs[held.ID], held: held})
		})
		if !begun {
			_ = held.Release()
		}
	}
}

// count counts what is dead, and what is being ended: that is held, and not found again.
func (s *Sweeper) count(dead []*lease.Held) {
	s.mu.Lock()
	defer s.mu.Unlock()
	here := maps.Clone(s.busy)
	for _, held := range dead {
		here[held.ID] = true
	}
	s.waiting = 0
	for id := range here {
		if s.folder(id) {
			s.waiting++
		}
	}
}

// lookElsewhere ends a job of another machine at the second look that finds no lease.
func (s *Sweeper) lookElsewhere(asking, ctx context.Context, id string, record lease.Record) {
	alive, err := s.Store.Alive(asking, id)
	since, seen := s.missing[id]
	switch {
	case err != nil: // no look, and none before it counts
		delete(s.missing, id)
	case alive || s.Local.Here(id):
		delete(s.missing, id)
	case !seen:
		s.Log.Warn("a job has no lease: looking again", "egress", id, "worker", record.Worker)
		s.missing[id] = time.Now()
	case time.Since(since) >= s.Store.TTL():
		s.begin(id, func() { s.end(ctx, job{id: id, record: record}) })
	}
}

// begin runs something for a job, unless something runs for it (false).
func (s *Sweeper) begin(id string, work func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[id] {
		return false
	}
	s.busy[id] = true
	s.running.Go(func() {
		work()
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.busy, id)
	})
	return true
}

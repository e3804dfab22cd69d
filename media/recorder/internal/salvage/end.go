package salvage

import (
	"context"
	"time"

	"rooms.example/recorder/internal/lease"
)

// extendEvery keeps a claim, which holds for a minute.
const extendEvery = 20 * time.Second

// job is a dead one.
type job struct {
	id     string
	record lease.Record // empty if Redis knows nothing of it
	held   *lease.Held  // nil: of another machine
}

// outcome is what has become of a dead job.
type outcome struct {
	told    bool // LiveKit did not know it
	file    bool // there is a file
	remains bool // its folder is still here, for another attempt to finish the file
}

// end tells LiveKit how a dead job ended, with what there is of its file, and cleans up. What fails is left for the next
// look.
func (s *Sweeper) end(ctx context.Context, j job) {
	log := s.Log.With("egress", j.id, "worker", j.record.Worker)
	over := false
	if j.held != nil {
		defer func() {
			finish := j.held.Release
			if over {
				finish = j.held.Remove
			}
			if err := finish(); err != nil {
				log.Error("the lock of a dead job remains", "error", err)
			}
		}()
	}
	dead := "" // who held the lock; whom Redis names may be another, and live
	if j.held != nil {
		dead = j.held.Read().Worker
	}
	claimed, err := s.Store.Claim(ctx, j.id, dead)
	if err != nil || claimed == lease.Theirs || (claimed == lease.Settled && j.held == nil) {
		log.Info("a dead job is left to another", "error", err)
		return
	}
	// Settled, but its folder is here: another machine has told LiveKit, without the file.
	extending, stop := context.WithCancel(ctx)
	defer stop()
	if claimed == lease.Ours {
		go s.extend(extending, j.id, dead)
	}
	outcome, err := s.tell(ctx, j, claimed == lease.Settled)
	stop()
	cleaning, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err != nil {
		log.Warn("a dead job could not be ended: trying again", "error", err)
		if claimed == lease.Ours {
			err = s.Store.Unclaim(cleaning, j.id)
		}
	} else {
		if over = !outcome.remains; over {
			s.forget(j.id)
		}
		err = s.Store.Settle(cleaning, j.id)
		if outcome.told {
			s.Ended(outcome.file)
		}
	}
	if err != nil {
		log.Warn("the claim on a dead job remains for a minute", "error", err)
	}
}

func (s *Sweeper) extend(ctx context.Context, id, dead string) {
	ticker := time.NewTicker(extendEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if _, err := s.Store.Claim(ctx, id, dead); err != nil && ctx.Err() == nil {
				s.Log.Warn("a claim cannot be extended", "egress", id, "error", err)
			}
		}
	}
}

package lease

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/livekit/protocol/livekit"
)

// Lease is held by the worker that runs a job.
type Lease struct {
	store *Store
	id    string
	log   *slog.Logger
	lost  chan struct{}
	wake  chan struct{}
	stop  context.CancelFunc
	ended chan struct{}

	why error // it is lost; read after lost is closed

	mu   sync.Mutex
	info *livekit.EgressInfo
}

// Take takes a new job, and keeps its lease until Release, through any absence of Redis.
//
// Errors: ErrClaimed, ErrTaken, those of Redis.
func (s *Store) Take(ctx context.Context, info *livekit.EgressInfo, log *slog.Logger) (*Lease, error) {
	info = proto.CloneOf(info) // the caller's goes on changing while the lease is renewed
	if err := s.renew(ctx, info.EgressId, info); err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(context.Background())
	l := &Lease{
		store: s, id: info.EgressId, log: log, lost: make(chan struct{}), wake: make(chan struct{}, 1), stop: stop,
		ended: make(chan struct{}), info: info,
	}
	go l.keep(running)
	return l, nil
}

// Lost is closed when another worker has claimed the job, or has taken it: it was away for so long that it was thought dead.
func (l *Lease) Lost() <-chan struct{} { return l.lost }

// Taken says whether it is lost to a worker that runs the job now.
func (l *Lease) Taken() bool {
	select {
	case <-l.lost:
		return errors.Is(l.why, ErrTaken)
	default:
		return false
	}
}

// Write puts a new state into the record, soon.
func (l *Lease) Write(info *livekit.EgressInfo) {
	l.mu.Lock()
	l.info = info
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Release ends the lease and removes the record, unless they are another's by now: the job is over and LiveKit knows.
func (l *Lease) Release(ctx context.Context) error {
	l.Abandon()
	return l.store.release(ctx, l.id)
}

// Abandon stops renewing and leaves the record: somebody else will tell LiveKit.
func (l *Lease) Abandon() {
	l.stop()
	<-l.ended
}

func (l *Lease) keep(ctx context.Context) {
	defer close(l.ended)
	normal, hurried := l.store.ttl/4, min(l.store.ttl/20, time.Second)
	timer := time.NewTimer(normal)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.wake:
		case <-timer.C:
		}
		l.mu.Lock()
		info := l.info
		l.mu.Unlock()
		trying, cancel := context.WithTimeout(ctx, max(normal, time.Second))
		err := l.store.renew(trying, l.id, info)
		cancel()
		switch {
		case errors.Is(err, ErrClaimed), errors.Is(err, ErrTaken):
			l.log.Error("this job is lost", "egress", l.id, "why", err)
			l.why = err
			close(l.lost)
			<-ctx.Done()
			return
		case err != nil && ctx.Err() == nil:
			l.log.Warn("the lease cannot be renewed: trying again", "egress", l.id, "error", err)
			timer.Reset(hurried)
		default:
			timer.Reset(normal)
		}
	}
}

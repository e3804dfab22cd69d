package egress

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/psrpc"
)

const (
	tryTimeout   = 5 * time.Second
	firstBackoff = 200 * time.Millisecond
	lastBackoff  = 5 * time.Second
)

// ErrUndelivered is what Close returns if LiveKit has not heard everything.
var ErrUndelivered = errors.New("LiveKit has not heard the last state of the recording")

// LiveKit stores egresses and sends webhooks for them: rpc.IOInfoClient.
type LiveKit interface {
	CreateEgress(context.Context, *livekit.EgressInfo, ...psrpc.RequestOption) (*emptypb.Empty, error)
	UpdateEgress(context.Context, *livekit.EgressInfo, ...psrpc.RequestOption) (*emptypb.Empty, error)
}

// Reporter tells LiveKit the states of one egress, in their order, each until it is heard: an update that is lost is a
// recording that stays ACTIVE for ever. While Redis or LiveKit is away it waits and the recording goes on.
type Reporter struct {
	livekit LiveKit
	log     *slog.Logger
	ctx     context.Context // ends when nobody waits any more
	cancel  context.CancelFunc
	created chan struct{} // closed when CreateEgress was heard
	idle    chan struct{} // closed when the last state was heard, after Close was called

	mu     sync.Mutex
	queue  []*livekit.EgressInfo // the first may be on its way
	closed bool
	wake   chan struct{}
}

// NewReporter creates the egress at LiveKit, in the background.
func NewReporter(lk LiveKit, first *livekit.EgressInfo, log *slog.Logger) *Reporter {
	r := &Reporter{
		livekit: lk, log: log, created: make(chan struct{}), idle: make(chan struct{}), wake: make(chan struct{}, 1),
		queue: []*livekit.EgressInfo{proto.CloneOf(first)},
	}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	go r.run()
	return r
}

// Created is closed when LiveKit knows the egress.
func (r *Reporter) Created() <-chan struct{} { return r.created }

// Update tells a state. One that nobody has begun to tell is left out if the next has the same status.
func (r *Reporter) Update(info *livekit.EgressInfo) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	last := len(r.queue) - 1
	if last > 0 && r.queue[last].Status == info.Status {
		r.queue = r.queue[:last]
	}
	r.queue = append(r.queue, proto.CloneOf(info))
	r.nudge()
}

// Close returns when LiveKit has heard everything, or with ErrUndelivered when ctx ends first. Nothing is told after it.
func (r *Reporter) Close(ctx context.Context) error {
	r.mu.Lock()
	r.closed = true
	r.nudge()
	r.mu.Unlock()
	defer r.cancel()
	select {
	case <-r.idle:
		return nil
	case <-ctx.Done():
		return ErrUndelivered
	}
}

func (r *Reporter) nudge() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

func (r *Reporter) run() {
	first := true
	for {
		info, closed := r.next()
		switch {
		case info != nil:
			if !r.tell(info, first) {
				return
			}
			if first {
				close(r.created)
			}
			first = false
			r.mu.Lock()
			r.queue = r.queue[1:]
			r.mu.Unlock()
		case closed:
			close(r.idle)
			return
		default:
			select {
			case <-r.wake:
			case <-r.ctx.Done():
				return
			}
		}
	}
}

func (r *Reporter) next() (*livekit.EgressInfo, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.queue) > 0 {
		return r.queue[0], r.closed
	}
	return nil, r.closed
}

// tell tries until LiveKit has heard it, or nobody waits any more (false).
func (r *Reporter) tell(info *livekit.EgressInfo, create bool) bool {
	send := r.livekit.UpdateEgress
	if create {
		send = r.livekit.CreateEgress
	}
	for try, pause := 1, firstBackoff; ; try, pause = try+1, min(2*pause, lastBackoff) {
		_, err := send(r.ctx, info, psrpc.WithRequestTimeout(tryTimeout))
		if err == nil {
			r.log.Info("told LiveKit", "status", info.Status.String(), "tries", try)
			return true
		}
		r.log.Warn("LiveKit does not answer: trying again", "status", info.Status.String(), "tries", try, "error", err)
		select {
		case <-time.After(pause):
		case <-r.ctx.Done():
			return false
		}
	}
}

package service

import (
	"context"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"

	"rooms.example/recorder/internal/egress"
	"rooms.example/recorder/internal/lease"
)

// running is a recording that this worker has taken.
type running struct {
	worker    *Worker
	id        string
	since     time.Time
	recording bool // takes a place; not while only the file has to be delivered and LiveKit told. Under the worker's mu

	begun    chan struct{} // closed when what follows is set
	failed   error         // set before begun is closed: it was not taken
	held     *lease.Held
	lease    *lease.Lease
	egress   *egress.Egress
	reporter *egress.Reporter
	server   rpc.EgressHandlerServer
}

// run records, and returns when LiveKit knows how it ended.
func (r *running) run() {
	w := r.worker
	over := make(chan struct{})
	go func() {
		select {
		case <-r.lease.Lost():
			r.egress.Lost()
		case <-over:
		}
	}()
	go func() {
		select {
		case <-r.egress.Delivering():
			r.freePlace()
		case <-over:
		}
	}()
	ended := r.egress.Run(w.living)
	close(over)
	r.freePlace()
	err := r.reporter.Close(w.living)
	told := err == nil && ended
	if !told {
		w.log.Error("the next recorder will tell LiveKit how this ended", "egress", r.id, "error", err)
	}
	r.finish(told)
	w.gone(r.id)
}

func (r *running) freePlace() {
	r.worker.mu.Lock()
	defer r.worker.mu.Unlock()
	r.recording = false
}

// changed hears each state of the egress: kept where another worker finds it, then told. Of a job that another has taken
// LiveKit must not hear that it is over: it is being recorded.
func (r *running) changed(info *livekit.EgressInfo) {
	if err := r.held.Write(lease.Record{Worker: r.worker.options.Name, Info: info}); err != nil {
		r.worker.log.Error("a state could not be kept", "egress", r.id, "error", err)
	}
	r.lease.Write(info)
	if !r.lease.Taken() { // else whoever runs it tells
		r.reporter.Update(info)
	}
}

// finish removes all traces of a job that is over. If LiveKit does not know that, they stay for the next worker.
func (r *running) finish(told bool) {
	r.server.Shutdown()
	if !told {
		r.lease.Abandon()
		_ = r.held.Release()
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := r.lease.Release(ctx); err != nil {
		// The next look of any worker finds that LiveKit knows already.
		r.worker.log.Warn("a lease remains until it expires", "egress", r.id, "error", err)
	}
	if err := r.held.Remove(); err != nil {
		r.worker.log.Error("a lock remains", "egress", r.id, "error", err)
	}
}

// letGo undoes what begin has done.
func (r *running) letGo() {
	if r.server != nil {
		r.server.Shutdown()
	}
	if r.lease != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := r.lease.Release(ctx); err != nil {
			r.worker.log.Warn("a lease remains until it expires", "egress", r.id, "error", err)
		}
	}
	if r.held != nil {
		_ = r.held.Remove()
	}
}

func (r *running) fail(err error) {
	r.failed = err
	close(r.begun)
}

// info is the state of a job that may be about to begin.
func (r *running) info(ctx context.Context) (*livekit.EgressInfo, error) {
	select {
	case <-r.begun:
	case <-ctx.Done():
		return nil, psrpc.NewError(psrpc.DeadlineExceeded, ctx.Err())
	}
	if r.failed != nil {
		return nil, r.failed
	}
	return r.egress.Info(), nil
}

// handler is what LiveKit may ask of one egress.
type handler struct {
	egress *egress.Egress
}

// StopEgress implements rpc.EgressHandlerServerImpl.
func (h handler) StopEgress(context.Context, *livekit.StopEgressRequest) (*livekit.EgressInfo, error) {
	info := h.egress.Stop(livekit.EndReasonAPI)
	if info.Status >= livekit.EgressStatus_EGRESS_COMPLETE && info.Status != livekit.EgressStatus_EGRESS_ABORTED {
		return nil, psrpc.NewErrorf(psrpc.FailedPrecondition, "egress with status %s cannot be stopped", info.Status)
	}
	return info, nil
}

// UpdateStream implements rpc.EgressHandlerServerImpl.
func (h handler) UpdateStream(_ context.Context, req *livekit.UpdateStreamRequest) (*livekit.EgressInfo, error) {
	return h.egress.UpdateStream(req)
}

package service

import (
	"context"
	"errors"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"

	"rooms.example/recorder/internal/egress"
	"rooms.example/recorder/internal/lease"
	"rooms.example/recorder/internal/request"
)

// createdWithin is how long an answer waits for LiveKit to know of the egress. It creates it itself, too, when it has the
// answer.
const createdWithin = 3 * time.Second

// StartEgress takes a recording, or refuses it: InvalidArgument if this worker does not do it, FailedPrecondition if its disk
// takes no files, ResourceExhausted if it cannot now (LiveKit then asks again, this worker or another), Unavailable without
// Redis.
func (w *Worker) StartEgress(ctx context.Context, req *rpc.StartEgressRequest) (*livekit.EgressInfo, error) {
	job, err := w.read(req)
	if err != nil {
		w.log.Warn("a recording is refused", "egress", req.EgressId, "error", err)
		return nil, err
	}
	r, known, err := w.reserve(req.EgressId)
	if err != nil {
		w.log.Warn("a recording is refused", "egress", req.EgressId, "error", err)
		return nil, err
	}
	if known { // LiveKit has not heard our answer and asks again
		info, err := r.info(ctx)
		return unlessTaken(job, info, err)
	}
	if err := w.begin(ctx, r, job); err != nil {
		r.fail(err)
		w.gone(req.EgressId)
		w.log.Error("a recording could not be taken", "egress", req.EgressId, "error", err)
		return unlessTaken(job, nil, err)
	}
	select {
	case <-r.reporter.Created():
	case <-time.After(createdWithin):
	case <-ctx.Done():
	}
	return r.egress.Info(), nil
}

// unlessTaken answers as the other worker did that has a recording already: LiveKit has not heard it.
func unlessTaken(job *request.Job, info *livekit.EgressInfo, err error) (*livekit.EgressInfo, error) {
	if errors.Is(err, lease.ErrTaken) {
		return job.Info, nil
	}
	return info, err
}

// reserve keeps a place for a recording, or finds the one that it has.
func (w *Worker) reserve(id string) (r *running, known bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r, known := w.jobs[id]; known {
		return r, true, nil
	}
	if s := w.status(); !s.Accepting {
		return nil, false, psrpc.NewErrorf(psrpc.ResourceExhausted, "this recorder takes no recording now: %s", s.Why)
	}
	r = &running{worker: w, id: id, since: time.Now(), recording: true, begun: make(chan struct{})}
	w.jobs[id] = r
	return r, false, nil
}

// begin secures what a recording needs, and lets it run. Its errors are psrpc's, and lease.ErrTaken.
func (w *Worker) begin(ctx context.Context, r *running, job *request.Job) (err error) {
	defer func() {
		if err != nil {
			r.letGo()
		}
	}()
	if r.held, err = w.local.Hold(r.id); errors.Is(err, lease.ErrHeld) {
		return lease.ErrTaken
	} else if err == nil {
		err = r.held.Write(lease.Record{Worker: w.options.Name, Info: job.Info})
	}
	if err != nil {
		return psrpc.NewErrorf(psrpc.Internal, "the recorder's work directory: %v", err)
	}
	switch r.lease, err = w.store.Take(ctx, job.Info, w.log); {
	case errors.Is(err, lease.ErrTaken):
		return err
	case errors.Is(err, lease.ErrClaimed):
		return psrpc.NewErrorf(psrpc.AlreadyExists, "this egress was already reported as lost")
	case err != nil:
		return psrpc.NewErrorf(psrpc.Unavailable, "the recorder cannot reach Redis: %v", err)
	}
	options := egress.Options{StartTimeout: w.options.StartTimeout, Observer: w.options.Observer}
	r.egress = egress.New(job, w.options.Recorder, options, r.changed, w.log)
	if r.server, err = rpc.NewEgressHandlerServer(handler{r.egress}, w.bus); err != nil {
		return psrpc.NewErrorf(psrpc.Internal, "%v", err)
	}
	if err = errors.Join(r.server.RegisterStopEgressTopic(r.id), r.server.RegisterUpdateStreamTopic(r.id)); err != nil {
		return psrpc.NewErrorf(psrpc.Internal, "%v", err)
	}
	r.reporter = egress.NewReporter(w.livekit, job.Info, w.log.With("egress", r.id))
	close(r.begun)
	go r.run()
	return nil
}

func (w *Worker) gone(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.jobs, id)
	close(w.changed)
	w.changed = make(chan struct{})
}

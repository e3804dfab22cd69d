package service

import (
	"context"
	"fmt"
	"time"

	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"

	"rooms.example/recorder/internal/request"
)

// settling is how long a job needs to use as much CPU as it will: until then its share is kept for it.
const settling = 20 * time.Second

// Bids. LiveKit takes a bid of 1 at once and waits half a second for others after a lower one.
const (
	noBid      = -1
	refusalBid = 0.01 // taken only if no other worker, such as LiveKit's own, does what is asked: then refused in words
)

// Status is whether the worker takes recordings.
type Status struct {
	Jobs, MaxJobs int
	Accepting     bool
	Why           string // it does not, in words
	FreeCPU       float64
	FilesWaiting  int // on this machine, to be delivered
}

// Status is that of now.
func (w *Worker) Status() Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.status()
}

func (w *Worker) status() Status {
	s := Status{MaxJobs: w.options.MaxJobs, FreeCPU: w.options.CPU.Free(), FilesWaiting: w.sweeper.Waiting()}
	kept := 0.0
	for _, job := range w.jobs {
		if job.recording {
			s.Jobs++
			kept += w.options.CPUPerJob * max(0, 1-time.Since(job.since).Seconds()/settling.Seconds())
		}
	}
	free := s.FreeCPU - kept
	problem := w.options.Problem()
	switch {
	case w.draining:
		s.Why = "it is being shut down"
	case problem != nil:
		s.Why = problem.Error()
	case s.Jobs >= s.MaxJobs:
		s.Why = fmt.Sprintf("it is full: %d of %d", s.Jobs, s.MaxJobs)
	case w.options.CPUPerJob > 0 && free < w.options.CPUPerJob:
		s.Why = fmt.Sprintf("too little CPU is free: %.1f cores of the %.1f that a recording needs (RECORDER_CPU_PER_JOB)", max(0, free), w.options.CPUPerJob)
	default:
		s.Accepting = true
	}
	return s
}

// StartEgressAffinity is the worker's bid for a recording.
func (w *Worker) StartEgressAffinity(_ context.Context, req *rpc.StartEgressRequest) float32 {
	s := w.Status()
	_, refused := w.read(req)
	switch {
	case !s.Accepting:
		w.log.Warn("a recording is not bid for", "egress", req.EgressId, "why", s.Why)
		return noBid
	case refused != nil:
		return refusalBid
	case s.Jobs == 0:
		return 1
	}
	return float32(0.5 + 0.49*s.FreeCPU/w.options.CPU.Cores())
}

// read makes a plan of a request, if this worker does what is asked. Its errors are psrpc's: InvalidArgument, and
// FailedPrecondition where the file is to stay on this machine and cannot.
func (w *Worker) read(req *rpc.StartEgressRequest) (*request.Job, error) {
	job, err := request.Parse(req, w.options.Defaults, time.Now())
	if err != nil {
		return nil, err
	}
	if file := job.Plan.File; file != nil && file.S3 == nil {
		if problem := w.options.Disk(); problem != nil {
			return nil, psrpc.NewErrorf(psrpc.FailedPrecondition, "no file can stay at this recorder: %v", problem)
		}
	}
	return job, nil
}

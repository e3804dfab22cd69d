package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"
	"github.com/livekit/psrpc/pkg/bus/redisbus"

	"rooms.example/recorder/internal/egress"
	"rooms.example/recorder/internal/lease"
	"rooms.example/recorder/internal/request"
	"rooms.example/recorder/internal/salvage"
)

// closeWithin is how long Close waits for what does not end when it is told to.
const closeWithin = 15 * time.Second

// Options of a worker.
type Options struct {
	Redis           redis.UniversalClient
	Name            string // of this process alone
	Lease           time.Duration
	WorkDir         string
	KeepUndelivered time.Duration // of a file that cannot be delivered; 0: for ever
	Defaults        request.Defaults
	StartTimeout    time.Duration
	MaxJobs         int
	CPUPerJob       float64
	CPU             *CPU
	Recorder        egress.Recorder
	Observer        Observer
	Problem         func() error // why nothing can be recorded; nil if all is well
	Disk            func() error // why no file can stay on this machine; asked for those that are to
	Log             *slog.Logger
}

// Observer counts.
type Observer interface {
	egress.Observer
	// Lost is called when the job of a dead worker was ended; salvaged: with a file.
	Lost(salvaged bool)
}

// Worker takes recordings. Its methods may be called at the same time.
type Worker struct {
	options Options
	log     *slog.Logger
	bus     psrpc.MessageBus
	livekit rpc.IOInfoClient
	server  rpc.EgressInternalServer
	store   *lease.Store
	local   lease.Local
	sweeper *salvage.Sweeper

	living context.Context // ends when everything has to end at once
	kill   context.CancelFunc
	sweep  sync.WaitGroup

	mu       sync.Mutex
	jobs     map[string]*running // until LiveKit knows how they ended
	draining bool
	changed  chan struct{} // closed and made anew when a job is gone
}

// New connects a worker. It takes recordings and ends those of dead workers from Start on.
func New(o Options) (*Worker, error) {
	bus := redisbus.New(o.Redis)
	livekit, err := rpc.NewIOInfoClient(bus)
	if err != nil {
		return nil, fmt.Errorf("service: %w", err)
	}
	w := &Worker{
		options: o, log: o.Log, bus: bus, livekit: livekit, store: lease.NewStore(o.Redis, o.Name, o.Lease),
		local: lease.Local{Dir: o.WorkDir}, jobs: map[string]*running{}, changed: make(chan struct{}),
	}
	w.sweeper = &salvage.Sweeper{
		Store: w.store, Local: w.local, Recorder: o.Recorder, LiveKit: w.livekit, Log: w.log, Ended: o.Observer.Lost,
		KeepUndelivered: o.KeepUndelivered,
	}
	w.living, w.kill = context.WithCancel(context.Background())
	return w, nil
}

// Start lets LiveKit know of the worker, and looks for dead ones' jobs.
func (w *Worker) Start() error {
	server, err := rpc.NewEgressInternalServer(w, w.bus)
	if err != nil {
		return fmt.Errorf("service: %w", err)
	}
	w.server = server
	if err := errors.Join(server.RegisterStartEgressTopic(""), server.RegisterListActiveEgressTopic("")); err != nil {
		return fmt.Errorf("service: %w", err)
	}
	w.sweep.Go(func() { w.sweeper.Run(w.living) })
	return nil
}

// Close ends everything at once. What runs is left to the next worker: call Drain before.
func (w *Worker) Close() {
	w.kill()
	w.sweep.Wait()
	ending, cancel := context.WithTimeout(context.Background(), closeWithin)
	defer cancel()
	if err := w.wait(ending); err != nil {
		w.log.Error("jobs are left to the next recorder", "error", err)
	}
	if w.server != nil {
		w.server.Shutdown()
	}
	w.livekit.Close()
}

// ListActiveEgress names what this worker records.
func (w *Worker) ListActiveEgress(context.Context, *rpc.ListActiveEgressRequest) (*rpc.ListActiveEgressResponse, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	response := &rpc.ListActiveEgressResponse{}
	for id := range w.jobs {
		response.EgressIds = append(response.EgressIds, id)
	}
	return response, nil
}

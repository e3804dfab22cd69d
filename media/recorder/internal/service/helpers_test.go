package service

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/capture"
	"rooms.example/recorder/internal/egress"
	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/request"
	"rooms.example/recorder/internal/rig"
	"rooms.example/recorder/internal/standin"
)

const (
	// A worker that the machine's load keeps from renewing for so long is rightly taken for dead: not even a busy machine does.
	leaseTTL  = 3 * time.Second
	streamKey = "jonas-and-mara-4711"
	streamURL = "rtmp://live.example/app/" + streamKey
	s3Secret  = "bucket-secret-1"
)

// site is a LiveKit with a room "group".
type site struct {
	t       *testing.T
	redis   *rig.Redis
	livekit *rig.LiveKit
	api     livekit.Egress
}

// newSite begins a test beside others: they wait most of the time.
func newSite(t *testing.T, keeps bool) *site {
	t.Helper()
	t.Parallel()
	r := rig.NewRedis(t, keeps)
	lk := rig.NewLiveKit(t, r)
	lk.MakeRoom("group")
	return &site{t: t, redis: r, livekit: lk, api: lk.Egress()}
}

// worker is one of a site, with what it says.
type worker struct {
	*Worker
	recorder *standin.Recorder
	log      *words
	lost     *losses
}

// losses is an Observer.
type losses struct {
	mu              sync.Mutex
	ended           int
	salvaged, empty int
}

func (l *losses) Started(time.Duration) {}
func (l *losses) Ended(livekit.EgressStatus, capture.Result, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended++
}

func (l *losses) Lost(salvaged bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if salvaged {
		l.salvaged++
	} else {
		l.empty++
	}
}

func (l *losses) counts() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return fmt.Sprintf("%d with a file, %d without", l.salvaged, l.empty)
}

// words is a log that can be read.
type words struct {
	mu   sync.Mutex
	text strings.Builder
}

func (w *words) Write(text []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(text)
}

func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// options are those of a worker of a test with a work directory.
func (s *site) options(name, workDir string, recorder *standin.Recorder) Options {
	recorder.WorkDir = workDir
	if recorder.OutputDir == "" {
		recorder.OutputDir = s.t.TempDir()
	}
	return Options{
		Redis: s.redis.Client(), Name: name, Lease: leaseTTL, WorkDir: workDir, StartTimeout: 20 * time.Second, MaxJobs: 1, CPU: NewCPU(),
		Defaults: request.Defaults{
			APIKey: rig.Key, APISecret: rig.Secret, LiveKitURL: s.livekit.WebSocketURL(), PageURL: "http://rooms.example/record/",
		},
		Recorder: recorder, Observer: &losses{}, Problem: func() error { return nil }, Disk: func() error { return nil },
	}
}

// work starts a worker, which ends with the test.
func (s *site) work(change func(*Options), recorder *standin.Recorder) *worker {
	s.t.Helper()
	w := &worker{recorder: recorder, log: &words{}, lost: &losses{}}
	o := s.options(fmt.Sprintf("worker of %s at %p", s.t.Name(), w), s.t.TempDir(), recorder)
	o.Log, o.Observer = slog.New(slog.NewJSONHandler(w.log, nil)), w.lost
	if change != nil {
		change(&o)
	}
	before, _ := s.hearing()
	var err error
	if w.Worker, err = New(o); err != nil {
		s.t.Fatal(err)
	}
	if err := w.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(w.Close)
	s.hearsMoreThan(before)
	return w
}

// hearing is how many workers hear what LiveKit asks; an error without Redis.
func (s *site) hearing() (int64, error) {
	const topic = "EgressInternal|StartEgress|REQ"
	workers, err := s.redis.Client().PubSubNumSub(s.soon(), topic).Result()
	return workers[topic], err
}

// hearsMoreThan waits until one more does, which is a moment after it has started: who asks before waits for seconds.
func (s *site) hearsMoreThan(before int64) {
	s.t.Helper()
	rig.Until(s.t, "it hears what is asked", func() bool {
		now, err := s.hearing()
		return err != nil || now > before // without Redis nobody asks
	})
}

func (s *site) soon() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	s.t.Cleanup(cancel)
	return ctx
}

// ask asks LiveKit for a recording of the room "group", as Django does.
func (s *site) ask(change func(*livekit.RoomCompositeEgressRequest)) (*livekit.EgressInfo, error) {
	req := &livekit.RoomCompositeEgressRequest{RoomName: "group", FileOutputs: []*livekit.EncodedFileOutput{{Filepath: "2026/a.mp4"}}}
	if change != nil {
		change(req)
	}
	return s.api.StartRoomCompositeEgress(s.soon(), req)
}

// record asks for one and waits until LiveKit knows that it is active.
func (s *site) record(w *worker, change func(*livekit.RoomCompositeEgressRequest)) (string, *standin.Capture) {
	s.t.Helper()
	info, err := s.ask(change)
	if err != nil {
		s.t.Fatal(err)
	}
	c := w.recorder.Next()
	if c == nil {
		s.t.Fatal("no recording begins")
	}
	// Until then an outage would make it say so twice.
	rig.Until(s.t, "the worker knows that LiveKit knows that it is active", func() bool {
		return strings.Contains(w.log.String(), `"msg":"told LiveKit","egress":"`+info.EgressId+`","status":"EGRESS_ACTIVE"`)
	})
	return info.EgressId, c
}

// becomes waits until LiveKit has a recording in a state.
func (s *site) becomes(id string, status livekit.EgressStatus) *livekit.EgressInfo {
	s.t.Helper()
	var info *livekit.EgressInfo
	rig.Until(s.t, "it is "+status.String(), func() bool {
		list, err := s.api.ListEgress(s.soon(), &livekit.ListEgressRequest{EgressId: id})
		if err != nil || len(list.Items) != 1 {
			return false
		}
		info = list.Items[0]
		return info.Status == status
	})
	return info
}

// finished waits until a recording has its last state, whoever knows it.
func (s *site) finished(w *worker, id string) *egress.Egress {
	s.t.Helper()
	w.mu.Lock()
	e := w.jobs[id].egress
	w.mu.Unlock()
	rig.Until(s.t, "it is finished", func() bool { return e.Info().Status >= livekit.EgressStatus_EGRESS_COMPLETE })
	return e
}

func (s *site) stop(id string) (*livekit.EgressInfo, error) {
	return s.api.StopEgress(s.soon(), &livekit.StopEgressRequest{EgressId: id})
}

// story checks the webhooks about a recording.
func (s *site) story(id, want string) {
	s.t.Helper()
	s.livekit.Webhooks.Tell(id, want)
}

// nothingLeft checks that a job that is over has left nothing, neither on disk nor in Redis.
func (s *site) nothingLeft(w *worker) {
	s.t.Helper()
	rig.Until(s.t, "the worker has no job", func() bool { return w.Status().Jobs == 0 && w.wait(expired()) == nil })
	rig.Until(s.t, "the work directory is empty", func() bool {
		entries, err := os.ReadDir(w.options.WorkDir)
		return err == nil && len(entries) == 0
	})
	rig.Until(s.t, "no job is in Redis", func() bool {
		jobs, err := w.store.Jobs(s.soon())
		return err == nil && len(jobs) == 0
	})
}

func expired() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// waits is a page that never says START_RECORDING.
func waits(ctx context.Context, _ plan.Plan) error {
	<-ctx.Done()
	return ctx.Err()
}

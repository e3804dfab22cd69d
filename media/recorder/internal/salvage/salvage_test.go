package salvage

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc/pkg/bus/redisbus"

	"rooms.example/recorder/internal/capture"
	"rooms.example/recorder/internal/lease"
	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/rig"
	"rooms.example/recorder/internal/standin"
)

const (
	id         = "EG_group"
	ttl        = 400 * time.Millisecond
	deadWorker = "the dead"
)

// scene is a machine on which a worker has died.
type scene struct {
	t        *testing.T
	redis    *rig.Redis
	livekit  *rig.LiveKit
	io       rpc.IOInfoClient
	recorder *standin.Recorder
	local    lease.Local
	mu       sync.Mutex
	refused  bool          // the bucket takes nothing
	keep     time.Duration // what it does not take
	ended    []bool
}

func newScene(t *testing.T) *scene {
	t.Helper()
	r := rig.NewRedis(t, false)
	s := &scene{t: t, redis: r, livekit: rig.NewLiveKit(t, r), local: lease.Local{Dir: t.TempDir()}}
	var err error
	if s.io, err = rpc.NewIOInfoClient(redisbus.New(r.Client())); err != nil {
		t.Fatal(err)
	}
	rig.Until(t, "LiveKit and it hear each other", func() bool {
		known, err := (&Sweeper{LiveKit: s.io}).known(s.soon(), "EG_nobodys")
		return known == nil && err == nil
	})
	s.recorder = &standin.Recorder{WorkDir: s.local.Dir, OutputDir: t.TempDir(), Refuse: s.refuse}
	return s
}

func (s *scene) refuse() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refused {
		return &capture.Error{Code: 500, Message: "upload: connection refused"}
	}
	return nil
}

func (s *scene) accept(accepts bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused = !accepts
}

func (s *scene) soon() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	s.t.Cleanup(cancel)
	return ctx
}

func info(status livekit.EgressStatus) *livekit.EgressInfo {
	i := &livekit.EgressInfo{
		EgressId: id, RoomName: "group", Status: status, StartedAt: 1, UpdatedAt: 1, FileResults: []*livekit.FileInfo{{Filename: "a.mp4"}},
	}
	if status >= livekit.EgressStatus_EGRESS_COMPLETE {
		i.EndedAt, i.UpdatedAt = 2, 2
	}
	return i
}

// tells tells LiveKit a state, as the worker did before it died.
func (s *scene) tells(i *livekit.EgressInfo) {
	s.t.Helper()
	if _, err := s.io.CreateEgress(s.soon(), info(livekit.EgressStatus_EGRESS_STARTING)); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.io.UpdateEgress(s.soon(), i); err != nil {
		s.t.Fatal(err)
	}
}

// folder is the job's, with a recording in it.
func (s *scene) folder() string {
	s.t.Helper()
	c, err := s.recorder.Start(s.soon(), plan.Plan{EgressID: id, RoomName: "group", File: &plan.File{Path: "a.mp4", Container: plan.MP4}})
	if err != nil {
		s.t.Fatal(err)
	}
	_ = c
	return plan.Dir(s.local.Dir, id)
}

// lock is the one of the dead worker, with its last state.
func (s *scene) lock(i *livekit.EgressInfo) {
	s.t.Helper()
	held, err := s.local.Hold(id)
	if err == nil {
		err = errors.Join(held.Write(lease.Record{Worker: deadWorker, Info: i}), held.Release())
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// sweep looks until the test ends.
func (s *scene) sweep() *Sweeper {
	sweeper := &Sweeper{
		Store: lease.NewStore(s.redis.Client(), "the next", ttl), Local: s.local, Recorder: s.recorder, LiveKit: s.io,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), FirstPause: 50 * time.Millisecond, KeepUndelivered: s.keep,
		Ended: func(file bool) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.ended = append(s.ended, file)
		},
	}
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan struct{})
	go func() {
		defer close(over)
		sweeper.Run(ctx)
	}()
	s.t.Cleanup(func() {
		cancel()
		<-over
	})
	return sweeper
}

func (s *scene) clean() {
	s.t.Helper()
	rig.Until(s.t, "nothing is left", func() bool {
		entries, err := os.ReadDir(s.local.Dir)
		return err == nil && len(entries) == 0
	})
}

// knows is what LiveKit has of the recording when something is so.
func (s *scene) knows(what string, is func(*livekit.EgressInfo) bool) *livekit.EgressInfo {
	s.t.Helper()
	var last *livekit.EgressInfo
	rig.Until(s.t, what, func() bool {
		got, err := s.io.GetEgress(s.soon(), &rpc.GetEgressRequest{EgressId: id})
		last = got
		return err == nil && is(got)
	})
	return last
}

func TestAFileThatIsRefusedIsReportedLostAtOnceAndDeliveredLater(t *testing.T) {
	s := newScene(t)
	s.tells(info(livekit.EgressStatus_EGRESS_ACTIVE))
	s.folder()
	s.lock(info(livekit.EgressStatus_EGRESS_ACTIVE))
	s.accept(false)
	s.sweep()
	if first := s.livekit.Webhooks.Ended(id); first.Error != "recorder lost" || hasFile(first) {
		t.Errorf("at first it is %v", first)
	}
	s.accept(true)
	last := s.knows("it has the file", hasFile)
	if last.Status != livekit.EgressStatus_EGRESS_FAILED || last.Error != "recorder lost" || last.FileResults[0].Size == 0 {
		t.Errorf("in the end it is %v", last)
	}
	s.clean()
	s.livekit.Webhooks.Tell(id, "started STARTING, updated ACTIVE, ended FAILED, ended FAILED")
	s.livekit.Webhooks.StaysSilent(id, 3*ttl)
}

func TestAFileThatALivingWorkerCouldNotDeliverIsDeliveredLater(t *testing.T) {
	s := newScene(t)
	failed := info(livekit.EgressStatus_EGRESS_FAILED)
	failed.Error, failed.Details = "upload: connection refused", "End reason: StopEgress API"
	s.tells(failed)
	s.folder() // its job is over: there is no lock
	s.sweep()
	last := s.knows("it has the file", hasFile)
	if last.Status != livekit.EgressStatus_EGRESS_FAILED || last.Error != "upload: connection refused" ||
		last.Details != "End reason: StopEgress API; the file was delivered later" {
		t.Errorf("it is %v", last)
	}
	s.clean()
}

func TestWhatEndedWellIsNotToldAgain(t *testing.T) {
	s := newScene(t)
	s.tells(info(livekit.EgressStatus_EGRESS_COMPLETE))
	s.lock(info(livekit.EgressStatus_EGRESS_ENDING)) // it died while it cleaned up
	s.livekit.Webhooks.Tell(id, "started STARTING, ended COMPLETE")
	s.sweep()
	s.clean()
	s.livekit.Webhooks.StaysSilent(id, 3*ttl)
	if len(s.ended) > 0 {
		t.Errorf("counted are %v", s.ended)
	}
}

func TestAnEndThatNobodyCouldTellIsTold(t *testing.T) {
	s := newScene(t)
	s.tells(info(livekit.EgressStatus_EGRESS_ACTIVE))
	s.lock(info(livekit.EgressStatus_EGRESS_COMPLETE))
	s.sweep()
	if last := s.livekit.Webhooks.Ended(id); last.Status != livekit.EgressStatus_EGRESS_COMPLETE || last.Error != "" {
		t.Errorf("it is %v", last)
	}
	s.clean()
}

func TestAJobOfWhichRedisKnowsNothingAnyMoreIsReported(t *testing.T) {
	s := newScene(t)
	s.folder() // the worker died before it wrote a state
	s.sweep()
	last := s.livekit.Webhooks.Ended(id)
	if last.Error != "recorder lost" || last.RoomName != "group" || last.ErrorCode != 500 || !hasFile(last) {
		t.Errorf("it is %v", last)
	}
	s.clean()
}

func TestAFolderWithoutARecordingIsRemoved(t *testing.T) {
	s := newScene(t)
	s.tells(info(livekit.EgressStatus_EGRESS_ACTIVE))
	dir := plan.Dir(s.local.Dir, id)
	if err := os.MkdirAll(filepath.Join(dir, "profile"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.sweep()
	if last := s.livekit.Webhooks.Ended(id); last.Error != "recorder lost" || hasFile(last) {
		t.Errorf("it is %v", last)
	}
	s.clean()
}

func TestWhileLiveKitIsAwayNothingIsForgotten(t *testing.T) {
	s := newScene(t)
	s.tells(info(livekit.EgressStatus_EGRESS_ACTIVE))
	s.folder()
	s.lock(info(livekit.EgressStatus_EGRESS_ACTIVE))
	s.livekit.Stop()
	s.sweep()
	time.Sleep(3 * ttl)
	s.livekit.Start()
	if last := s.livekit.Webhooks.Ended(id); last.Error != "recorder lost" || !hasFile(last) {
		t.Errorf("it is %v", last)
	}
	s.clean()
}

func TestAFileThatLacksSomethingSaysSo(t *testing.T) {
	s := newScene(t)
	s.recorder.Change = func(r *capture.Result) { r.Short = "the last seconds are missing" }
	s.folder()
	s.sweep()
	if last := s.livekit.Webhooks.Ended(id); !strings.Contains(last.Details, "the last seconds are missing") {
		t.Errorf("it is %v", last)
	}
}

func TestFilesThatWaitAreCountedUntilTheyAreDelivered(t *testing.T) {
	s := newScene(t)
	s.keep = time.Hour
	s.folder()
	s.accept(false)
	sweeper := s.sweep()
	rig.Until(t, "it is counted", func() bool { return sweeper.Waiting() == 1 })
	s.accept(true)
	s.knows("it has the file", hasFile)
	rig.Until(t, "it is counted no more", func() bool { return sweeper.Waiting() == 0 })
	s.clean()
	sweeper.mu.Lock()
	defer sweeper.mu.Unlock()
	if len(sweeper.attempts) > 0 {
		t.Errorf("remembered are %v", sweeper.attempts)
	}
}

func TestAFileThatCouldNotBeDeliveredForTooLongIsRemovedThoughItIsNowAccepted(t *testing.T) {
	s := newScene(t)
	s.keep = time.Hour
	failed := info(livekit.EgressStatus_EGRESS_FAILED)
	failed.Error = "upload: connection refused"
	s.tells(failed)
	raw := filepath.Join(s.folder(), "raw.mkv")
	if long := time.Now().Add(-2 * s.keep); os.Chtimes(raw, long, long) != nil {
		t.Fatal("its time cannot be changed")
	}
	s.livekit.Webhooks.Tell(id, "started STARTING, ended FAILED")
	s.sweep()
	s.clean()
	s.livekit.Webhooks.StaysSilent(id, 3*ttl)
	if delivered, err := os.ReadDir(s.recorder.OutputDir); len(delivered) > 0 || err != nil {
		t.Errorf("delivered are %v, %v", delivered, err)
	}
}

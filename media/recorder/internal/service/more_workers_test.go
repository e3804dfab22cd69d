package service

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"
	"github.com/livekit/psrpc/pkg/bus/redisbus"

	"rooms.example/recorder/internal/capture"
	"rooms.example/recorder/internal/rig"
	"rooms.example/recorder/internal/standin"
)

// namedByAll is what all workers name that hear the question, and how many they are.
func (s *site) namedByAll() (named []string, workers int) {
	s.t.Helper()
	client, err := rpc.NewEgressInternalClient(redisbus.New(s.redis.Client()))
	if err != nil {
		s.t.Fatal(err)
	}
	defer client.Close()
	answers, err := client.ListActiveEgress(s.soon(), "", &rpc.ListActiveEgressRequest{}, psrpc.WithRequestTimeout(time.Second))
	if err != nil {
		s.t.Fatal(err)
	}
	for answer := range answers {
		if answer.Err == nil {
			named, workers = append(named, answer.Result.EgressIds...), workers+1
		}
	}
	slices.Sort(named)
	return named, workers
}

func TestOfTwoWorkersTheIdleOneRecords(t *testing.T) {
	s := newSite(t, false)
	busy := s.work(func(o *Options) { o.MaxJobs = 4 }, &standin.Recorder{})
	s.record(busy, nil)
	idle := s.work(func(o *Options) { o.MaxJobs = 4 }, &standin.Recorder{})
	rig.Until(t, "both hear what is asked", func() bool { _, workers := s.namedByAll(); return workers == 2 })
	if _, err := s.ask(nil); err != nil {
		t.Fatal(err)
	}
	if c := idle.recorder.Next(); c == nil || busy.Status().Jobs != 1 {
		t.Errorf("the busy one has %d recordings", busy.Status().Jobs)
	}
}

func TestEveryWorkerNamesWhatItRecordsToWhoAsksThemAll(t *testing.T) {
	s := newSite(t, false)
	one, _ := s.record(s.work(nil, &standin.Recorder{}), nil)
	two, _ := s.record(s.work(nil, &standin.Recorder{}), nil)
	want := []string{one, two}
	slices.Sort(want)
	rig.Until(t, "both are named", func() bool { named, _ := s.namedByAll(); return slices.Equal(named, want) })
}

func TestARecordingThatIsOverAnswersSoWhileLiveKitIsBeingTold(t *testing.T) {
	s := newSite(t, false)
	w := s.work(nil, &standin.Recorder{})
	id, c := s.record(w, nil)
	s.livekit.Stop()
	c.CloseRoom()
	h := handler{s.finished(w, id)}
	_, stop := h.StopEgress(context.Background(), nil)
	_, update := h.UpdateStream(context.Background(), &livekit.UpdateStreamRequest{AddOutputUrls: []string{streamURL}})
	for _, err := range []error{stop, update} {
		var said psrpc.Error
		if !errors.As(err, &said) || said.Code() != psrpc.FailedPrecondition && said.Code() != psrpc.InvalidArgument {
			t.Errorf("it says %v", err)
		}
	}
	s.livekit.Start()
	s.livekit.Webhooks.Ended(id)
}

func TestAFileThatIsRefusedFailsTheRecordingAndIsDeliveredWhenItIsAccepted(t *testing.T) {
	s := newSite(t, false)
	w := s.work(nil, &standin.Recorder{Fail: func() error { return &capture.Error{Code: 500, Message: "upload: connection refused"} }})
	id, _ := s.record(w, nil)
	if _, err := s.stop(id); err != nil {
		t.Fatal(err)
	}
	if info := s.livekit.Webhooks.Ended(id); info.Status != livekit.EgressStatus_EGRESS_FAILED || info.Error != "upload: connection refused" || info.FileResults[0].Location != "" {
		t.Errorf("at first it is %v", info)
	}
	rig.Until(t, "LiveKit hears of the file", func() bool {
		return s.becomes(id, livekit.EgressStatus_EGRESS_FAILED).FileResults[0].Location != ""
	})
	s.story(id, "started STARTING, updated ACTIVE, updated ENDING, ended FAILED, ended FAILED")
	s.nothingLeft(w)
	if w.Status().Accepting != true {
		t.Errorf("the worker is %+v", w.Status())
	}
}

func TestAWorkerThatIsBrokenOffLeavesItsRecordingToTheNext(t *testing.T) {
	s := newSite(t, false)
	workDir, outputDir := t.TempDir(), t.TempDir()
	first := s.work(func(o *Options) { o.WorkDir = workDir }, &standin.Recorder{OutputDir: outputDir})
	first.recorder.WorkDir = workDir
	id, _ := s.record(first, nil)
	first.Kill()
	first.Close()
	if _, err := os.Stat(filepath.Join(workDir, id)); err != nil {
		t.Fatalf("its folder is gone: %v", err)
	}
	second := s.work(func(o *Options) { o.WorkDir = workDir }, &standin.Recorder{OutputDir: outputDir})
	second.recorder.WorkDir = workDir
	if info := s.livekit.Webhooks.Ended(id); info.Error != "recorder lost" || info.FileResults[0].Size == 0 {
		t.Errorf("it ends as %v", info)
	}
	s.nothingLeft(second)
}

func TestARecordingThatCannotBeSecuredIsNotTakenAndLeavesNothing(t *testing.T) {
	s := newSite(t, false)
	for words, c := range map[string]struct {
		change func(*worker)
		code   psrpc.ErrorCode
	}{
		"work directory":           {func(w *worker) { w.local.Dir = filepath.Join(w.local.Dir, "gone") }, psrpc.Internal},
		"already reported as lost": {func(w *worker) { s.settle(w, "EG_new") }, psrpc.AlreadyExists},
	} {
		w := s.work(nil, &standin.Recorder{})
		c.change(w)
		_, err := w.StartEgress(s.soon(), asked("EG_new"))
		var said psrpc.Error
		if !errors.As(err, &said) || said.Code() != c.code || !strings.Contains(err.Error(), words) {
			t.Errorf("it says %v", err)
		}
		s.nothingLeft(w)
		w.Close()
	}
}

// LiveKit asks again when an answer comes late, and by then another worker bids more.
func TestARecordingThatAnotherWorkerHasIsAnsweredAsThatOneDoesAndNotRecordedTwice(t *testing.T) {
	s := newSite(t, false)
	first := s.work(nil, &standin.Recorder{})
	id, c := s.record(first, nil)
	elsewhere := s.work(nil, &standin.Recorder{})
	beside := s.work(func(o *Options) { o.WorkDir = first.options.WorkDir }, &standin.Recorder{})
	for where, w := range map[string]*worker{"elsewhere": elsewhere, "beside": beside} {
		info, err := w.StartEgress(s.soon(), asked(id))
		if err != nil || info.EgressId != id || info.RoomName != "group" || info.Status != livekit.EgressStatus_EGRESS_STARTING {
			t.Errorf("%s it is answered %v, %v", where, info, err)
		}
		if w.Status().Jobs != 0 {
			t.Errorf("%s it is recorded, too", where)
		}
	}
	c.CloseRoom()
	s.story(id, wellEnded)
	s.nothingLeft(first)
}

// settle says that a job was ended, as a worker does that thought its worker dead.
func (s *site) settle(w *worker, id string) {
	s.t.Helper()
	if err := w.store.Settle(s.soon(), id); err != nil {
		s.t.Fatal(err)
	}
}

func TestAStartThatFailsFailsForAllWhoAskedForIt(t *testing.T) {
	r := &running{begun: make(chan struct{})}
	if _, err := r.info(expired()); err == nil {
		t.Error("who does not wait hears nothing of it")
	}
	r.fail(errors.New("no room on the disk"))
	if _, err := r.info(context.Background()); err == nil || err.Error() != "no room on the disk" {
		t.Errorf("who waits hears %v", err)
	}
}

func TestTwoRoomsAreRecordedAtOnce(t *testing.T) {
	s := newSite(t, false)
	s.livekit.MakeRoom("webinar")
	w := s.work(func(o *Options) { o.MaxJobs = 2 }, &standin.Recorder{})
	group, first := s.record(w, nil)
	webinar, second := s.record(w, func(r *livekit.RoomCompositeEgressRequest) {
		r.RoomName, r.FileOutputs[0].Filepath = "webinar", "2026/b.mp4"
	})
	if w.Status().Jobs != 2 || first.Plan.RoomName != "group" || second.Plan.RoomName != "webinar" {
		t.Fatalf("it records %+v", w.Status())
	}
	if _, err := s.stop(webinar); err != nil {
		t.Fatal(err)
	}
	if info := s.livekit.Webhooks.Ended(webinar); info.FileResults[0].Filename != "2026/b.mp4" || info.RoomName != "webinar" {
		t.Errorf("one ends as %v", info)
	}
	if first.Finished() {
		t.Error("with it ends the other")
	}
	first.CloseRoom()
	s.livekit.Webhooks.Ended(group)
	s.nothingLeft(w)
}

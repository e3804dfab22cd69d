package service

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"

	"rooms.example/recorder/internal/rig"
	"rooms.example/recorder/internal/standin"
)

// bid is what a worker bids for a recording of the room "group".
func bid(w *worker) float32 {
	return w.StartEgressAffinity(context.Background(), asked("EG_next"))
}

func TestAWorkerWithoutAJobBidsAllAndOneWithAJobLess(t *testing.T) {
	s := newSite(t, false)
	w := s.work(func(o *Options) { o.MaxJobs = 2 }, &standin.Recorder{})
	if got := bid(w); got != 1 {
		t.Errorf("it bids %v", got)
	}
	s.record(w, nil)
	if got := bid(w); got < 0.5 || got >= 1 {
		t.Errorf("with a job it bids %v", got)
	}
}

func TestWhatLiveKitsOwnWorkerAloneDoesIsLeftToIt(t *testing.T) {
	s := newSite(t, false)
	w := s.work(nil, &standin.Recorder{})
	web := asked("EG_web")
	web.Request = &rpc.StartEgressRequest_Web{Web: &livekit.WebEgressRequest{}}
	cloud := asked("EG_cloud")
	cloud.GetRoomComposite().FileOutputs[0].Output = &livekit.EncodedFileOutput_Gcp{Gcp: &livekit.GCPUpload{Bucket: "sessions"}}
	absolute := asked("EG_absolute")
	absolute.GetRoomComposite().FileOutputs[0].Filepath = "/out/a.mp4"
	for _, req := range []*rpc.StartEgressRequest{web, cloud, absolute} {
		if got := w.StartEgressAffinity(context.Background(), req); got != refusalBid {
			t.Errorf("for %v, which it would refuse, it bids %v", req, got)
		}
	}
}

func TestAWorkerThatCannotRecordDoesNotBidAndSaysWhy(t *testing.T) {
	s := newSite(t, false)
	busy := NewCPU()
	busy.samples = []ticks{{idle: 0, all: 0}, {idle: 0, all: 100}}
	full := s.work(nil, &standin.Recorder{})
	s.record(full, nil)
	draining := s.work(nil, &standin.Recorder{})
	draining.Worker.Stop()
	for words, w := range map[string]*worker{
		"full: 1 of 1":           full,
		"shut down":              draining,
		"Xvfb is missing":        s.work(func(o *Options) { o.Problem = func() error { return errors.New("Xvfb is missing") } }, &standin.Recorder{}),
		"too little CPU is free": s.work(func(o *Options) { o.CPU, o.CPUPerJob = busy, 0.5 }, &standin.Recorder{}),
	} {
		if got := bid(w); got != noBid {
			t.Errorf("%s: it bids %v", words, got)
		}
		if got := w.Status(); got.Accepting || !strings.Contains(got.Why, words) {
			t.Errorf("it says %+v", got)
		}
		if !strings.Contains(w.log.String(), words) {
			t.Errorf("its log does not say %q", words)
		}
		_, err := w.StartEgress(s.soon(), asked("EG_second"))
		var said psrpc.Error
		if !errors.As(err, &said) || said.Code() != psrpc.ResourceExhausted || !strings.Contains(err.Error(), words) {
			t.Errorf("asked all the same it says %v", err)
		}
	}
}

func asked(id string) *rpc.StartEgressRequest {
	return &rpc.StartEgressRequest{EgressId: id, RoomId: "RM_1", Request: &rpc.StartEgressRequest_RoomComposite{
		RoomComposite: &livekit.RoomCompositeEgressRequest{RoomName: "group", FileOutputs: []*livekit.EncodedFileOutput{{Filepath: id}}},
	}}
}

func TestWhereTheDiskTakesNothingOnlyOrdersForABucketAreTaken(t *testing.T) {
	s := newSite(t, false)
	w := s.work(func(o *Options) { o.Disk = func() error { return errors.New("/recordings cannot be made") } }, &standin.Recorder{})
	if got := w.Status(); !got.Accepting {
		t.Errorf("it says %+v", got)
	}
	if got := bid(w); got != refusalBid {
		t.Errorf("for a file that is to stay there it bids %v", got)
	}
	_, err := w.StartEgress(s.soon(), asked("EG_disk"))
	var said psrpc.Error
	if !errors.As(err, &said) || said.Code() != psrpc.FailedPrecondition || !strings.Contains(err.Error(), "/recordings cannot be made") {
		t.Errorf("asked all the same it says %v", err)
	}
	id, c := s.record(w, func(r *livekit.RoomCompositeEgressRequest) {
		r.FileOutputs[0].Output = &livekit.EncodedFileOutput_S3{S3: &livekit.S3Upload{Bucket: "sessions", AccessKey: "k", Secret: s3Secret}}
	})
	c.CloseRoom()
	s.livekit.Webhooks.Ended(id)
}

// An upload may take hours, and the next session begins.
func TestAPlaceIsFreeWhenOnlyTheFileHasToBeDelivered(t *testing.T) {
	s := newSite(t, false)
	uploaded := make(chan error)
	w := s.work(nil, &standin.Recorder{Fail: func() error { return <-uploaded }})
	first, c := s.record(w, nil)
	if got := w.Status(); got.Accepting {
		t.Errorf("while it records it is %+v", got)
	}
	c.CloseRoom()
	rig.Until(t, "its place is free", func() bool { s := w.Status(); return s.Jobs == 0 && s.Accepting })
	second, next := s.record(w, nil)
	if story := s.livekit.Webhooks.Story(first); strings.Contains(story, "ended") {
		t.Errorf("before the file is delivered, LiveKit hears %s", story)
	}
	next.CloseRoom()
	if err := w.wait(expired()); err == nil {
		t.Error("nobody would wait for the files")
	}
	uploaded <- errors.New("no bucket")
	uploaded <- errors.New("no bucket")
	s.livekit.Webhooks.Ended(first)
	s.livekit.Webhooks.Ended(second)
}

func TestAJobThatHasJustBegunKeepsTheCPUThatItWillUse(t *testing.T) {
	s := newSite(t, false)
	idle := NewCPU()
	w := s.work(func(o *Options) { o.CPU, o.MaxJobs, o.CPUPerJob = idle, 8, idle.Cores()*0.7 }, &standin.Recorder{})
	s.record(w, nil)
	if got := w.Status(); got.Accepting || !strings.Contains(got.Why, "too little CPU") {
		t.Errorf("a second is taken: %+v", got)
	}
}

func TestOfTwoStartsOnOnePlaceOneIsRecordedAndTheOtherWhenThePlaceIsFree(t *testing.T) {
	s := newSite(t, false)
	w := s.work(nil, &standin.Recorder{})
	first, c := s.record(w, nil)
	second := make(chan error, 1)
	go func() {
		_, err := s.ask(nil)
		second <- err
	}()
	rig.Until(t, "the worker was asked", func() bool { return strings.Contains(w.log.String(), "not bid for") })
	if w.Status().Jobs != 1 {
		t.Error("both are recorded")
	}
	c.CloseRoom()
	s.livekit.Webhooks.Ended(first)
	if err := <-second; err != nil {
		t.Fatalf("the second is refused: %v", err)
	}
	if c := w.recorder.Next(); c == nil {
		t.Error("the second is not recorded")
	}
}

func TestAStartThatIsAskedForTwiceIsOneRecording(t *testing.T) {
	s := newSite(t, false)
	w := s.work(func(o *Options) { o.MaxJobs = 4 }, &standin.Recorder{})
	results := make(chan error, 4)
	for range cap(results) {
		go func() {
			_, err := w.StartEgress(s.soon(), asked("EG_same"))
			results <- err
		}()
	}
	for range cap(results) {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	if got := w.Status().Jobs; got != 1 {
		t.Errorf("there are %d recordings", got)
	}
	list, err := w.ListActiveEgress(s.soon(), nil)
	if err != nil || len(list.EgressIds) != 1 || list.EgressIds[0] != "EG_same" {
		t.Errorf("it names %v, %v", list, err)
	}
}

func TestWithoutRedisNoRecordingIsTakenAndNothingIsLeft(t *testing.T) {
	s := newSite(t, false)
	w := s.work(nil, &standin.Recorder{})
	s.redis.Stop()
	_, err := w.StartEgress(s.soon(), asked("EG_alone"))
	var said psrpc.Error
	if !errors.As(err, &said) || said.Code() != psrpc.Unavailable || !strings.Contains(err.Error(), "Redis") {
		t.Errorf("it says %v", err)
	}
	s.redis.Start()
	s.nothingLeft(w)
}

func TestABidIsHigherWhereMoreCPUIsFree(t *testing.T) {
	s := newSite(t, false)
	last := float32(0)
	for _, idle := range []uint64{10, 50, 90} {
		cpu := NewCPU()
		cpu.samples = []ticks{{idle: 0, all: 0}, {idle: idle, all: 100}}
		w := s.work(func(o *Options) { o.CPU, o.MaxJobs = cpu, 2 }, &standin.Recorder{})
		w.jobs["EG_other"] = &running{recording: true}
		got := bid(w)
		delete(w.jobs, "EG_other")
		if got <= last || got >= 1 || got < 0.5 {
			t.Errorf("with %d %% free it bids %v, after %v", idle, got, last)
		}
		last = got
	}
}

func TestAStartThatMeetsADrainIsEitherRefusedOrEndedInOrder(t *testing.T) {
	s := newSite(t, false)
	for round := range 5 {
		w := s.work(nil, &standin.Recorder{})
		id := fmt.Sprintf("EG_round%d", round)
		started := make(chan error, 1)
		go func() {
			_, err := w.StartEgress(s.soon(), asked(id))
			started <- err
		}()
		time.Sleep(time.Duration(round) * time.Millisecond)
		w.Worker.Stop()
		err := <-started
		w.Worker.Stop() // it may have been taken in between
		if drained := w.Drain(s.soon()); drained != nil {
			t.Error(drained)
		}
		var said psrpc.Error
		if err != nil && (!errors.As(err, &said) || said.Code() != psrpc.ResourceExhausted) {
			t.Errorf("it says %v", err)
		}
		if err == nil {
			s.livekit.Webhooks.Ended(id)
		}
		s.nothingLeft(w)
	}
}

package service

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/rig"
	"rooms.example/recorder/internal/standin"
)

const wellEnded = "started STARTING, updated ACTIVE, updated ENDING, ended COMPLETE"

func TestARecordingGoesOnWhileRedisIsRestarted(t *testing.T) {
	s := newSite(t, true)
	w := s.work(nil, &standin.Recorder{})
	elsewhere := s.work(func(o *Options) { o.Problem = func() error { return errors.New("only looks") } }, &standin.Recorder{})
	id, c := s.record(w, nil)
	s.redis.Stop()
	time.Sleep(leaseTTL + leaseTTL/2) // longer than its lease
	s.redis.Start()
	time.Sleep(2 * leaseTTL) // and the other worker has looked more than twice
	if c.Finished() || elsewhere.lost.counts() != "0 with a file, 0 without" {
		t.Fatal("it was ended")
	}
	rig.Until(t, "it can be stopped", func() bool {
		_, err := s.stop(id)
		return err == nil
	})
	if info := s.livekit.Webhooks.Ended(id); info.Status != livekit.EgressStatus_EGRESS_COMPLETE || info.FileResults[0].Size == 0 {
		t.Errorf("it ends as %v", info)
	}
	s.story(id, wellEnded)
	s.nothingLeft(w)
}

func TestARecordingIsReportedThoughRedisHasForgottenEverything(t *testing.T) {
	s := newSite(t, false)
	w := s.work(nil, &standin.Recorder{})
	id, c := s.record(w, nil)
	s.redis.Stop()
	s.redis.Start()
	rig.Until(t, "its record is there again", func() bool {
		jobs, err := w.store.Jobs(s.soon())
		return err == nil && jobs[id].Worker == w.options.Name
	})
	c.CloseRoom()
	info := s.livekit.Webhooks.Ended(id)
	if info.Status != livekit.EgressStatus_EGRESS_COMPLETE || info.RoomName != "group" || info.FileResults[0].Size == 0 {
		t.Errorf("it ends as %v", info)
	}
	if again := s.becomes(id, livekit.EgressStatus_EGRESS_COMPLETE); again.GetRoomComposite().GetRoomName() != "group" {
		t.Errorf("LiveKit has %v", again)
	}
	s.nothingLeft(w)
}

func TestAWorkerThatStartsWithoutRedisWorksWhenItIsThere(t *testing.T) {
	s := newSite(t, true)
	s.redis.Stop()
	w := s.work(nil, &standin.Recorder{})
	time.Sleep(leaseTTL) // it looks for dead jobs in vain
	s.redis.Start()
	rig.Until(t, "it hears what is asked", func() bool { _, workers := s.namedByAll(); return workers == 1 })
	id, c := s.record(w, nil)
	c.CloseRoom()
	s.story(id, wellEnded)
	s.nothingLeft(w)
}

func TestARecordingThatEndsWhileRedisIsAwayIsReportedWhenItIsBack(t *testing.T) {
	s := newSite(t, true)
	w := s.work(nil, &standin.Recorder{})
	id, c := s.record(w, nil)
	s.redis.Stop()
	c.CloseRoom()
	rig.Until(t, "it is finished", c.Finished)
	time.Sleep(leaseTTL + leaseTTL/2)
	s.redis.Start()
	if info := s.livekit.Webhooks.Ended(id); info.Status != livekit.EgressStatus_EGRESS_COMPLETE || info.Details != "End reason: Source closed" {
		t.Errorf("it ends as %v", info)
	}
	s.nothingLeft(w)
}

func TestARecordingThatEndsWhileLiveKitIsAwayIsReportedWhenItIsBack(t *testing.T) {
	s := newSite(t, false)
	w := s.work(nil, &standin.Recorder{})
	id, c := s.record(w, nil)
	s.livekit.Stop()
	c.CloseRoom()
	s.finished(w, id)
	rig.Until(t, "its place is free", func() bool { return w.Status().Jobs == 0 })
	s.livekit.Start()
	s.livekit.Webhooks.Ended(id)
	s.story(id, wellEnded)
	s.nothingLeft(w)
}

func TestWhatAWorkerCouldNotTellTheNextTells(t *testing.T) {
	s := newSite(t, false)
	workDir := t.TempDir()
	first := s.work(func(o *Options) { o.WorkDir = workDir }, &standin.Recorder{})
	first.recorder.WorkDir = workDir
	id, c := s.record(first, nil)
	s.livekit.Stop()
	c.CloseRoom()
	s.finished(first, id)
	first.Kill()
	rig.Until(t, "the worker is gone", func() bool { return first.wait(expired()) == nil })
	s.livekit.Start()
	second := s.work(func(o *Options) { o.WorkDir = workDir }, &standin.Recorder{})
	if info := s.livekit.Webhooks.Ended(id); info.Status != livekit.EgressStatus_EGRESS_COMPLETE || info.FileResults[0].Size == 0 || info.Error != "" {
		t.Errorf("it ends as %v", info)
	}
	s.nothingLeft(second)
}

func TestADrainingWorkerTakesNothingNewAndLetsItsRecordingsEnd(t *testing.T) {
	s := newSite(t, false)
	w := s.work(func(o *Options) { o.MaxJobs = 2 }, &standin.Recorder{})
	id, c := s.record(w, nil)
	drained := make(chan error, 1)
	go func() { drained <- w.Drain(s.soon()) }()
	rig.Until(t, "it drains", func() bool { return w.Status().Why == "it is being shut down" })

	other := s.work(nil, &standin.Recorder{})
	_, second := s.record(other, nil)
	if w.Status().Jobs != 1 {
		t.Error("the draining worker took another")
	}
	second.CloseRoom()
	if c.Finished() {
		t.Error("its recording was ended")
	}
	c.CloseRoom()
	if err := <-drained; err != nil {
		t.Error(err)
	}
	s.story(id, wellEnded)
	s.nothingLeft(w)
}

func TestADrainingWorkerIsToldToHurry(t *testing.T) {
	s := newSite(t, false)
	w := s.work(nil, &standin.Recorder{})
	id, _ := s.record(w, nil)
	short, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := w.Drain(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("at the limit it says %v", err)
	}
	w.Worker.Stop()
	if err := w.Drain(s.soon()); err != nil {
		t.Error(err)
	}
	if info := s.livekit.Webhooks.Ended(id); info.Status != livekit.EgressStatus_EGRESS_COMPLETE || info.Details != "End reason: Process killed" || info.FileResults[0].Size == 0 {
		t.Errorf("it ends as %v", info)
	}
}

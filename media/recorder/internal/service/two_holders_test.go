package service

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/lease"
	"rooms.example/recorder/internal/rig"
	"rooms.example/recorder/internal/standin"
)

// takeOver lets a worker have a recording whose lease has expired while the one that records it was away from Redis.
func (s *site) takeOver(w *worker, id string) *standin.Capture {
	s.t.Helper()
	rig.Until(s.t, "another has it", func() bool { // unless its holder renews it in between
		s.redis.Client().Del(s.soon(), "rooms-recorder:{"+id+"}:lease")
		_, err := w.StartEgress(s.soon(), asked(id))
		return err == nil && w.Status().Jobs == 1
	})
	return w.recorder.Next()
}

func TestOfTwoWorkersWithOneRecordingTheFirstEndsItsOwnAndLiveKitHearsOfTheOtherAlone(t *testing.T) {
	s := newSite(t, false)
	first := s.work(nil, &standin.Recorder{})
	id, c := s.record(first, nil)
	second := s.work(nil, &standin.Recorder{})
	other := s.takeOver(second, id)

	rig.Until(t, "the first has ended it", func() bool { return c.Finished() && first.wait(expired()) == nil })
	if text, err := os.ReadFile(filepath.Join(first.recorder.OutputDir, "2026/a.mp4")); err != nil || string(text) != "the recording of group" {
		t.Errorf("its file is %q, %v", text, err)
	}
	s.livekit.Webhooks.StaysSilent(id, leaseTTL)
	if info := s.becomes(id, livekit.EgressStatus_EGRESS_ACTIVE); info.EndedAt != 0 || other.Finished() {
		t.Errorf("LiveKit has %v; the other has ended it: %t", info, other.Finished())
	}
	if story := s.livekit.Webhooks.Story(id); strings.Contains(story, "ended") {
		t.Errorf("the webhooks say %s", story)
	}
	if _, err := s.stop(id); err != nil {
		t.Fatal(err)
	}
	info := s.livekit.Webhooks.Ended(id)
	if info.Status != livekit.EgressStatus_EGRESS_COMPLETE || info.FileResults[0].Location != filepath.Join(second.recorder.OutputDir, id+".mp4") {
		t.Errorf("it ends as %v", info)
	}
	s.nothingLeft(first)
	s.nothingLeft(second)
}

func TestWhoeverWaitsForARecordingThatAnotherWorkerHasIsAnsweredAsThatOneDoes(t *testing.T) {
	s := newSite(t, false)
	w := s.work(nil, &standin.Recorder{})
	r := &running{worker: w.Worker, id: "EG_new", begun: make(chan struct{})}
	w.mu.Lock()
	w.jobs[r.id] = r
	w.mu.Unlock()
	type answer struct {
		info *livekit.EgressInfo
		err  error
	}
	answers := make(chan answer)
	for range 2 {
		go func() {
			info, err := w.StartEgress(context.Background(), asked(r.id))
			answers <- answer{info, err}
		}()
	}
	r.fail(lease.ErrTaken)
	for range 2 {
		got := <-answers
		if got.err != nil || got.info.GetEgressId() != r.id || got.info.Status != livekit.EgressStatus_EGRESS_STARTING {
			t.Errorf("it is answered %v, %v", got.info, got.err)
		}
	}
	w.gone(r.id)
}

package service

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc/pkg/bus/redisbus"

	"rooms.example/recorder/internal/rig"
	"rooms.example/recorder/internal/standin"
)

// recordElsewhere is a recording by another process, which is active.
func (s *site) recordElsewhere(change func(*livekit.RoomCompositeEgressRequest)) string {
	s.t.Helper()
	info, err := s.ask(change)
	if err != nil {
		s.t.Fatal(err)
	}
	rig.Until(s.t, "its webhooks have come", func() bool {
		return s.livekit.Webhooks.Story(info.EgressId) == "started STARTING, updated ACTIVE"
	})
	return info.EgressId
}

func TestTheRecordingOfAKilledWorkerIsSavedByTheNextOnItsMachine(t *testing.T) {
	s := newSite(t, false)
	workDir, outputDir := t.TempDir(), t.TempDir()
	first := s.workElsewhere("the first", workDir, outputDir, time.Hour) // which is not waited for
	id := s.recordElsewhere(nil)
	first.kill()

	second := s.work(func(o *Options) { o.WorkDir = workDir }, &standin.Recorder{OutputDir: outputDir})
	second.recorder.WorkDir = workDir
	info := s.livekit.Webhooks.Ended(id)
	if info.Status != livekit.EgressStatus_EGRESS_FAILED || info.Error != "recorder lost" || info.ErrorCode != 500 || info.EndedAt == 0 || info.RoomName != "group" {
		t.Errorf("it ends as %v", info)
	}
	file := info.FileResults[0]
	if text, err := os.ReadFile(file.Location); err != nil || string(text) != "the recording of group" || file.Size == 0 || file.Filename != "2026/a.mp4" {
		t.Errorf("its file is %v: %q, %v", file, text, err)
	}
	s.story(id, "started STARTING, updated ACTIVE, ended FAILED")
	s.nothingLeft(second)
	if got := second.lost.counts(); got != "1 with a file, 0 without" {
		t.Errorf("counted are %s", got)
	}
	s.record(second, nil) // and the room is recorded again
}

func TestTheRecordingOfAWorkerThatIsGoneWithItsMachineIsReportedLost(t *testing.T) {
	s := newSite(t, false)
	first := s.workElsewhere("the first", t.TempDir(), t.TempDir(), leaseTTL)
	id := s.recordElsewhere(func(r *livekit.RoomCompositeEgressRequest) {
		r.StreamOutputs = []*livekit.StreamOutput{{Urls: []string{streamURL}}}
	})
	first.kill()

	second := s.work(nil, &standin.Recorder{})
	info := s.livekit.Webhooks.Ended(id)
	if info.Error != "recorder lost" || info.ErrorCode != 500 || info.FileResults[0].Size != 0 || info.FileResults[0].Location != "" {
		t.Errorf("it ends as %v", info)
	}
	if stream := info.StreamResults[0]; stream.Status != livekit.StreamInfo_FAILED || stream.Error != "recorder lost" || stream.EndedAt == 0 {
		t.Errorf("its stream is %v", stream)
	}
	s.story(id, "started STARTING, updated ACTIVE, ended FAILED")
	s.nothingLeft(second)
}

func TestOfManyWorkersOneReportsADeadOne(t *testing.T) {
	s := newSite(t, false)
	workDir, outputDir := t.TempDir(), t.TempDir()
	first := s.workElsewhere("the first", workDir, outputDir, leaseTTL)
	id := s.recordElsewhere(nil)
	first.kill()
	for range 4 { // two at home, two elsewhere
		s.work(func(o *Options) { o.WorkDir = workDir }, &standin.Recorder{OutputDir: outputDir}).recorder.WorkDir = workDir
		s.work(nil, &standin.Recorder{})
	}
	s.livekit.Webhooks.Ended(id)
	s.livekit.Webhooks.StaysSilent(id, 2*leaseTTL)
	s.story(id, "started STARTING, updated ACTIVE, ended FAILED")
}

func TestALivingRecordingIsNeverEndedByAnotherWorker(t *testing.T) {
	s := newSite(t, false)
	workDir := t.TempDir()
	s.workElsewhere("the first", workDir, t.TempDir(), leaseTTL)
	id := s.recordElsewhere(nil)
	beside := s.work(func(o *Options) { o.WorkDir = workDir }, &standin.Recorder{})
	beside.recorder.WorkDir = workDir
	elsewhere := s.work(nil, &standin.Recorder{})
	s.livekit.Webhooks.StaysSilent(id, 3*leaseTTL)
	if got := beside.lost.counts() + ", " + elsewhere.lost.counts(); got != "0 with a file, 0 without, 0 with a file, 0 without" {
		t.Errorf("ended were %s", got)
	}
	if _, err := s.stop(id); err != nil {
		t.Fatal(err)
	}
	if info := s.livekit.Webhooks.Ended(id); info.Status != livekit.EgressStatus_EGRESS_COMPLETE {
		t.Errorf("it ends as %v", info)
	}
}

func TestAWorkerWithAMomentsTroubleKeepsItsRecording(t *testing.T) {
	s := newSite(t, false)
	first := s.workElsewhere("the first", t.TempDir(), t.TempDir(), leaseTTL)
	id := s.recordElsewhere(nil)
	s.work(nil, &standin.Recorder{})
	first.freeze()
	time.Sleep(leaseTTL + leaseTTL/4) // its lease is gone, but nobody has looked twice
	first.thaw()
	s.livekit.Webhooks.StaysSilent(id, 2*leaseTTL)
	if got := s.becomes(id, livekit.EgressStatus_EGRESS_ACTIVE); got.EndedAt != 0 {
		t.Errorf("it is %v", got)
	}
}

func TestAWorkerThatComesBackTooLateDeliversItsFileAndTheRecordingStaysLost(t *testing.T) {
	s := newSite(t, false)
	outputDir := t.TempDir()
	first := s.workElsewhere("the first", t.TempDir(), outputDir, leaseTTL)
	id := s.recordElsewhere(nil)
	first.freeze()
	s.work(nil, &standin.Recorder{})
	if info := s.livekit.Webhooks.Ended(id); info.Error != "recorder lost" {
		t.Fatalf("it ends as %v", info)
	}
	first.thaw()
	rig.Until(t, "LiveKit hears of the file", func() bool { return s.becomes(id, livekit.EgressStatus_EGRESS_FAILED).FileResults[0].Size > 0 })
	if info := s.becomes(id, livekit.EgressStatus_EGRESS_FAILED); info.Error != "recorder lost" || info.FileResults[0].Location != filepath.Join(outputDir, "2026/a.mp4") {
		t.Errorf("it is %v", info)
	}
}

func TestAWorkerThatReturnsToItsMachineBringsTheFileOfARecordingThatWasReportedLost(t *testing.T) {
	s := newSite(t, false)
	workDir, outputDir := t.TempDir(), t.TempDir()
	first := s.workElsewhere("the first", workDir, outputDir, leaseTTL)
	id := s.recordElsewhere(nil)
	first.kill()
	s.work(nil, &standin.Recorder{}) // on another machine
	s.livekit.Webhooks.Ended(id)

	returned := s.work(func(o *Options) { o.WorkDir = workDir }, &standin.Recorder{OutputDir: outputDir})
	returned.recorder.WorkDir = workDir
	rig.Until(t, "LiveKit hears of the file", func() bool { return s.becomes(id, livekit.EgressStatus_EGRESS_FAILED).FileResults[0].Size > 0 })
	s.story(id, "started STARTING, updated ACTIVE, ended FAILED, ended FAILED")
	s.nothingLeft(returned)
}

func TestTheRecordingsOfLiveKitsOwnWorkersAreNeverTouched(t *testing.T) {
	s := newSite(t, false)
	official, err := rpc.NewIOInfoClient(redisbus.New(s.redis.Client()))
	if err != nil {
		t.Fatal(err)
	}
	theirs := &livekit.EgressInfo{EgressId: "EG_theirs", RoomName: "group", Status: livekit.EgressStatus_EGRESS_ACTIVE, StartedAt: 1, UpdatedAt: 1}
	rig.Until(t, "LiveKit and it hear each other", func() bool { // it is created once, however often it is told
		_, err := official.CreateEgress(s.soon(), theirs)
		return err == nil
	})
	rig.Until(t, "its webhook has come", func() bool { return s.livekit.Webhooks.Story("EG_theirs") != "" })
	w := s.work(nil, &standin.Recorder{})
	s.livekit.Webhooks.StaysSilent("EG_theirs", 2*leaseTTL)
	if got := s.becomes("EG_theirs", livekit.EgressStatus_EGRESS_ACTIVE); got.EndedAt != 0 || strings.Contains(w.log.String(), "EG_theirs") {
		t.Errorf("it is %v", got)
	}
}

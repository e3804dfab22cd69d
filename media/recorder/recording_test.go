package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/rig"
	"rooms.example/recorder/internal/trial"
)

// site is a LiveKit with a room "group", a page and a recorder, all real.
type site struct {
	*program
	t         *testing.T
	livekit   *rig.LiveKit
	page      string
	variables map[string]string
}

func newSite(t *testing.T, more map[string]string) *site {
	t.Helper()
	trial.NeedStage(t)
	redis := rig.NewRedis(t, false)
	s := &site{t: t, livekit: rig.NewLiveKit(t, redis), page: trial.Page(t)}
	s.livekit.MakeRoom("group")
	dir := trial.Dir(t)
	s.variables = variables(dir, redis.Address, s.livekit.WebSocketURL(), s.page)
	for name, value := range more {
		s.variables[name] = value
	}
	s.start(dir)
	return s
}

// start starts the recorder, again.
func (s *site) start(dir string) {
	s.t.Helper()
	s.program = start(s.t, dir, s.variables)
	rig.Until(s.t, "it is well", func() bool { status, _ := s.health(); return status == 200 })
}

func (s *site) soon() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	s.t.Cleanup(cancel)
	return ctx
}

// ask asks for a small recording, which leaves the processor to the others.
func (s *site) ask(change func(*livekit.RoomCompositeEgressRequest)) string {
	s.t.Helper()
	req := &livekit.RoomCompositeEgressRequest{
		RoomName: "group", FileOutputs: []*livekit.EncodedFileOutput{{Filepath: "2026/a.mp4"}},
		Options: &livekit.RoomCompositeEgressRequest_Advanced{Advanced: &livekit.EncodingOptions{Width: 640, Height: 360, VideoBitrate: 1000}},
	}
	if change != nil {
		change(req)
	}
	info, err := s.livekit.Egress().StartRoomCompositeEgress(s.soon(), req)
	if err != nil {
		s.t.Fatal(err)
	}
	return info.EgressId
}

// record is ask, and three seconds of recording.
func (s *site) record(change func(*livekit.RoomCompositeEgressRequest)) string {
	s.t.Helper()
	id := s.ask(change)
	rig.Until(s.t, "it is active", func() bool { return strings.Contains(s.livekit.Webhooks.Story(id), "ACTIVE") })
	time.Sleep(3 * time.Second)
	return id
}

func (s *site) stop(id string) {
	s.t.Helper()
	if _, err := s.livekit.Egress().StopEgress(s.soon(), &livekit.StopEgressRequest{EgressId: id}); err != nil {
		s.t.Fatal(err)
	}
}

// plays checks that a file holds most of the three seconds, with the page's tone. What its pictures show, and when, is looked
// at in internal/capture.
func (s *site) plays(path string) {
	s.t.Helper()
	movie := trial.Look(s.t, path, 30)
	if movie.Pictures < 50 || movie.Seconds < 1.5 || movie.ToneShare < 0.5 {
		s.t.Errorf("the film is %+v", movie)
	}
}

// leavesNothing checks that neither files nor processes are left of any recording.
func (s *site) leavesNothing() {
	s.t.Helper()
	rig.Until(s.t, "the work directory is empty", func() bool {
		left, err := os.ReadDir(filepath.Join(s.dir, "work"))
		return err == nil && len(left) == 0
	})
	rig.Until(s.t, "no program runs any more", func() bool { return len(trial.Running(filepath.Join(s.dir, "work"))) == 0 })
}

// keepsSecrets checks that none is in the log.
func (s *site) keepsSecrets(more ...string) {
	s.t.Helper()
	for _, secret := range append(more, rig.Secret, "eyJhbGciOi") {
		if strings.Contains(s.said.String(), secret) || s.livekit.Webhooks.Hold(secret) {
			s.t.Errorf("%q was told", secret)
		}
	}
}

func TestTheProgramRecordsARoomAndEndsWhenToldTo(t *testing.T) {
	s := newSite(t, nil)
	id := s.record(nil)
	if status, content := s.health(); status != 200 || content["jobs"] != 1.0 || content["max_jobs"] != 1.0 || content["accepting"] != false {
		t.Errorf("while it records it says %d, %v", status, content)
	}
	if text := s.metrics(); !strings.Contains(text, "rooms_recorder_jobs 1\n") || !strings.Contains(text, "rooms_recorder_start_seconds_count 1\n") {
		t.Errorf("its metrics are %s", text)
	}
	s.signal(syscall.SIGTERM)
	rig.Until(t, "it drains", func() bool { _, content := s.health(); return content["why"] == "it is being shut down" })
	s.signal(syscall.SIGTERM)
	if code := s.end(); code != 0 {
		t.Errorf("its exit code is %d: %s", code, s.said)
	}
	info := s.livekit.Webhooks.Ended(id)
	if info.Status != livekit.EgressStatus_EGRESS_COMPLETE || !strings.HasPrefix(info.Details, "End reason: Process killed") {
		t.Errorf("it ends as %v", info)
	}
	s.plays(info.FileResults[0].Location)
	s.leavesNothing()
	s.keepsSecrets()
}

func TestTheRecordingOfAKilledProgramIsSavedByTheNext(t *testing.T) {
	s := newSite(t, nil)
	id := s.record(nil)
	s.signal(syscall.SIGKILL)
	s.end()
	s.start(s.dir)
	info := s.livekit.Webhooks.Ended(id)
	if info.Status != livekit.EgressStatus_EGRESS_FAILED || info.Error != "recorder lost" || info.ErrorCode != 500 || info.FileResults[0].Duration == 0 {
		t.Fatalf("it ends as %v", info)
	}
	s.plays(info.FileResults[0].Location)
	s.leavesNothing()
	if !strings.Contains(s.metrics(), `rooms_recorder_jobs_of_dead_workers_total{file="saved"} 1`) {
		t.Errorf("its metrics are %s", s.metrics())
	}
}

func TestAPageThatCannotBeShownIsToldAtOnce(t *testing.T) {
	s := newSite(t, nil)
	missing := s.ask(func(r *livekit.RoomCompositeEgressRequest) { r.CustomBaseUrl = s.page + "status/404" })
	if info := s.livekit.Webhooks.Ended(missing); info.Status != livekit.EgressStatus_EGRESS_FAILED || !strings.Contains(info.Error, "404") || len(info.FileResults) > 0 {
		t.Errorf("it ends as %v", info)
	}
	s.leavesNothing()
	s.keepsSecrets()
}

func TestARoomIsRecordedIntoABucketAndStreamedToAReceiverThatIsAddedLater(t *testing.T) {
	if testing.Short() {
		t.Skip("recorded with all tests only")
	}
	bucket, receiver := trial.Bucket(t), trial.Receiver(t)
	s := newSite(t, nil)
	const key = "jonas-and-mara-4711"
	id := s.record(func(r *livekit.RoomCompositeEgressRequest) {
		r.FileOutputs[0].Output = &livekit.EncodedFileOutput_S3{S3: &livekit.S3Upload{
			Endpoint: bucket.Endpoint, Bucket: bucket.Bucket, AccessKey: bucket.AccessKey, Secret: bucket.Secret, Region: "us-east-1", ForcePathStyle: true,
		}}
		r.StreamOutputs = []*livekit.StreamOutput{{Protocol: livekit.StreamProtocol_RTMP}}
	})
	if _, err := s.livekit.Egress().UpdateStream(s.soon(), &livekit.UpdateStreamRequest{
		EgressId: id, AddOutputUrls: []string{receiver.URL + key, "rtmp://127.0.0.1:1/live/dead-" + key},
	}); err != nil {
		t.Fatal(err)
	}
	time.Sleep(4 * time.Second)
	s.stop(id)
	info := s.livekit.Webhooks.Ended(id)
	if info.Status != livekit.EgressStatus_EGRESS_COMPLETE || info.FileResults[0].Size == 0 || len(info.StreamResults) != 2 ||
		info.StreamResults[0].Status != livekit.StreamInfo_FINISHED || info.StreamResults[1].Status != livekit.StreamInfo_FAILED {
		t.Errorf("it ends as %v", info)
	}
	s.plays(receiver.Received(key))
	s.leavesNothing()
	s.keepsSecrets(key, bucket.Secret)
}

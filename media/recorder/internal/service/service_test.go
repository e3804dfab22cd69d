package service

import (
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twitchtv/twirp"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/capture"
	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/standin"
)

func TestARecordingIsStartedAndStoppedThroughLiveKit(t *testing.T) {
	s := newSite(t, false)
	w := s.work(nil, &standin.Recorder{})
	id, _ := s.record(w, nil)
	stopped, err := s.stop(id)
	if err != nil || stopped.Status != livekit.EgressStatus_EGRESS_ENDING {
		t.Errorf("who stops it hears %v, %v", stopped, err)
	}
	info := s.livekit.Webhooks.Ended(id)
	file := info.FileResults[0]
	if info.Status != livekit.EgressStatus_EGRESS_COMPLETE || info.Details != "End reason: StopEgress API" || info.Error != "" ||
		file.Filename != "2026/a.mp4" || file.Size == 0 || file.Duration == 0 || info.EndedAt == 0 {
		t.Errorf("it ends as %v", info)
	}
	if text, err := os.ReadFile(file.Location); err != nil || string(text) != "the recording of group" {
		t.Errorf("the file is %q, %v", text, err)
	}
	s.story(id, "started STARTING, updated ACTIVE, updated ENDING, ended COMPLETE")
	s.nothingLeft(w)
}

func TestTheUnifiedRequestIsTakenToo(t *testing.T) {
	s := newSite(t, false)
	w := s.work(nil, &standin.Recorder{})
	info, err := s.api.StartEgress(s.soon(), &livekit.StartEgressRequest{
		RoomName: "group", Source: &livekit.StartEgressRequest_Template{Template: &livekit.TemplateSource{Layout: "grid", AudioOnly: true}},
		Outputs: []*livekit.Output{{Config: &livekit.Output_File{File: &livekit.FileOutput{Filepath: "a"}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if c := w.recorder.Next(); c == nil || c.Plan.File.Path != "a.ogg" || !c.Plan.AudioOnly || !strings.Contains(c.Plan.PageURL, "layout=grid") {
		t.Errorf("it records %+v", c)
	}
	w.Stop()
	if end := s.livekit.Webhooks.Ended(info.EgressId); end.GetEgress().GetTemplate().GetLayout() != "grid" || end.RoomName != "group" {
		t.Errorf("it ends as %v", end)
	}
}

func TestARecordingThatIsOverCannotBeStopped(t *testing.T) {
	s := newSite(t, false)
	id, c := s.record(s.work(nil, &standin.Recorder{}), nil)
	c.CloseRoom()
	if info := s.livekit.Webhooks.Ended(id); info.Details != "End reason: Source closed" {
		t.Errorf("it ends as %v", info)
	}
	_, err := s.stop(id)
	var said twirp.Error
	if !errors.As(err, &said) || said.Code() != twirp.FailedPrecondition {
		t.Errorf("stopping it says %v", err)
	}
	s.story(id, "started STARTING, updated ACTIVE, updated ENDING, ended COMPLETE")
}

func TestARecordingEndsAtTheWorkersLimit(t *testing.T) {
	s := newSite(t, false)
	id, _ := s.record(s.work(func(o *Options) { o.Defaults.Limit = 300 * time.Millisecond }, &standin.Recorder{}), nil)
	info := s.livekit.Webhooks.Ended(id)
	if info.Error != "Session limit reached" || info.ErrorCode != 413 || info.FileResults[0].Size == 0 {
		t.Errorf("it ends as %v", info)
	}
	s.story(id, "started STARTING, updated ACTIVE, ended LIMIT_REACHED")
}

func TestARecordingThatBreaksIsToldWithItsPartialFile(t *testing.T) {
	s := newSite(t, false)
	w := s.work(nil, &standin.Recorder{})
	id, c := s.record(w, nil)
	c.Break(&capture.Error{Code: 500, Message: "the browser went away"})
	info := s.livekit.Webhooks.Ended(id)
	if info.Error != "the browser went away" || info.ErrorCode != 500 || info.Details != "End reason: Failure" || info.FileResults[0].Size == 0 {
		t.Errorf("it ends as %v", info)
	}
	s.story(id, "started STARTING, updated ACTIVE, ended FAILED")
	s.nothingLeft(w)
}

func TestARecordingThatNeverBeginsIsAborted(t *testing.T) {
	s := newSite(t, false)
	w := s.work(func(o *Options) { o.StartTimeout = 500 * time.Millisecond }, &standin.Recorder{Begin: waits})
	late, err := s.ask(nil)
	if err != nil {
		t.Fatal(err)
	}
	if info := s.livekit.Webhooks.Ended(late.EgressId); info.Error != "Start signal not received" || info.ErrorCode != 412 {
		t.Errorf("it ends as %v", info)
	}
	s.story(late.EgressId, "started STARTING, ended ABORTED")
	s.nothingLeft(w)
}

func TestARecordingIsStoppedBeforeItBegins(t *testing.T) {
	s := newSite(t, false)
	s.work(nil, &standin.Recorder{Begin: waits})
	asked, err := s.ask(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.stop(asked.EgressId); err != nil {
		t.Fatal(err)
	}
	if info := s.livekit.Webhooks.Ended(asked.EgressId); info.Error != "Stop called before pipeline could start" || info.ErrorCode != 412 {
		t.Errorf("it ends as %v", info)
	}
	s.story(asked.EgressId, "started STARTING, ended ABORTED")
}

func TestWhatTheWorkerDoesNotDoIsRefusedThroughLiveKit(t *testing.T) {
	s := newSite(t, false)
	w := s.work(nil, &standin.Recorder{})
	var web, segments, outside error
	var asking sync.WaitGroup // for all at once: LiveKit waits a second for who would not refuse
	asking.Go(func() {
		_, web = s.api.StartWebEgress(s.soon(), &livekit.WebEgressRequest{Url: "https://rooms.example/"})
	})
	asking.Go(func() {
		_, segments = s.ask(func(r *livekit.RoomCompositeEgressRequest) {
			r.FileOutputs, r.SegmentOutputs = nil, []*livekit.SegmentedFileOutput{{FilenamePrefix: "a"}}
		})
	})
	asking.Go(func() {
		_, outside = s.ask(func(r *livekit.RoomCompositeEgressRequest) { r.FileOutputs[0].Filepath = "../../etc/a" })
	})
	asking.Wait()
	for words, err := range map[string]error{"web egress": web, "segments": segments, "..": outside} {
		var said twirp.Error
		if !errors.As(err, &said) || said.Code() != twirp.InvalidArgument || !strings.Contains(said.Msg(), words) {
			t.Errorf("it says %v", err)
		}
	}
	if got := w.Status(); got.Jobs != 0 || !got.Accepting {
		t.Errorf("it keeps %+v", got)
	}
}

func TestStreamsAreChangedThroughLiveKitAndTheirKeysAreInNoWebhookAndNoLog(t *testing.T) {
	s := newSite(t, false)
	w := s.work(nil, &standin.Recorder{})
	id, c := s.record(w, func(r *livekit.RoomCompositeEgressRequest) {
		r.FileOutputs[0].Output = &livekit.EncodedFileOutput_S3{S3: &livekit.S3Upload{Bucket: "sessions", AccessKey: "bucket-key-1", Secret: s3Secret}}
		r.StreamOutputs = []*livekit.StreamOutput{{Protocol: livekit.StreamProtocol_RTMP}}
	})
	update := func(req *livekit.UpdateStreamRequest) (*livekit.EgressInfo, error) {
		req.EgressId = id
		return s.api.UpdateStream(s.soon(), req)
	}
	info, err := update(&livekit.UpdateStreamRequest{AddOutputUrls: []string{streamURL}})
	if err != nil || len(info.StreamResults) != 1 || info.StreamResults[0].Url != plan.Redacted(streamURL) {
		t.Fatalf("added: %v, %v", info, err)
	}
	var said twirp.Error
	if _, err := update(&livekit.UpdateStreamRequest{RemoveOutputUrls: []string{streamURL + "2"}}); !errors.As(err, &said) || said.Code() != twirp.NotFound {
		t.Errorf("removing another says %v", err)
	}
	if _, err := update(&livekit.UpdateStreamRequest{AddOutputUrls: []string{"https://x.example"}}); !errors.As(err, &said) || said.Code() != twirp.InvalidArgument {
		t.Errorf("adding no stream says %v", err)
	}
	c.Tell(capture.StreamChange{URL: streamURL, State: capture.Failed, At: time.Now(), Err: errors.New("connection refused")})
	if _, err := s.stop(id); err != nil {
		t.Fatal(err)
	}
	if end := s.livekit.Webhooks.Ended(id); end.StreamResults[0].Error != "connection refused" || end.Status != livekit.EgressStatus_EGRESS_COMPLETE {
		t.Errorf("it ends as %v", end)
	}
	s.story(id, "started STARTING, updated ACTIVE, updated ACTIVE, updated ACTIVE, updated ENDING, ended COMPLETE")
	if _, err := update(&livekit.UpdateStreamRequest{AddOutputUrls: []string{streamURL}}); !errors.As(err, &said) || said.Code() != twirp.FailedPrecondition {
		t.Errorf("when it is over, adding says %v", err)
	}
	for _, secret := range []string{streamKey, s3Secret, "bucket-key-1", "eyJhbGciOi"} {
		if s.livekit.Webhooks.Hold(secret) || strings.Contains(w.log.String(), secret) {
			t.Errorf("%q was told", secret)
		}
	}
	if !strings.Contains(w.log.String(), id) {
		t.Error("the log does not even name the recording")
	}
}

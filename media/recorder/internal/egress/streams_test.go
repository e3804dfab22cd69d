package egress_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/psrpc"

	"rooms.example/recorder/internal/capture"
	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/standin"
)

const (
	live      = livekit.StreamInfo_ACTIVE
	finished  = livekit.StreamInfo_FINISHED
	notLive   = livekit.StreamInfo_FAILED
	streamKey = "jonas-and-mara-4711"
)

func TestStreamsFinishWithTheRecording(t *testing.T) {
	r := record(t, &setup{streams: []string{streamURL}})
	c := r.active()
	if s := r.Info().StreamResults[0]; s.StartedAt != c.StartedAt().UnixNano() || s.Status != live || s.EndedAt != 0 {
		t.Errorf("while it runs the stream is %v", s)
	}
	r.Stop(livekit.EndReasonAPI)
	info := r.end()
	s := info.StreamResults[0]
	if s.Status != finished || s.Duration != s.EndedAt-s.StartedAt || s.Duration <= 0 || s.Error != "" || s.Url != plan.Redacted(streamURL) {
		t.Errorf("at the end it is %v", s)
	}
	if info.Status != complete || info.FileResults[0].Size == 0 {
		t.Errorf("the recording is %v", info)
	}
}

func TestAStreamThatFailsIsToldAtOnceAndTheRestGoesOn(t *testing.T) {
	r := record(t, &setup{streams: []string{streamURL, secondURL}})
	c := r.active()
	c.Tell(capture.StreamChange{URL: secondURL, State: capture.Live, At: time.Now()})
	c.Tell(capture.StreamChange{URL: streamURL, State: capture.Failed, At: time.Now(), Err: errors.New("connection refused")})
	r.until("the failure is told", func() bool { return slices.Equal(r.statuses(), []livekit.EgressStatus{active, active}) })
	results := r.Info().StreamResults
	if results[0].Status != notLive || results[0].Error != "connection refused" || results[0].EndedAt == 0 || results[1].Status != live {
		t.Errorf("the streams are %v", results)
	}
	c.Tell(capture.StreamChange{URL: streamURL, State: capture.Finished, At: time.Now()})
	r.Stop(livekit.EndReasonAPI)
	info := r.end()
	if info.Status != complete || info.StreamResults[0].Status != notLive || info.StreamResults[1].Status != finished {
		t.Errorf("it ends as %v", info)
	}
}

func TestWhatHappensToAStreamWhileTheRecordingIsFinishedIsHeard(t *testing.T) {
	r := record(t, &setup{streams: []string{streamURL}, recorder: standin.Recorder{Closing: func(c *standin.Capture) {
		c.Tell(capture.StreamChange{URL: streamURL, State: capture.Failed, At: time.Now(), Err: errors.New("broken pipe")})
	}}})
	r.active()
	r.Stop(livekit.EndReasonAPI)
	info := expect(t, r, []livekit.EgressStatus{active, ending, complete}, "", 0, "End reason: StopEgress API")
	if s := info.StreamResults[0]; s.Status != notLive || s.Error != "broken pipe" {
		t.Errorf("the stream is %v", s)
	}
}

func TestUpdatesAtTheSameTimeAreDoneOneAfterTheOther(t *testing.T) {
	var running, most atomic.Int32
	r := record(t, &setup{recorder: standin.Recorder{OnStream: func(string, bool) error {
		most.Store(max(most.Load(), running.Add(1)))
		time.Sleep(5 * time.Millisecond)
		running.Add(-1)
		return nil
	}}})
	r.active()
	var group sync.WaitGroup
	var added atomic.Int32
	for range 8 { // all of them want the same
		group.Go(func() {
			if _, err := r.UpdateStream(&livekit.UpdateStreamRequest{AddOutputUrls: []string{streamURL}}); err == nil {
				added.Add(1)
			}
		})
	}
	group.Wait()
	if added.Load() != 1 || most.Load() != 1 || len(r.Info().StreamResults) != 1 {
		t.Errorf("added %d times, %d at once: %v", added.Load(), most.Load(), r.Info().StreamResults)
	}
}

func TestAStreamCountsFromWhenItIsLive(t *testing.T) {
	r := record(t, &setup{streams: []string{streamURL}})
	c := r.active()
	live := c.StartedAt().Add(70 * time.Millisecond)
	c.Tell(capture.StreamChange{URL: streamURL, State: capture.Live, At: live})
	c.Tell(capture.StreamChange{URL: streamURL, State: capture.Finished, At: live.Add(2 * time.Second)})
	r.until("it is finished", func() bool { return r.Info().StreamResults[0].EndedAt != 0 })
	if s := r.Info().StreamResults[0]; s.StartedAt != live.UnixNano() || time.Duration(s.Duration) != 2*time.Second || s.Status != finished {
		t.Errorf("it is %v", s)
	}
}

func TestNewsOfAStreamThatNobodyKnowsChangesNothing(t *testing.T) {
	r := record(t, &setup{streams: []string{streamURL}})
	c := r.active()
	for _, state := range []capture.State{capture.Live, capture.Finished, capture.Failed} {
		c.Tell(capture.StreamChange{URL: secondURL, State: state, At: time.Now()})
	}
	if got := r.statuses(); len(got) != 1 || r.Info().StreamResults[0].EndedAt != 0 {
		t.Errorf("it told %v: %v", got, r.Info())
	}
}

func TestAReceiverThatEndsAStreamWithoutAWordHasFailed(t *testing.T) {
	r := record(t, &setup{streams: []string{streamURL}})
	r.active().Tell(capture.StreamChange{URL: streamURL, State: capture.Failed, At: time.Now()})
	r.until("it is told", func() bool { return r.Info().StreamResults[0].Error != "" })
}

func TestWithoutAFileARecordingFailsWithItsLastStream(t *testing.T) {
	r := record(t, &setup{noFile: true, streams: []string{streamURL, secondURL}})
	c := r.active()
	for _, url := range []string{streamURL, secondURL} {
		c.Tell(capture.StreamChange{URL: url, State: capture.Failed, At: time.Now(), Err: errors.New("connection refused by " + plan.Redacted(url))})
	}
	info := r.end()
	if info.Status != failed || !strings.Contains(info.Error, "connection refused") || info.Details != "End reason: All streams stopped" {
		t.Errorf("it ends as %v", info)
	}
	if got := r.statuses(); slices.Contains(got, ending) {
		t.Errorf("it told %v: of what fails LiveKit's own worker tells no ending", got)
	}
	if len(info.FileResults) > 0 || strings.Contains(info.Error, streamKey) {
		t.Errorf("it tells %v", info)
	}
}

func TestStreamsAreAddedAndRemovedWhileItRuns(t *testing.T) {
	var done []string
	r := record(t, &setup{recorder: standin.Recorder{OnStream: func(url string, added bool) error {
		done = append(done, map[bool]string{true: "+", false: "-"}[added]+url)
		return nil
	}}})
	r.active()
	info, err := r.UpdateStream(&livekit.UpdateStreamRequest{
		AddOutputUrls: []string{streamURL}, AddDestinations: []*livekit.StreamDestination{{Id: "facebook", Url: secondURL}},
	})
	if err != nil || len(info.StreamResults) != 2 || info.StreamResults[1].Url != plan.Redacted(streamURL) || info.StreamResults[0].Id != "facebook" {
		t.Fatalf("added: %v, %v", info, err)
	}
	if info.StreamResults[0].StartedAt == 0 || info.StreamResults[0].Status != live {
		t.Errorf("the new stream is %v", info.StreamResults[0])
	}
	info, err = r.UpdateStream(&livekit.UpdateStreamRequest{RemoveOutputUrls: []string{streamURL}})
	if err != nil || info.StreamResults[1].Status != finished || info.StreamResults[0].Status != live {
		t.Fatalf("removed: %v, %v", info, err)
	}
	info, err = r.UpdateStream(&livekit.UpdateStreamRequest{AddOutputUrls: []string{streamURL}})
	if err != nil || len(info.StreamResults) != 3 || info.StreamResults[2].Status != live {
		t.Fatalf("added again: %v, %v", info, err)
	}
	if want := []string{"+" + secondURL, "+" + streamURL, "-" + streamURL, "+" + streamURL}; !slices.Equal(done, want) {
		t.Errorf("done were %v", done)
	}
	r.until("each change is told", func() bool { return slices.Equal(r.statuses(), []livekit.EgressStatus{active, active, active, active}) })
}

func TestAStreamThatCannotBeAddedHasFailedAndTheRecordingGoesOn(t *testing.T) {
	r := record(t, &setup{recorder: standin.Recorder{OnStream: func(string, bool) error { return errors.New("no encoder") }}})
	r.active()
	info, err := r.UpdateStream(&livekit.UpdateStreamRequest{AddOutputUrls: []string{streamURL}})
	if err != nil || info.Status != active || info.StreamResults[0].Status != notLive || info.StreamResults[0].Error != "no encoder" {
		t.Errorf("it is %v, %v", info, err)
	}
}

func TestRemovingTheLastStreamEndsARecordingWithoutAFile(t *testing.T) {
	r := record(t, &setup{noFile: true, streams: []string{streamURL}})
	r.active()
	if _, err := r.UpdateStream(&livekit.UpdateStreamRequest{RemoveOutputUrls: []string{streamURL}}); err != nil {
		t.Fatal(err)
	}
	expect(t, r, []livekit.EgressStatus{active, active, ending, complete}, "", 0, "End reason: All streams stopped")
}

func TestUpdatesThatCannotBeAreRefusedAndChangeNothing(t *testing.T) {
	add := func(urls ...string) *livekit.UpdateStreamRequest {
		return &livekit.UpdateStreamRequest{AddOutputUrls: urls}
	}
	for words, c := range map[string]struct {
		request *livekit.UpdateStreamRequest
		code    psrpc.ErrorCode
	}{
		"rtmp://":          {add("https://live.example/app/" + streamKey), psrpc.InvalidArgument},
		"is there already": {add(streamURL), psrpc.AlreadyExists},
		"there already":    {add(secondURL, secondURL), psrpc.AlreadyExists},
		"not found":        {&livekit.UpdateStreamRequest{AddOutputUrls: []string{secondURL}, RemoveOutputUrls: []string{"rtmp://x.example/app/" + streamKey}}, psrpc.NotFound},
	} {
		t.Run(words, func(t *testing.T) {
			r := record(t, &setup{streams: []string{streamURL}})
			r.active()
			_, err := r.UpdateStream(c.request)
			refusal(t, err, c.code, words)
			if got := r.Info(); len(got.StreamResults) != 1 || got.StreamResults[0].Status != live {
				t.Errorf("it has changed to %v", got)
			}
		})
	}
}

func TestStreamsAreChangedOnlyWhileItIsActive(t *testing.T) {
	add := &livekit.UpdateStreamRequest{AddOutputUrls: []string{secondURL}}
	starting := record(t, &setup{streams: []string{streamURL}, recorder: standin.Recorder{Begin: waits}})
	_, err := starting.UpdateStream(add)
	refusal(t, err, psrpc.FailedPrecondition, "not started")

	over := record(t, &setup{streams: []string{streamURL}})
	over.active()
	over.Stop(livekit.EndReasonAPI)
	_, err = over.UpdateStream(add)
	refusal(t, err, psrpc.FailedPrecondition, "ending")

	file := record(t, &setup{notLive: true})
	file.active()
	_, err = file.UpdateStream(add)
	refusal(t, err, psrpc.InvalidArgument, "non-streaming")
}

func refusal(t *testing.T, err error, code psrpc.ErrorCode, words string) {
	t.Helper()
	var said psrpc.Error
	if !errors.As(err, &said) || said.Code() != code || !strings.Contains(err.Error(), words) {
		t.Errorf("it answers %v", err)
	}
	if err != nil && strings.Contains(err.Error(), streamKey) {
		t.Errorf("it says the key: %v", err)
	}
}

package egress_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/capture"
	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/standin"
)

const (
	active   = livekit.EgressStatus_EGRESS_ACTIVE
	ending   = livekit.EgressStatus_EGRESS_ENDING
	complete = livekit.EgressStatus_EGRESS_COMPLETE
	failed   = livekit.EgressStatus_EGRESS_FAILED
	aborted  = livekit.EgressStatus_EGRESS_ABORTED
	limited  = livekit.EgressStatus_EGRESS_LIMIT_REACHED
)

// expect compares the end of a recording with what LiveKit's own worker would say.
func expect(t *testing.T, r *recording, told []livekit.EgressStatus, words string, code int32, details string) *livekit.EgressInfo {
	t.Helper()
	info := r.end()
	if got := r.statuses(); !slices.Equal(got, told) {
		t.Errorf("it told %v, not %v", got, told)
	}
	if info.Error != words || info.ErrorCode != code || info.Details != details {
		t.Errorf("it ends with %q, %d, %q", info.Error, info.ErrorCode, info.Details)
	}
	if info.EndedAt == 0 || info.UpdatedAt < info.StartedAt {
		t.Errorf("it ended at %d, was changed at %d", info.EndedAt, info.UpdatedAt)
	}
	if !slices.Equal(r.counted.ended, []livekit.EgressStatus{info.Status}) {
		t.Errorf("counted are %v", r.counted.ended)
	}
	return info
}

func TestARecordingThatIsStoppedIsCompleteWithItsFile(t *testing.T) {
	r := record(t, &setup{})
	c := r.active()
	if got := r.Stop(livekit.EndReasonAPI); got.Status != ending {
		t.Errorf("who stops it hears %s", got.Status)
	}
	info := expect(t, r, []livekit.EgressStatus{active, ending, complete}, "", 0, "End reason: StopEgress API")
	file := info.FileResults[0]
	if file.Filename != "2026/a.mp4" || file.Size != int64(len("the recording of group")) || file.Duration <= 0 ||
		file.StartedAt != c.StartedAt().UnixNano() || file.EndedAt <= file.StartedAt || info.StartedAt != file.StartedAt {
		t.Errorf("the file is %v", file)
	}
	if text, err := os.ReadFile(file.Location); err != nil || string(text) != "the recording of group" {
		t.Errorf("at its location is %q, %v", text, err)
	}
	if r.counted.started != 1 || r.counted.undelivered != 0 {
		t.Errorf("counted are %+v", r.counted)
	}
}

func TestARecordingEndsWithItsRoom(t *testing.T) {
	r := record(t, &setup{})
	r.active().CloseRoom()
	expect(t, r, []livekit.EgressStatus{active, ending, complete}, "", 0, "End reason: Source closed")
}

func TestARecordingEndsAtItsLimitWithItsFile(t *testing.T) {
	r := record(t, &setup{limit: 30 * time.Millisecond})
	info := expect(t, r, []livekit.EgressStatus{active, limited}, "Session limit reached", 413, "End reason: Session limit reached")
	if info.FileResults[0].Size == 0 {
		t.Error("without its file")
	}
}

func TestARecordingThatBreaksFailsWithWhatThereIsOfTheFile(t *testing.T) {
	r := record(t, &setup{})
	r.active().Break(errors.New("the browser went away"))
	info := expect(t, r, []livekit.EgressStatus{active, failed}, "the browser went away", 500, "End reason: Failure")
	if info.FileResults[0].Location == "" || info.FileResults[0].Size == 0 {
		t.Errorf("the file is %v", info.FileResults[0])
	}
}

func TestTheCodeOfAnErrorIsKept(t *testing.T) {
	r := record(t, &setup{})
	r.active().Break(&capture.Error{Code: 507, Message: "the disk is full"})
	expect(t, r, []livekit.EgressStatus{active, failed}, "the disk is full", 507, "End reason: Failure")
}

func TestAFileThatCannotBeDeliveredFailsTheRecording(t *testing.T) {
	r := record(t, &setup{recorder: standin.Recorder{Fail: func() error { return &capture.Error{Code: 502, Message: "upload: connection refused"} }}})
	r.active()
	r.Stop(livekit.EndReasonAPI)
	info := expect(t, r, []livekit.EgressStatus{active, ending, failed}, "upload: connection refused", 502, "End reason: StopEgress API")
	if info.FileResults[0].Location != "" || r.counted.undelivered != 1 {
		t.Errorf("the file is %v, undelivered are %d", info.FileResults[0], r.counted.undelivered)
	}
}

func TestWhatBrokeItComesBeforeWhatFollowedFromIt(t *testing.T) {
	r := record(t, &setup{recorder: standin.Recorder{Fail: func() error { return errors.New("upload: refused") }}})
	r.active().Break(errors.New("ffmpeg died"))
	expect(t, r, []livekit.EgressStatus{active, failed}, "ffmpeg died; then: upload: refused", 500, "End reason: Failure")
}

func TestAStartThatFailsIsToldWithItsReason(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want livekit.EgressStatus
		code int32
		says string
		why  string
	}{
		"the page answers 404":  {&capture.Error{Code: 500, Message: "the page answered 404"}, failed, 500, "the page answered 404", "End reason: Failure"},
		"something unforeseen":  {errors.New("no display"), failed, 500, "no display", "End reason: Failure"},
		"the room ended before": {&capture.Error{Code: 412, Message: livekit.MsgStartNotReceived, Aborted: true}, aborted, 412, "Start signal not received", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := record(t, &setup{streams: []string{streamURL}, recorder: standin.Recorder{Begin: func(context.Context, plan.Plan) error { return c.err }}})
			info := expect(t, r, []livekit.EgressStatus{c.want}, c.says, c.code, c.why)
			if s := info.StreamResults[0]; s.Status != livekit.StreamInfo_FAILED || s.Error != c.says || s.EndedAt == 0 || s.StartedAt != 0 {
				t.Errorf("the stream is %v", s)
			}
			if r.counted.started != 0 {
				t.Error("it is counted as started")
			}
			if len(info.FileResults) > 0 {
				t.Errorf("somebody will look for %v", info.FileResults)
			}
		})
	}
}

// waits is a page that never says START_RECORDING.
func waits(ctx context.Context, _ plan.Plan) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestAPageThatNeverBeginsAbortsIt(t *testing.T) {
	r := record(t, &setup{timeout: 30 * time.Millisecond, recorder: standin.Recorder{Begin: waits}})
	expect(t, r, []livekit.EgressStatus{aborted}, "Start signal not received", 412, "")
}

func TestARecordingThatIsStoppedBeforeItBeginsIsAborted(t *testing.T) {
	r := record(t, &setup{recorder: standin.Recorder{Begin: waits}})
	if got := r.Stop(livekit.EndReasonAPI); got.Status != aborted || got.ErrorCode != 412 {
		t.Errorf("who stops it hears %s %d", got.Status, got.ErrorCode)
	}
	expect(t, r, []livekit.EgressStatus{aborted}, "Stop called before pipeline could start", 412, "End reason: StopEgress API")
}

func TestARecordingThatBeginsThoughItWasStoppedIsDiscarded(t *testing.T) {
	stopped := make(chan struct{})
	r := record(t, &setup{recorder: standin.Recorder{Begin: func(context.Context, plan.Plan) error { <-stopped; return nil }}})
	r.Stop(livekit.EndReasonAPI)
	close(stopped)
	expect(t, r, []livekit.EgressStatus{aborted}, "Stop called before pipeline could start", 412, "End reason: StopEgress API")
	if c := r.recorder.Next(); c == nil || !c.Finished() {
		t.Error("what had begun was left behind")
	}
	for _, dir := range []string{r.recorder.WorkDir, r.recorder.OutputDir} { // nobody would look for a file
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("in %s is %v, %v", dir, left, err)
		}
	}
}

func TestStoppingTwiceChangesNothing(t *testing.T) {
	r := record(t, &setup{})
	r.active()
	r.Stop(livekit.EndReasonAPI)
	r.Stop(livekit.EndReasonKilled)
	expect(t, r, []livekit.EgressStatus{active, ending, complete}, "", 0, "End reason: StopEgress API")
	if got := r.Stop(livekit.EndReasonKilled); got.Status != complete || got.Details != "End reason: StopEgress API" {
		t.Errorf("afterwards it is %v", got)
	}
}

func TestAWorkerThatMustGoAtOnceLeavesItsRecordingsToTheNext(t *testing.T) {
	for name, c := range map[string]struct {
		begin func(context.Context, plan.Plan) error
		told  []livekit.EgressStatus
	}{"one that starts": {waits, nil}, "one that runs": {nil, []livekit.EgressStatus{active, ending}}} {
		t.Run(name, func(t *testing.T) {
			r := record(t, &setup{recorder: standin.Recorder{Begin: c.begin}})
			if c.begin == nil {
				r.active()
			}
			r.cancel()
			r.end()
			if got := r.statuses(); r.concluded || !slices.Equal(got, c.told) || len(r.counted.ended) > 0 {
				t.Errorf("concluded: %v, told %v, counted %v", r.concluded, got, r.counted.ended)
			}
		})
	}
}

func TestARecordingThatAnotherWorkerReportedLostDeliversItsFileAndStaysFailed(t *testing.T) {
	r := record(t, &setup{})
	r.active()
	r.Lost()
	info := expect(t, r, []livekit.EgressStatus{active, failed}, "recorder lost", 500, "End reason: Failure")
	if info.FileResults[0].Size == 0 {
		t.Error("without its file")
	}
}

func TestARecordingThatWasReportedLostBeforeItBeganStaysFailed(t *testing.T) {
	r := record(t, &setup{recorder: standin.Recorder{Begin: waits}})
	r.Lost()
	expect(t, r, []livekit.EgressStatus{failed}, "recorder lost", 500, "End reason: Failure")
}

func TestWhatIsMissingInAFileIsSaid(t *testing.T) {
	short := func(r *capture.Result) { r.Short = "3 s of sound are missing" }
	r := record(t, &setup{recorder: standin.Recorder{Change: short}})
	r.active()
	r.Stop(livekit.EndReasonAPI)
	expect(t, r, []livekit.EgressStatus{active, ending, complete}, "incomplete: 3 s of sound are missing", 0,
		"End reason: StopEgress API; incomplete: 3 s of sound are missing")

	limit := record(t, &setup{limit: 30 * time.Millisecond, recorder: standin.Recorder{Change: short}})
	if info := limit.end(); info.Error != "Session limit reached; incomplete: 3 s of sound are missing" || info.ErrorCode != 413 {
		t.Errorf("at the limit it says %q", info.Error)
	}
}

func TestDroppedFramesAreSaidButAreNoError(t *testing.T) {
	r := record(t, &setup{recorder: standin.Recorder{Change: func(r *capture.Result) { r.Dropped = 12 }}})
	r.active()
	r.Stop(livekit.EndReasonAPI)
	info := r.end()
	if info.Error != "" || !strings.Contains(info.Details, "12 frames were dropped") {
		t.Errorf("it says %q, %q", info.Error, info.Details)
	}
}

func TestWhoAskedByTheOldFieldsFindsTheFileThere(t *testing.T) {
	r := record(t, &setup{oldForm: true})
	r.active()
	r.Stop(livekit.EndReasonAPI)
	info := r.end()
	if info.GetFile().GetLocation() == "" || info.GetFile().GetLocation() != info.FileResults[0].Location {
		t.Errorf("there it finds %v", info.GetFile())
	}
}

func TestWhatIsClosedIsNotWaitedFor(t *testing.T) {
	r := record(t, &setup{})
	r.active().HangUp()
	time.Sleep(20 * time.Millisecond)
	if got := r.Info().Status; got != active {
		t.Errorf("it is %s", got)
	}
	r.Stop(livekit.EndReasonAPI)
	expect(t, r, []livekit.EgressStatus{active, ending, complete}, "", 0, "End reason: StopEgress API")
}

func TestALimitIsCountedFromTheBeginningOfTheFile(t *testing.T) {
	r := record(t, &setup{limit: 400 * time.Millisecond, recorder: standin.Recorder{Begin: func(context.Context, plan.Plan) error {
		time.Sleep(200 * time.Millisecond) // of loading the page
		return nil
	}}})
	c := r.active()
	info := r.end()
	if recorded := time.Duration(info.EndedAt - c.StartedAt().UnixNano()); info.Status != limited || recorded < 400*time.Millisecond {
		t.Errorf("it is %s after %s", info.Status, recorded)
	}
}

func TestNobodyOutsideCanChangeItsState(t *testing.T) {
	r := record(t, &setup{})
	r.active()
	r.Info().FileResults[0].Filename = "another"
	if got := r.Info().FileResults[0].Filename; got != "2026/a.mp4" {
		t.Errorf("the file is %s", got)
	}
}

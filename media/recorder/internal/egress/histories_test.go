package egress_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/capture"
	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/standin"
)

// history is what happens to one recording, drawn by chance, and what was seen of it.
type history struct {
	t      *testing.T
	chance *rand.Rand
	setup  setup
	r      *recording
	steps  []string
}

// happen does something that may happen at any time.
func (h *history) happen(c *standin.Capture) {
	pick := func(all ...string) string { return all[h.chance.IntN(len(all))] }
	url := pick(streamURL, secondURL)
	step := pick("stop", "stop", "close", "break", "lost", "add", "remove", "live", "fail", "finish", "wait", "ask", "drain")
	h.steps = append(h.steps, step)
	tell := func(state capture.State) {
		go c.Tell(capture.StreamChange{URL: url, State: state, At: time.Now(), Err: errors.New("broken pipe")})
	}
	switch step {
	case "stop":
		h.r.Stop(livekit.EndReasonAPI)
	case "drain":
		h.r.Stop(livekit.EndReasonKilled)
	case "lost":
		h.r.Lost()
	case "close":
		go c.CloseRoom()
	case "break":
		go c.Break(errors.New("the browser went away"))
	case "add":
		_, _ = h.r.UpdateStream(&livekit.UpdateStreamRequest{AddOutputUrls: []string{url}})
	case "remove":
		_, _ = h.r.UpdateStream(&livekit.UpdateStreamRequest{RemoveOutputUrls: []string{url}})
	case "live":
		tell(capture.Live)
	case "fail":
		tell(capture.Failed)
	case "finish":
		tell(capture.Finished)
	case "wait":
		time.Sleep(time.Duration(h.chance.IntN(3)) * time.Millisecond)
	case "ask":
		_ = h.r.Info()
	}
}

func (h *history) play() {
	h.setup.noFile = h.chance.IntN(4) == 0
	if h.setup.noFile || h.chance.IntN(2) == 0 {
		h.setup.streams = []string{streamURL, secondURL}[:1+h.chance.IntN(2)]
	}
	if h.chance.IntN(3) == 0 {
		h.setup.limit = time.Duration(1+h.chance.IntN(5)) * time.Millisecond
	}
	switch h.chance.IntN(6) {
	case 0:
		h.setup.recorder.Begin = func(context.Context, plan.Plan) error { return &capture.Error{Code: 500, Message: "no display"} }
	case 1:
		h.setup.recorder.Begin = waits
		h.setup.timeout = 3 * time.Millisecond
	}
	if h.chance.IntN(4) == 0 {
		h.setup.recorder.Fail = func() error { return errors.New("upload: refused") }
	}
	h.r = record(h.t, &h.setup)
	if h.chance.IntN(3) == 0 {
		h.r.Stop(livekit.EndReasonAPI) // before it begins, mostly
	}
	var c *standin.Capture
	if h.setup.recorder.Begin == nil {
		c = h.r.recorder.Next()
	}
	for range h.chance.IntN(8) {
		if c != nil {
			h.happen(c)
		}
	}
	h.r.Stop(livekit.EndReasonAPI)
	h.check(c, h.r.end())
}

// check is what holds for every recording, whatever happens to it.
func (h *history) check(c *standin.Capture, last *livekit.EgressInfo) {
	told := h.r.statuses()
	var words []string
	for _, status := range told {
		words = append(words, strings.TrimPrefix(status.String(), "EGRESS_"))
	}
	wrong := func(format string, args ...any) {
		h.t.Helper()
		h.t.Errorf("after %v it told %v: %s; %v", h.steps, words, fmt.Sprintf(format, args...), last)
	}
	for i, status := range told {
		if i > 0 && status < told[i-1] {
			wrong("it went back")
		}
		if over := status >= complete; over != (i == len(told)-1) {
			wrong("the last state is not the last")
		}
	}
	if last.Status < complete || last.EndedAt == 0 || last.UpdatedAt < last.StartedAt {
		wrong("it has no end")
	}
	if (last.Status == failed || last.Status == aborted || last.Status == limited) != (last.ErrorCode != 0) {
		wrong("its code does not fit")
	}
	if c != nil && !c.Finished() {
		wrong("it is not cleaned up")
	}
	if c != nil && !h.setup.noFile && h.setup.recorder.Fail == nil && len(told) > 1 && (len(last.FileResults) != 1 || last.FileResults[0].Size == 0) {
		wrong("its file is lost")
	}
	for _, s := range last.StreamResults {
		if s.EndedAt == 0 || s.Duration < 0 || s.Status == live || strings.Contains(s.Url, streamKey) {
			wrong("a stream has no end")
		}
	}
	if len(h.r.counted.ended) != 1 {
		wrong("it is counted %d times", len(h.r.counted.ended))
	}
}

// TestWhateverHappensARecordingHasOneTrueEnd plays drawn histories: RECORDER_TESTS_HISTORIES of them, 150 otherwise.
func TestWhateverHappensARecordingHasOneTrueEnd(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("RECORDER_TESTS_HISTORIES"))
	if err != nil {
		n = 150
	}
	for seed := range uint64(n) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			(&history{t: t, chance: rand.New(rand.NewPCG(seed, 8))}).play()
		})
	}
}

package egress_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/psrpc"

	"rooms.example/recorder/internal/capture"
	"rooms.example/recorder/internal/egress"
	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/request"
	"rooms.example/recorder/internal/standin"
)

const (
	streamURL = "rtmp://live.example/app/jonas-and-mara-4711"
	secondURL = "rtmp://other.example/app/webinar-key-2222"
	patience  = 10 * time.Second
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// fakeLiveKit hears what is told to LiveKit.
type fakeLiveKit struct {
	mu     sync.Mutex
	away   bool
	heard  []*livekit.EgressInfo
	create int
}

func (f *fakeLiveKit) CreateEgress(_ context.Context, info *livekit.EgressInfo, _ ...psrpc.RequestOption) (*emptypb.Empty, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.create++
	return f.hear(info)
}

func (f *fakeLiveKit) UpdateEgress(_ context.Context, info *livekit.EgressInfo, _ ...psrpc.RequestOption) (*emptypb.Empty, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.hear(info)
}

func (f *fakeLiveKit) hear(info *livekit.EgressInfo) (*emptypb.Empty, error) {
	if f.away {
		return nil, errors.New("nobody is there")
	}
	f.heard = append(f.heard, info)
	return &emptypb.Empty{}, nil
}

func (f *fakeLiveKit) goAway(away bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.away = away
}

func (f *fakeLiveKit) statuses() []livekit.EgressStatus {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []livekit.EgressStatus
	for _, info := range f.heard {
		all = append(all, info.Status)
	}
	return all
}

// counted is an Observer.
type counted struct {
	mu          sync.Mutex
	started     int
	ended       []livekit.EgressStatus
	undelivered int
}

func (c *counted) Started(time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.started++
}

func (c *counted) Ended(status livekit.EgressStatus, _ capture.Result, undelivered bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = append(c.ended, status)
	if undelivered {
		c.undelivered++
	}
}

// recording is an egress of a test, what it tells and how it is recorded.
type recording struct {
	*egress.Egress
	t        *testing.T
	recorder *standin.Recorder
	counted  *counted
	cancel   context.CancelFunc
	over     chan struct{}

	concluded bool // read after over

	mu   sync.Mutex
	told []*livekit.EgressInfo
}

// setup is what a test wants otherwise.
type setup struct {
	streams  []string
	noFile   bool
	notLive  bool // no stream output at all
	oldForm  bool
	limit    time.Duration
	timeout  time.Duration
	recorder standin.Recorder
}

func job(s *setup) *request.Job {
	info := &livekit.EgressInfo{EgressId: "EG_1", RoomId: "RM_1", RoomName: "group", StartedAt: time.Now().UnixNano()}
	j := &request.Job{Info: info, Plan: plan.Plan{EgressID: "EG_1", RoomName: "group", Limit: s.limit, StreamURLs: s.streams}, Streaming: !s.notLive}
	if !s.noFile {
		j.Plan.File = &plan.File{Path: "2026/a.mp4", Container: plan.MP4}
		info.FileResults = []*livekit.FileInfo{{Filename: "2026/a.mp4"}}
		if s.oldForm {
			info.Result = &livekit.EgressInfo_File{File: info.FileResults[0]} // deprecated
		}
	}
	for _, url := range s.streams {
		info.StreamResults = append(info.StreamResults, &livekit.StreamInfo{Url: plan.Redacted(url)})
	}
	return j
}

// record begins an egress, which ends with the test.
func record(t *testing.T, s *setup) *recording {
	t.Helper()
	if s.timeout == 0 {
		s.timeout = patience
	}
	s.recorder.WorkDir, s.recorder.OutputDir = t.TempDir(), t.TempDir()
	r := &recording{t: t, recorder: &s.recorder, counted: &counted{}, over: make(chan struct{})}
	r.Egress = egress.New(job(s), r.recorder, egress.Options{StartTimeout: s.timeout, Observer: r.counted}, r.hear, quiet)
	ctx, cancel := context.WithCancel(context.Background())
	r.cancel = cancel
	go func() {
		defer close(r.over)
		r.concluded = r.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-r.over
	})
	return r
}

func (r *recording) hear(info *livekit.EgressInfo) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.told = append(r.told, info)
}

// active waits until it records.
func (r *recording) active() *standin.Capture {
	r.t.Helper()
	c := r.recorder.Next()
	if c == nil {
		r.t.Fatal("it never began")
	}
	r.until("it is active", func() bool { return r.Info().Status == livekit.EgressStatus_EGRESS_ACTIVE })
	return c
}

func (r *recording) until(what string, is func() bool) {
	r.t.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatalf("it never came that %s: %v", what, r.Info())
		}
	}
}

// end waits for the end and returns the last state.
func (r *recording) end() *livekit.EgressInfo {
	r.t.Helper()
	select {
	case <-r.over:
	case <-time.After(patience):
		r.t.Fatalf("it does not end: %v", r.Info())
	}
	return r.Info()
}

// statuses are those that were told after STARTING.
func (r *recording) statuses() []livekit.EgressStatus {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []livekit.EgressStatus
	for _, info := range r.told {
		all = append(all, info.Status)
	}
	return all
}

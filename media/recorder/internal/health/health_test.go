package health

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/capture"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func get(t *testing.T, handler http.Handler, path string) (int, string) {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	answer, err := http.Get(server.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func metrics() *Metrics {
	return NewMetrics(func() float64 { return 2 }, func() float64 { return 4 }, func() float64 { return 1.5 }, 3, "1.2.3")
}

func TestAProbeHearsHowTheWorkerIs(t *testing.T) {
	for name, c := range map[string]struct {
		status  Status
		problem error
		code    int
		want    string
	}{
		"all is well": {Status{Jobs: 1, MaxJobs: 2, Accepting: true}, nil, 200, `{"status":"ok","jobs":1,"max_jobs":2,"accepting":true,"files_waiting":0,"version":"1.2.3"}`},
		"it is full": {Status{Jobs: 2, MaxJobs: 2, Why: "it is full", FilesWaiting: 3}, nil, 200,
			`{"status":"ok","jobs":2,"max_jobs":2,"accepting":false,"why":"it is full","files_waiting":3,"version":"1.2.3"}`},
		"something is missing": {Status{MaxJobs: 2, Why: "Xvfb is missing"}, errors.New("Xvfb is missing"), 503,
			`{"status":"Xvfb is missing","jobs":0,"max_jobs":2,"accepting":false,"files_waiting":0,"version":"1.2.3"}`},
	} {
		t.Run(name, func(t *testing.T) {
			handler := Handler(func() Status { return c.status }, func() error { return c.problem }, "1.2.3", metrics().Gatherer())
			code, text := get(t, handler, "/healthz")
			if code != c.code || strings.TrimSpace(text) != c.want || !json.Valid([]byte(text)) {
				t.Errorf("it hears %d %s", code, text)
			}
			if code, _ := get(t, handler, "/else"); code != 404 {
				t.Errorf("elsewhere it hears %d", code)
			}
		})
	}
}

func TestPrometheusReadsWhatTheWorkerDid(t *testing.T) {
	m := metrics()
	m.Started(2500 * time.Millisecond)
	m.Ended(livekit.EgressStatus_EGRESS_COMPLETE, capture.Result{Dropped: 12, Duration: 90 * time.Second, Size: 1000, Short: "sound is missing"}, false)
	m.Ended(livekit.EgressStatus_EGRESS_FAILED, capture.Result{}, true)
	m.Lost(true)
	m.Lost(false)
	_, text := get(t, Handler(func() Status { return Status{} }, func() error { return nil }, "", m.Gatherer()), "/metrics")
	for _, line := range []string{
		"rooms_recorder_jobs 2", "rooms_recorder_files_waiting 4", "rooms_recorder_max_jobs 3", "rooms_recorder_free_cpu_cores 1.5", `rooms_recorder_info{version="1.2.3"} 1`,
		"rooms_recorder_start_seconds_sum 2.5", `rooms_recorder_start_seconds_bucket{le="3"} 1`,
		`rooms_recorder_jobs_ended_total{result="complete"} 1`, `rooms_recorder_jobs_ended_total{result="failed"} 1`,
		`rooms_recorder_jobs_ended_total{result="aborted"} 0`, `rooms_recorder_jobs_ended_total{result="limit_reached"} 0`,
		"rooms_recorder_frames_dropped_total 12", "rooms_recorder_recorded_seconds_total 90", "rooms_recorder_recorded_bytes_total 1000",
		"rooms_recorder_incomplete_files_total 1", "rooms_recorder_upload_failures_total 1",
		`rooms_recorder_jobs_of_dead_workers_total{file="saved"} 1`, `rooms_recorder_jobs_of_dead_workers_total{file="none"} 1`,
	} {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("%q is not in it", line)
		}
	}
}

func TestWhatIsMissingIsSaidWithWhatToDo(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a-file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for words, check := range map[string]Check{
		"Redis does not answer: refused (RECORDER_REDIS)": Redis(func(context.Context) error { return errors.New("refused") }),
		"no-such-program is missing: install it":          Program("no-such-program", "install it"),
		"none is missing: look there":                     AnyProgram([]string{"/no/such", "none"}, "look there"),
		"cannot be made":                                  Directory(filepath.Join(file, "below"), 0o700, "RECORDER_WORK_DIR", 0),
	} {
		if err := check(context.Background()); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("it says %v, nothing of %q", err, words)
		}
	}
	for _, check := range []Check{
		Redis(func(context.Context) error { return nil }), Program("sh", ""), AnyProgram([]string{"/no/such", "sh"}, ""), Directory(dir, 0o700, "", 0),
	} {
		if err := check(context.Background()); err != nil {
			t.Error(err)
		}
	}
}

func TestADirectoryIsMadeAndNothingIsLeftInIt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "out")
	if err := Directory(dir, 0o750, "", 0)(context.Background()); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o750 {
		t.Errorf("it is made as %v, %v", info.Mode(), err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("in it is %v, %v", left, err)
	}
}

func TestAFullDiskIsAProblem(t *testing.T) {
	real := spaceLeft
	t.Cleanup(func() { spaceLeft = real })
	spaceLeft = func(string) uint64 { return 20 << 20 }
	if err := Directory(t.TempDir(), 0o700, "RECORDER_WORK_DIR", 0)(context.Background()); err == nil || !strings.Contains(err.Error(), "only 20 MB left") {
		t.Errorf("it says %v", err)
	}
	spaceLeft = func(string) uint64 { return 2 << 30 }
	for minFree, problem := range map[int64]bool{0: false, 1 << 30: false, 2 << 30: true} {
		if err := Directory(t.TempDir(), 0o700, "RECORDER_WORK_DIR", minFree)(context.Background()); (err != nil) != problem {
			t.Errorf("with %d to stay free it says %v", minFree, err)
		}
	}
	if real("/no/such/place") != 0 {
		t.Error("where nothing is there is space")
	}
}

func TestAWorkerIsHealthyWhenItHasLookedAndFoundNothing(t *testing.T) {
	var out bytes.Buffer
	problem := errors.New("ffmpeg is missing")
	later := func(context.Context) error { t.Error("it looks on"); return nil }
	c := NewChecker(slog.New(slog.NewTextHandler(&out, nil)), func(context.Context) error { return problem }, later)
	if c.Problem() == nil {
		t.Error("before it has looked it is healthy")
	}
	c.Look(context.Background())
	c.Look(context.Background())
	if got := c.Problem(); !errors.Is(got, problem) {
		t.Errorf("it says %v", got)
	}
	c.checks, problem = c.checks[:1], nil
	c.Look(context.Background())
	if got := c.Problem(); got != nil {
		t.Errorf("then it says %v", got)
	}
	if text := out.String(); strings.Count(text, "ffmpeg is missing") != 1 || !strings.Contains(text, "possible again") {
		t.Errorf("its log is %s", text)
	}
}

func TestItLooksUntilItIsEnough(t *testing.T) {
	looked := make(chan struct{}, 1)
	c := NewChecker(quiet, func(context.Context) error { looked <- struct{}{}; return nil })
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan struct{})
	go func() {
		defer close(over)
		c.Run(ctx)
	}()
	<-looked
	cancel()
	<-over
}

// The README names every metric, and none that is not there.
func TestTheReadmeNamesEveryMetric(t *testing.T) {
	m := metrics()
	m.Lost(true)
	families, err := m.Gatherer().Gather()
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "**Metrics**")
	paragraph, _, _ := strings.Cut(rest, "`/healthz`")
	for _, family := range families {
		name := strings.TrimPrefix(family.GetName(), namespace+"_")
		if !strings.Contains(paragraph, "`"+name+"`") && !strings.Contains(paragraph, "`"+name+"{") {
			t.Errorf("%s is not named", name)
		}
		if family.GetHelp() == "" {
			t.Errorf("%s says nothing of itself", name)
		}
	}
	if named := strings.Count(paragraph, "`") / 2; named != len(families)+1 { // and what they begin with
		t.Errorf("%d are named, %d are there", named-1, len(families))
	}
}

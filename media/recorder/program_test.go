package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/rig"
	"rooms.example/recorder/internal/trial"
)

// programVariable makes this test's program the recorder.
const programVariable = "RECORDER_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(programVariable) != "" {
		os.Exit(run())
	}
	os.Exit(m.Run())
}

// said is what a program says.
type said struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *said) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(text)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// program is the recorder in a process of its own.
type program struct {
	t       *testing.T
	command *exec.Cmd
	said    *said
	ended   chan struct{}
	url     string // of its probes
	dir     string
}

// start starts it with these variables alone, and PATH.
func start(t *testing.T, dir string, variables map[string]string) *program {
	t.Helper()
	address := fmt.Sprintf("127.0.0.1:%d", rig.FreePort(t))
	p := &program{t: t, said: &said{}, ended: make(chan struct{}), url: "http://" + address, dir: dir}
	p.command = exec.Command(os.Args[0])
	p.command.Env = []string{programVariable + "=1", "PATH=" + os.Getenv("PATH"), "HOME=" + dir, "RECORDER_HTTP=" + address}
	for name, value := range variables {
		p.command.Env = append(p.command.Env, name+"="+value)
	}
	p.command.Stderr = p.said
	p.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.command.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		_ = p.command.Process.Kill()
		<-p.ended
	})
	return p
}

// health is what it says to probes: 0 while it says nothing.
func (p *program) health() (int, map[string]any) {
	answer, err := http.Get(p.url + "/healthz")
	if err != nil {
		return 0, nil
	}
	defer func() { _ = answer.Body.Close() }()
	content := map[string]any{}
	if err := json.NewDecoder(answer.Body).Decode(&content); err != nil {
		p.t.Error(err)
	}
	return answer.StatusCode, content
}

func (p *program) metrics() string {
	answer, err := http.Get(p.url + "/metrics")
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

// end waits for its end and returns its exit code.
func (p *program) end() int {
	p.t.Helper()
	select {
	case <-p.ended:
		return p.command.ProcessState.ExitCode()
	case <-time.After(30 * time.Second):
		p.t.Fatalf("it does not end: %s", p.said)
		return -1
	}
}

func (p *program) signal(s os.Signal) {
	p.t.Helper()
	if err := p.command.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

func TestAWrongConfigurationEndsItAtOnceWithAllThatIsWrong(t *testing.T) {
	p := start(t, t.TempDir(), map[string]string{"RECORDER_MAX_JOBS": "many"})
	if code := p.end(); code != 2 {
		t.Errorf("its exit code is %d", code)
	}
	for _, name := range []string{"LIVEKIT_API_KEY", "LIVEKIT_API_SECRET", "RECORDER_LIVEKIT_URL", "RECORDER_MAX_JOBS"} {
		if !strings.Contains(p.said.String(), name) {
			t.Errorf("it says nothing of %s: %s", name, p.said)
		}
	}
}

func TestWithoutRedisItSaysSoAndRecoversWhenItIsThere(t *testing.T) {
	redis := rig.NewRedis(t, false)
	redis.Stop()
	dir := trial.Dir(t)
	p := start(t, dir, variables(dir, redis.Address, "ws://127.0.0.1:1", "http://127.0.0.1:1/"))
	rig.Until(t, "it answers probes", func() bool { status, _ := p.health(); return status != 0 })
	status, content := p.health()
	if text, _ := content["status"].(string); status != 503 || !strings.Contains(text, "Redis does not answer") || content["accepting"] != false {
		t.Errorf("it says %d, %v", status, content)
	}
	redis.Start()
	trial.NeedStage(t)
	rig.Until(t, "it is well", func() bool { status, _ := p.health(); return status == 200 })
}

func variables(dir, redis, livekit, page string) map[string]string {
	return map[string]string{
		"RECORDER_REDIS": redis, "LIVEKIT_API_KEY": rig.Key, "LIVEKIT_API_SECRET": rig.Secret, "RECORDER_LIVEKIT_URL": livekit,
		"RECORDER_PAGE_URL": page, "RECORDER_OUTPUT_DIR": filepath.Join(dir, "out"), "RECORDER_WORK_DIR": filepath.Join(dir, "work"),
		"RECORDER_CPU_PER_JOB": "0",
	}
}

func TestTheProgramRecordsARoomAndEndsWhenToldTo(t *testing.T) {
	trial.NeedStage(t)
	redis := rig.NewRedis(t, false)
	lk := rig.NewLiveKit(t, redis)
	lk.MakeRoom("group")
	dir := trial.Dir(t)
	p := start(t, dir, variables(dir, redis.Address, lk.WebSocketURL(), trial.Page(t)))
	rig.Until(t, "it is well", func() bool { status, _ := p.health(); return status == 200 })
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	asked, err := lk.Egress().StartRoomCompositeEgress(ctx, &livekit.RoomCompositeEgressRequest{
		RoomName: "group", FileOutputs: []*livekit.EncodedFileOutput{{Filepath: "2026/a.mp4"}},
		Options: &livekit.RoomCompositeEgressRequest_Advanced{Advanced: &livekit.EncodingOptions{Width: 640, Height: 360, VideoBitrate: 1000}},
	})
	if err != nil {
		t.Fatal(err)
	}
	rig.Until(t, "it is active", func() bool { return strings.Contains(lk.Webhooks.Story(asked.EgressId), "ACTIVE") })
	if status, content := p.health(); status != 200 || content["jobs"] != 1.0 || content["max_jobs"] != 1.0 || content["accepting"] != false {
		t.Errorf("while it records it says %d, %v", status, content)
	}
	time.Sleep(3 * time.Second) // of recording
	p.signal(syscall.SIGTERM)
	p.signal(syscall.SIGINT)
	if code := p.end(); code != 0 {
		t.Errorf("its exit code is %d: %s", code, p.said)
	}
	info := lk.Webhooks.Ended(asked.EgressId)
	if info.Status != livekit.EgressStatus_EGRESS_COMPLETE || !strings.HasPrefix(info.Details, "End reason: Process killed") {
		t.Errorf("it ends as %v", info)
	}
	movie := trial.Look(t, info.FileResults[0].Location, 30)
	if movie.Pictures < 60 || movie.Seconds < 2 || movie.ToneShare < 0.5 {
		t.Errorf("the film is %+v", movie)
	}
	if left, _ := os.ReadDir(filepath.Join(dir, "work")); len(left) > 0 {
		t.Errorf("it leaves %v", left)
	}
	for _, secret := range []string{rig.Secret, "eyJhbGciOi"} {
		if strings.Contains(p.said.String(), secret) {
			t.Errorf("%q is in its log", secret)
		}
	}
}

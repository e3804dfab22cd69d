package main

import (
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

	"rooms.example/recorder/internal/rig"
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

func variables(dir, redis, livekit, page string) map[string]string {
	return map[string]string{
		"RECORDER_REDIS": redis, "LIVEKIT_API_KEY": rig.Key, "LIVEKIT_API_SECRET": rig.Secret, "RECORDER_LIVEKIT_URL": livekit,
		"RECORDER_PAGE_URL": page, "RECORDER_OUTPUT_DIR": filepath.Join(dir, "out"), "RECORDER_WORK_DIR": filepath.Join(dir, "work"),
		"RECORDER_CPU_PER_JOB": "0",
	}
}

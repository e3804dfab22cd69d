package service

import (
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"rooms.example/recorder/internal/request"
	"rooms.example/recorder/internal/rig"
	"rooms.example/recorder/internal/standin"
)

// childVariable makes this test's program a worker, so that one can be killed.
const childVariable = "RECORDER_TEST_CHILD"

// childConfig is what that worker is given.
type childConfig struct {
	Redis, Name, LiveKitURL, WorkDir, OutputDir string
	Lease                                       time.Duration
}

func TestMain(m *testing.M) {
	if text := os.Getenv(childVariable); text != "" {
		beAWorker(text)
		return
	}
	flag.Parse()
	if err := flag.Set("test.parallel", "4"); err != nil { // not as many as processors: they wait
		panic(err)
	}
	os.Exit(m.Run())
}

// beAWorker works until it is killed.
func beAWorker(text string) {
	var c childConfig
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		panic(err)
	}
	w, err := New(Options{
		Redis: redis.NewClient(&redis.Options{Addr: c.Redis}), Name: c.Name, Lease: c.Lease, WorkDir: c.WorkDir,
		StartTimeout: time.Minute, MaxJobs: 1, CPU: NewCPU(), Recorder: &standin.Recorder{WorkDir: c.WorkDir, OutputDir: c.OutputDir},
		Defaults: request.Defaults{APIKey: rig.Key, APISecret: rig.Secret, LiveKitURL: c.LiveKitURL, PageURL: "http://rooms.example/record/"},
		Observer: &losses{}, Problem: func() error { return nil }, Disk: func() error { return nil }, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err == nil {
		err = w.Start()
	}
	if err != nil {
		panic(err)
	}
	fmt.Println("ready")
	select {}
}

// child is a worker in a process of its own.
type child struct {
	t       *testing.T
	config  childConfig
	command *exec.Cmd
}

// workElsewhere starts a worker in a process of its own; with a work directory of its own it is as on another machine.
func (s *site) workElsewhere(name, workDir, outputDir string, lease time.Duration) *child {
	s.t.Helper()
	c := &child{t: s.t, config: childConfig{
		Redis: s.redis.Address, Name: name, LiveKitURL: s.livekit.WebSocketURL(), WorkDir: workDir, OutputDir: outputDir, Lease: lease,
	}}
	text, err := json.Marshal(c.config)
	if err != nil {
		s.t.Fatal(err)
	}
	c.command = exec.Command(os.Args[0])
	c.command.Env = append(os.Environ(), childVariable+"="+string(text))
	c.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := c.command.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	before, _ := s.hearing()
	if err := c.command.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(c.kill)
	if _, err := out.Read(make([]byte, 8)); err != nil {
		s.t.Fatalf("the worker does not start: %v", err)
	}
	s.hearsMoreThan(before)
	return c
}

// kill is kill -9.
func (c *child) kill() {
	if c.command.ProcessState == nil {
		_ = c.command.Process.Kill()
		_ = c.command.Wait()
	}
}

// freeze stops it without killing it; thaw lets it go on.
func (c *child) freeze() { c.signal(syscall.SIGSTOP) }
func (c *child) thaw()   { c.signal(syscall.SIGCONT) }

func (c *child) signal(s syscall.Signal) {
	c.t.Helper()
	if err := c.command.Process.Signal(s); err != nil {
		c.t.Fatal(err)
	}
}

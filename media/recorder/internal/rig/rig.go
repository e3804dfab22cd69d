// Package rig gives tests what they need of the real world: a Redis, a livekit-server that uses it, and somebody who hears
// its webhooks. All of it listens on this machine only, on free ports, and is gone with the test.
//
// Programs: redis-server on the PATH; livekit-server from the variable RECORDER_TESTS_LIVEKIT_SERVER, else on the PATH. A test that misses
// one is skipped, unless RECORDER_TESTS_NEED_PROGRAMS=1: then it fails, as it must where everything is to be tested.
package rig

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

const (
	patience = 30 * time.Second
	attempts = 5 // to find ports that are still free when a server opens them
)

// program finds one, or ends the test.
func program(t testing.TB, name, variable string) string {
	t.Helper()
	if path := os.Getenv(variable); path != "" {
		return path
	}
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	words := fmt.Sprintf("%s is not there: put it on the PATH, or name it by %s", name, variable)
	if os.Getenv("RECORDER_TESTS_NEED_PROGRAMS") == "1" {
		t.Fatal(words)
	}
	t.Skip(words + " (RECORDER_TESTS_NEED_PROGRAMS=1 makes this a failure)")
	return ""
}

// FreePort is a TCP port that nobody listens on.
func FreePort(t testing.TB) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port
}

// process is a server that a test has started.
type process struct {
	t       testing.TB
	name    string
	command func() *exec.Cmd
	address string // answers when it is ready
	log     string
	running *exec.Cmd
	ended   chan struct{}
}

// start returns when it answers; false if it ended instead: a port was taken, mostly.
func (p *process) start() bool {
	p.t.Helper()
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = log.Close() }()
	p.running, p.ended = p.command(), make(chan struct{})
	p.running.Stdout, p.running.Stderr = log, log
	p.running.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.running.Start(); err != nil {
		p.t.Fatalf("%s: %v", p.name, err)
	}
	go func() {
		_ = p.running.Wait()
		close(p.ended)
	}()
	answers := false
	Until(p.t, p.name+" answers or ends", func() bool {
		select {
		case <-p.ended:
			return true
		default:
		}
		line, err := net.DialTimeout("tcp", p.address, time.Second)
		if answers = err == nil; answers {
			_ = line.Close()
		}
		return answers
	})
	return answers
}

// restart is start at the same address.
func (p *process) restart() {
	p.t.Helper()
	if !p.start() {
		p.t.Fatalf("%s does not start again: %s", p.name, p.Log())
	}
}

// kill ends it as a crash does; tests have no time for more.
func (p *process) kill() {
	if p.running == nil {
		return
	}
	_ = p.running.Process.Kill()
	<-p.ended
	p.running = nil
}

// Until waits until something is so, or fails the test.
func Until(t testing.TB, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("within %s it was not so that %s", patience, what)
		}
	}
}

// Log is what a server has said.
func (p *process) Log() string {
	text, err := os.ReadFile(filepath.Clean(p.log))
	if err != nil {
		p.t.Error(err)
	}
	return string(text)
}

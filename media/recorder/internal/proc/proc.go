// Package proc starts the programs of a recording so that none of them outlives it.
//
// Each runs in a process group of its own (its children go with it), dies with the worker (Pdeathsig), and leaves its
// process id on disk, where the next worker finds it should the kernel not have done its part.
package proc

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// Spec says what to start.
type Spec struct {
	Name    string     // for people and for the file of its process id: "chromium"
	Path    string     // program, looked up in PATH
	Args    []string   // without the program itself
	Env     []string   // the whole environment: nothing is inherited, the worker's holds secrets
	Dir     string     // working directory
	Files   []*os.File // 3 and up in the child
	Stdout  io.Writer
	Stderr  io.Writer
	Stdin   io.Reader
	PidsDir string // where its process id is written; empty: nowhere
	First   bool   // before others, where the worker may decide that (as root): sound and pictures do not wait
}

// Process is a program that runs, or ran.
type Process struct {
	Name string
	cmd  *exec.Cmd
	done chan struct{}
	err  error
	pid  string // path of the file with its process id
	once sync.Once
}

// The kernel sends Pdeathsig when the *thread* that forked ends, so all forks are done by one that never does.
var spawner = sync.OnceValue(func() chan func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for f := range work {
			f()
		}
	}()
	return work
})

// Start starts a program. Its error names the program.
func Start(s Spec) (*Process, error) {
	cmd := exec.Command(s.Path, s.Args...)
	cmd.Env, cmd.Dir, cmd.ExtraFiles = s.Env, s.Dir, s.Files
	if cmd.Env == nil {
		cmd.Env = []string{}
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.Stdin, s.Stdout, s.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	// A grandchild that keeps the pipe open must not keep Wait from returning.
	cmd.WaitDelay = 2 * time.Second
	started := make(chan error, 1)
	spawner() <- func() { started <- cmd.Start() }
	if err := <-started; err != nil {
		return nil, fmt.Errorf("%s could not be started: %w", s.Name, err)
	}
	if s.First {
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, cmd.Process.Pid, -5)
	}
	p := &Process{Name: s.Name, cmd: cmd, done: make(chan struct{})}
	if s.PidsDir != "" {
		p.pid = remember(s.PidsDir, s.Name, cmd.Process.Pid)
	}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// Pid is the process id, which is its group's, too.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Done is closed when the program has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err says how the program ended; only after Done.
func (p *Process) Err() error { return p.err }

// ExitCode is the program's, -1 when a signal ended it; only after Done.
func (p *Process) ExitCode() int { return p.cmd.ProcessState.ExitCode() }

// Signal sends to the program alone, not to its group.
func (p *Process) Signal(s syscall.Signal) error {
	err := p.cmd.Process.Signal(s)
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}

// Stop asks the program to end, after grace kills it, and ends what is left of its group. Safe to call twice, and on nil.
func (p *Process) Stop(grace time.Duration) {
	if p == nil {
		return
	}
	p.once.Do(func() {
		if grace > 0 && p.Signal(syscall.SIGTERM) == nil {
			select {
			case <-p.done:
			case <-time.After(grace):
			}
		}
		killGroup(p.Pid())
		<-p.done
		if p.pid != "" {
			_ = os.Remove(p.pid)
		}
	})
}

func killGroup(pid int) {
	if pid > 1 {
		_ = syscall.Kill(-pid, syscall.SIGKILL)
	}
}

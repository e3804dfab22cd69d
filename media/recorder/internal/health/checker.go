package health

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// How often is looked, how long a look may take, and how much space a directory must have left, in bytes.
const (
	checkEvery  = 5 * time.Second
	checkWithin = 3 * time.Second
	enoughSpace = 500 << 20
)

// Rights, as access(2) wants them.
const (
	mayEnter = 1
	mayWrite = 2
)

// Check is one thing that recordings need. Its error is in words for people, and says what to do.
type Check func(ctx context.Context) error

// Checker looks at all of them now and then, and remembers what it saw.
type Checker struct {
	checks []Check
	log    *slog.Logger

	mu      sync.Mutex
	problem error
	looked  bool
}

// NewChecker is one that has yet to Run.
func NewChecker(log *slog.Logger, checks ...Check) *Checker {
	return &Checker{checks: checks, log: log}
}

// Run looks until ctx ends.
func (c *Checker) Run(ctx context.Context) {
	ticker := time.NewTicker(checkEvery)
	defer ticker.Stop()
	for {
		c.Look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// Look looks once.
func (c *Checker) Look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, checkWithin)
	defer cancel()
	var problem error
	for _, check := range c.checks {
		if problem = check(ctx); problem != nil {
			break
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case problem != nil && (c.problem == nil || c.problem.Error() != problem.Error()):
		c.log.Error("recordings are not possible", "problem", problem)
	case problem == nil && c.problem != nil:
		c.log.Info("recordings are possible again")
	}
	c.problem, c.looked = problem, true
}

// Problem is what is missing; nil if nothing is.
func (c *Checker) Problem() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.looked {
		return fmt.Errorf("the recorder has just been started")
	}
	return c.problem
}

// Redis has to answer.
func Redis(ping func(context.Context) error) Check {
	return func(ctx context.Context) error {
		if err := ping(ctx); err != nil {
			return fmt.Errorf("Redis does not answer: %w (RECORDER_REDIS)", err)
		}
		return nil
	}
}

// Program has to be there; hint says where it comes from.
func Program(name, hint string) Check { return AnyProgram([]string{name}, hint) }

// AnyProgram is Program with several places to look.
func AnyProgram(names []string, hint string) Check {
	return func(context.Context) error {
		var missing error
		for _, name := range names {
			if _, missing = exec.LookPath(name); missing == nil {
				return nil
			}
		}
		return fmt.Errorf("%s is missing: %s", names[len(names)-1], hint)
	}
}

// Directory has to be writable and to have space left, beside what must stay free. It is made, with this mode, if it is not there.
func Directory(path string, mode os.FileMode, variable string, minFree int64) Check {
	return func(context.Context) error {
		if err := os.MkdirAll(path, mode); err != nil {
			return fmt.Errorf("%s cannot be made: %w (%s)", path, err, variable)
		}
		// Asked, not tried: a file of ours would be seen by whoever looks for recordings that nobody knows of.
		if err := syscall.Access(path, mayWrite|mayEnter); err != nil {
			return fmt.Errorf("%s cannot be written to: %w (%s)", path, err, variable)
		}
		if left := spaceLeft(path); left < enoughSpace+uint64(minFree) {
			return fmt.Errorf("%s has only %d MB left: a recording needs more (%s)", path, left>>20, variable)
		}
		return nil
	}
}

var spaceLeft = func(path string) uint64 {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(path, &stat); err != nil {
		return 0
	}
	return stat.Bavail * uint64(stat.Bsize)
}

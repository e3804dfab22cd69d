package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"
)

// fakeWorker notes what is done to it. Its recordings end by themselves if `soon`, by Stop if `tame`.
type fakeWorker struct {
	soon, tame bool
	mu         sync.Mutex
	done       []string
	stopped    chan struct{}
}

func (f *fakeWorker) note(what string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done = append(f.done, what)
}

func (f *fakeWorker) Drain(ctx context.Context) error {
	f.note("drain")
	if f.soon {
		return nil
	}
	select {
	case <-f.stopped:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (f *fakeWorker) Stop() {
	f.note("stop")
	if f.tame {
		close(f.stopped)
	}
}
func (f *fakeWorker) Kill()  { f.note("kill") }
func (f *fakeWorker) Close() { f.note("close") }

func TestASignalEndsTheProgramAsGentlyAsItAllows(t *testing.T) {
	term, interrupt := os.Signal(syscall.SIGTERM), os.Signal(syscall.SIGINT)
	for _, c := range []struct {
		name    string
		worker  *fakeWorker
		limit   time.Duration
		signals []os.Signal
		done    []string
		code    int
	}{
		{"recordings end by themselves", &fakeWorker{soon: true}, time.Hour, []os.Signal{term}, []string{"drain", "close"}, 0},
		{"they do not until the limit", &fakeWorker{tame: true}, time.Millisecond, []os.Signal{term}, []string{"drain", "stop", "drain", "close"}, 0},
		{"no limit is given to them", &fakeWorker{tame: true}, 0, []os.Signal{term}, []string{"stop", "drain", "close"}, 0},
		{"it is told twice", &fakeWorker{tame: true}, time.Hour, []os.Signal{term, term}, []string{"drain", "stop", "drain", "close"}, 0},
		{"it is interrupted", &fakeWorker{tame: true}, time.Hour, []os.Signal{interrupt}, []string{"stop", "drain", "close"}, 0},
		{"it is told three times", &fakeWorker{}, time.Hour, []os.Signal{term, term, term}, []string{"drain", "stop", "drain", "kill", "close"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.worker.stopped = make(chan struct{})
			told := make(chan os.Signal, len(c.signals))
			for _, s := range c.signals {
				told <- s
			}
			code := untilToldToEnd(c.worker, c.limit, told, slog.New(slog.NewTextHandler(io.Discard, nil)))
			if code != c.code || !slices.Equal(c.worker.done, c.done) {
				t.Errorf("it ends with %d after %v", code, c.worker.done)
			}
		})
	}
}

func TestEveryProcessIsAWorkerOfItsOwn(t *testing.T) {
	first, err := workerName()
	if err != nil {
		t.Fatal(err)
	}
	second, err := workerName()
	if err != nil || first == second || len(first) < 10 {
		t.Errorf("they are %q and %q, %v", first, second, err)
	}
}

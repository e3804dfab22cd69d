package service

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

func TestFreeCPUIsTheIdleShareOfAllCores(t *testing.T) {
	path := filepath.Join(t.TempDir(), "stat")
	c := NewCPU()
	c.path, c.cores = path, 1000
	write := func(line string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(line+"\ncpu0 1 2 3 4\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		c.look()
	}
	write("cpu  100 0 100 800 0 0 0 0 50 0")
	if got := c.Free(); got != 1000 {
		t.Errorf("before it is measured %v are free", got)
	}
	write("cpu  140 0 110 840 10 0 0 0 90 0") // of 100 ticks 50 were idle or waiting for a disk
	if got, want := c.Free(), float64(runtime.NumCPU())/2; math.Abs(got-want) > 0.001 {
		t.Errorf("%v cores are free, not %v", got, want)
	}
	c.cores = 0.25
	if got := c.Free(); got != 0.25 {
		t.Errorf("of a container's quarter of a core %v are free", got)
	}
}

func TestOnlyTheLastSecondsCount(t *testing.T) {
	c := NewCPU()
	c.cores = 1000
	for i := range uint64(100) {
		c.samples = append(c.samples, ticks{idle: 0, all: i * 100})
	}
	c.samples = c.samples[len(c.samples)-1:]
	for range looks {
		last := c.samples[len(c.samples)-1]
		c.samples = append(c.samples, ticks{idle: last.idle + 100, all: last.all + 100})
	}
	if got, want := c.Free(), float64(runtime.NumCPU()); got != want {
		t.Errorf("%v cores are free, not %v", got, want)
	}
}

func TestWhatCannotBeMeasuredIsFree(t *testing.T) {
	c := NewCPU()
	c.path = filepath.Join(t.TempDir(), "none")
	c.look()
	if got := c.Free(); got != c.Cores() {
		t.Errorf("%v cores are free", got)
	}
	for _, text := range []string{"", "intr 1 2 3 4 5", "cpu 1 2", "cpu a b c d e"} {
		if _, err := parseStat(text); err == nil {
			t.Errorf("%q is read", text)
		}
	}
	c.samples = []ticks{{idle: 5, all: 10}, {idle: 1, all: 2}} // the counters were reset
	if got := c.Free(); got != c.Cores() {
		t.Errorf("%v cores are free", got)
	}
}

func TestThisMachineIsMeasuredUntilItIsEnough(t *testing.T) {
	c := NewCPU()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.Run(ctx)
	}()
	time.Sleep(20 * time.Millisecond)
	cancel()
	<-done
	if len(c.samples) == 0 || c.samples[0].all == 0 {
		t.Errorf("it saw %v", c.samples)
	}
}

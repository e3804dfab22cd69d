package service

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// How often the machine is looked at, and over how many looks the mean is taken.
const (
	lookEvery = time.Second
	looks     = 5
)

// CPU measures how much of the machine's processors is free, over the last five seconds.
type CPU struct {
	path  string // /proc/stat
	cores float64

	mu      sync.Mutex
	samples []ticks
}

// ticks are the counters of /proc/stat since the machine was started.
type ticks struct{ idle, all uint64 }

// NewCPU is a measurement that has yet to Run.
func NewCPU() *CPU {
	return &CPU{path: "/proc/stat", cores: float64(runtime.GOMAXPROCS(0))}
}

// Run measures until ctx ends.
func (c *CPU) Run(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		c.look()
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// Cores is how many this process may use.
func (c *CPU) Cores() float64 { return c.cores }

// Free is how many cores are free. Where it cannot be measured, and before it was, all are.
func (c *CPU) Free() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.samples) < 2 {
		return c.cores
	}
	first, last := c.samples[0], c.samples[len(c.samples)-1]
	if last.all <= first.all || last.idle < first.idle {
		return c.cores
	}
	share := float64(last.idle-first.idle) / float64(last.all-first.all)
	// In a container the machine has more processors than we may use.
	return min(share*float64(runtime.NumCPU()), c.cores)
}

func (c *CPU) look() {
	text, err := os.ReadFile(c.path)
	if err != nil {
		return
	}
	sample, err := parseStat(string(text))
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.samples = append(c.samples, sample)
	if len(c.samples) > looks+1 {
		c.samples = c.samples[1:]
	}
}

// parseStat reads the line of /proc/stat that sums all processors: user, nice, system, idle, iowait, irq, softirq, steal.
// What follows (guests) is counted in user.
func parseStat(text string) (ticks, error) {
	line, _, _ := strings.Cut(text, "\n")
	fields := strings.Fields(line)
	if len(fields) < 5 || fields[0] != "cpu" {
		return ticks{}, fmt.Errorf("cpu: %q is not what /proc/stat begins with", line)
	}
	var t ticks
	for i, field := range fields[1:min(len(fields), 9)] {
		n, err := strconv.ParseUint(field, 10, 64)
		if err != nil {
			return ticks{}, fmt.Errorf("cpu: %w", err)
		}
		t.all += n
		if i == 3 || i == 4 {
			t.idle += n
		}
	}
	return t, nil
}

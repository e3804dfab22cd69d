package capture

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/livekit/protocol/livekit"
)

const (
	look  = time.Second
	stall = 5 * time.Second  // nothing came for so long: worth a line in the log and in the result
	stuck = 45 * time.Second // and this is the end
	spare = 64 << 20         // bytes that must be free beside what the finished file takes
)

// stalls are how long each stood still in all; only what stood still for longer than `stall` counts.
type stalls struct {
	picture, sound time.Duration
	since          [2]bool
}

// watch waits for what ends a recording unasked, and looks each second whether picture and sound still come and the disk
// has room.
func (c *Capture) watch() {
	defer c.watched.Done()
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case <-c.stop:
			return
		case <-c.stage.Browser.Ended:
			c.end(End{Reason: livekit.EndReasonSrcClosed})
			return
		case err := <-c.dead:
			c.end(failed(err))
			return
		case <-c.encoder.process.Done():
			c.end(failed(c.whyEncoderEnded()))
			return
		case now := <-tick.C:
			c.encoder.settle()
			if err := c.check(now); err != nil {
				c.end(failed(err))
				return
			}
		}
	}
}

// whyEncoderEnded: a display or a sound server that dies takes the encoder with it, and is the better reason.
func (c *Capture) whyEncoderEnded() error {
	select {
	case err := <-c.dead:
		return err
	case <-time.After(300 * time.Millisecond):
		return c.encoder.why()
	}
}

func failed(err error) End {
	return End{Reason: livekit.EndReasonFailure, Err: &Error{Code: 500, Message: err.Error()}}
}

func (c *Capture) end(e End) {
	c.failure = e.Err
	c.log.Info("the recording ends by itself", "reason", e.Reason, "why", e.Err)
	c.ended <- e
}

func (c *Capture) check(now time.Time) error {
	if err := c.checkDisk(); err != nil {
		return err
	}
	c.encoder.mu.Lock()
	seen := c.encoder.seen
	c.encoder.mu.Unlock()
	for i, what := range []string{"picture", "sound"} {
		if i == 0 && c.plan.AudioOnly {
			continue
		}
		still := now.Sub(seen[i].at)
		stands := still > stall
		if stands {
			total := []*time.Duration{&c.stalls.picture, &c.stalls.sound}[i]
			if !c.stalls.since[i] {
				*total += still
				c.log.Warn("no "+what+" comes out of the encoder", "for", still.Round(time.Second))
			} else {
				*total += look
			}
		} else if c.stalls.since[i] {
			c.log.Info(what + " comes again")
		}
		c.stalls.since[i] = stands
		if still > stuck {
			return fmt.Errorf("the encoder gave no %s for %s", what, stuck)
		}
	}
	return nil
}

// checkDisk: making the finished file takes as much again as the written one.
func (c *Capture) checkDisk() error {
	if c.plan.File == nil {
		return nil
	}
	info, err := os.Stat(filepath.Join(c.dir, rawName))
	if err != nil {
		return fmt.Errorf("the recorded file is gone: %w", err)
	}
	left, err := free(c.dir)
	if err == nil && left < info.Size()+info.Size()/20+spare {
		return fmt.Errorf("the recorder's disk is nearly full: %d MB are left", left>>20)
	}
	return nil
}

// free is how many bytes a disk still takes. A variable, so that tests can fill one.
var free = func(dir string) (int64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * s.Bsize, nil
}

// words of what stood still, for the result.
func (s stalls) words() string {
	var said []string
	if s.picture > 0 {
		said = append(said, fmt.Sprintf("the picture stood still for %s", s.picture.Round(time.Second)))
	}
	if s.sound > 0 {
		said = append(said, fmt.Sprintf("no sound came for %s", s.sound.Round(time.Second)))
	}
	return strings.Join(said, "; ")
}

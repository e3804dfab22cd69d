package capture

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/livekit/protocol/livekit"
)

const (
	look     = time.Second
	askEvery = 5 * time.Second // the page, whether it still works
)

// watch waits for what ends a recording unasked, and looks each second whether picture and sound still come, the page
// answers and can be heard, and the disk has room.
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
	c.clock.look(now.Round(0), now.Sub(c.begins))
	c.voice.look(c.stage.Browser.Voice, now.Sub(c.begins), c.log)
	c.encoder.mu.Lock()
	seen := c.encoder.seen
	c.encoder.mu.Unlock()
	if !c.plan.AudioOnly {
		if err := c.stalls.picture.look(now.Sub(seen[0].at), c.log); err != nil {
			return err
		}
	}
	if err := c.stalls.sound.look(now.Sub(seen[1].at), c.log); err != nil {
		return err
	}
	return c.stalls.page.look(now.Sub(*c.answered.Load()), c.log)
}

// ask asks the page again and again whether it still works. The picture of one that hangs is grabbed as if nothing were
// wrong: it only never changes.
func (c *Capture) ask() {
	defer c.watched.Done()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		<-c.stop
		cancel()
	}()
	for c.stage.Browser.Answers(ctx) {
		now := time.Now()
		c.answered.Store(&now)
		select {
		case <-time.After(askEvery):
		case <-ctx.Done():
			return
		}
	}
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
	if err == nil && left < info.Size()+info.Size()/20+c.o.MinFree {
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

//go:build long

package capture

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"rooms.example/recorder/internal/trial"
)

func TestOfAWorkerKilledAfterFifteenSecondsAtMostTwoAreLost(t *testing.T) {
	s := newSession(t)
	s.killed(15 * time.Second)
	_, r, err := Salvage(context.Background(), s.dir(), s.Options, trial.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	if r.Picture < 13*time.Second || r.Sound < 13*time.Second {
		t.Errorf("%s of picture, %s of sound", r.Picture, r.Sound)
	}
	if m := trial.Look(t, r.Location, 30); m.OutOfStep() != "" {
		t.Error(m.OutOfStep())
	}
	t.Logf("killed after 15 s: %s of picture, %s of sound", r.Picture, r.Sound)
	s.nothingIsLeft()
}

func TestTwoRecordingsAtOnceHearOnlyTheirOwnRooms(t *testing.T) {
	loud, silent := newSession(t), newSession(t)
	silent.plan.EgressID = "EG_silent"
	silent.plan.PageURL = silent.page + "silent"
	silent.plan.AwaitStart = false
	var both [2]*Capture
	var starting sync.WaitGroup
	for i, s := range []*session{loud, silent} {
		starting.Go(func() { both[i] = s.start() })
	}
	starting.Wait()
	loud.until(both[0], 5*time.Second)
	silent.until(both[1], 5*time.Second)
	heard := trial.Look(t, loud.delivered(both[0]).Location, 30)
	quiet := trial.Look(t, silent.delivered(both[1]).Location, 30)
	if len(heard.Beeps) < 2 || heard.ToneShare < 0.7 {
		t.Errorf("in the loud room: %+v", heard)
	}
	if len(quiet.Beeps) != 0 || quiet.ToneShare > 0.01 || quiet.Seconds < 4 {
		t.Errorf("in the silent room: %+v", quiet)
	}
}

func TestAnEncoderThatStandsStillForSecondsGoesOnAndSaysSo(t *testing.T) {
	s := newSession(t)
	c := s.start()
	s.until(c, 2*time.Second)
	if err := c.encoder.process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	s.until(c, 10*time.Second)
	if err := c.encoder.process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	// Enough of it that there are flashes to measure by, whatever the machine is busy with.
	s.until(c, 20*time.Second)
	r := s.delivered(c)
	if !strings.Contains(r.Short, "the picture stood still") || !strings.Contains(r.Short, "pictures came too late") {
		t.Errorf("it is said to be short by %q", r.Short)
	}
	if m := trial.Look(t, r.Location, 30); m.OutOfStep() != "" {
		t.Error(m.OutOfStep())
	}
	t.Logf("%+v", r)
}

func TestAPageThatHangsIsSaidAndOneThatHangsForGoodIsTheEnd(t *testing.T) {
	s := newSession(t)
	c := s.start()
	s.until(c, 2*time.Second)
	hang := func(with syscall.Signal) {
		for _, running := range trial.Running(s.WorkDir) {
			// Not what waits for its crash: that is none, and stopped it would not see its end.
			if strings.Contains(running, "chromium") && !strings.Contains(running, "crashpad_handler") {
				kill(t, strings.Fields(running)[0], with)
			}
		}
	}
	hang(syscall.SIGSTOP)
	s.until(c, 22*time.Second)
	hang(syscall.SIGCONT)
	s.until(c, 30*time.Second)
	hang(syscall.SIGSTOP)
	e := next(t, c.Ended(), 45*time.Second+trial.Patience, "its end")
	if e.Err == nil || !strings.Contains(e.Err.Error(), "the recording page did not answer for 45s") {
		t.Errorf("it ended with %v", e.Err)
	}
	r := s.delivered(c)
	var said int
	if _, err := fmt.Sscanf(r.Short[max(0, strings.Index(r.Short, "the page did")):], "the page did not answer for %dm", &said); err != nil || said < 1 {
		t.Errorf("it is said to be short by %q", r.Short)
	}
	t.Logf("%+v", r)
}

func TestAReceiverThatStopsReadingDoesNotHurtTheFile(t *testing.T) {
	receiver := trial.Receiver(t)
	// What is between: a proxy that, after a while, takes nothing more.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go proxy(l, strings.Split(receiver.URL, "/")[2], 200<<10)
	s := newSession(t)
	s.plan.PageURL += "&noise=1"
	url := "rtmp://" + l.Addr().String() + "/live/group-on-monday-1"
	s.plan.StreamURLs = []string{url}
	c := s.start()
	if change := next(t, c.Streams(), trial.Patience, "it is live"); change.State != Live {
		t.Fatalf("news: %+v", change)
	}
	change := next(t, c.Streams(), 90*time.Second, "it has failed")
	if change.State != Failed || !strings.Contains(change.Err.Error(), "took no data") {
		t.Errorf("news: %+v", change)
	}
	r := s.delivered(c)
	if wall := r.Ended.Sub(r.Started); r.Picture < wall-2*time.Second || r.Sound < wall-2*time.Second {
		t.Errorf("the file holds %+v", r)
	}
}

// proxy hands on what comes, up to so many bytes, and then nothing.
func proxy(l net.Listener, to string, limit int) {
	from, err := l.Accept()
	if err != nil {
		return
	}
	server, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	go func() {
		b := make([]byte, 4096)
		for {
			n, err := server.Read(b)
			if err != nil {
				return
			}
			_, _ = from.Write(b[:n])
		}
	}()
	b := make([]byte, 4096)
	for sum := 0; sum < limit; {
		n, err := from.Read(b)
		if err != nil {
			return
		}
		sum += n
		_, _ = server.Write(b[:n])
	}
	_ = from.(*net.TCPConn).SetReadBuffer(4096)
	select {}
}

func TestOnASmallDiskTheRecordingEndsAndIsDelivered(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root may mount a small disk")
	}
	s := newSession(t)
	if err := os.MkdirAll(s.WorkDir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("none", s.WorkDir, "tmpfs", 0, "size=200m"); err != nil {
		t.Skip("no right here to mount a small disk: " + err.Error())
	}
	t.Cleanup(func() { _ = syscall.Unmount(s.WorkDir, syscall.MNT_DETACH) })
	c := s.start()
	filler, err := os.Create(filepath.Join(s.WorkDir, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	defer filler.Close()
	s.until(c, 3*time.Second)
	left, err := free(s.WorkDir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := filler.Write(make([]byte, left-30<<20)); err != nil {
		t.Fatal(err)
	}
	e := next(t, c.Ended(), trial.Patience, "its end")
	if e.Err == nil || !strings.Contains(e.Err.Error(), "nearly full") {
		t.Errorf("it ended with %v", e.Err)
	}
	if r := s.delivered(c); r.Picture < 2*time.Second {
		t.Errorf("it holds %+v", r)
	}
}

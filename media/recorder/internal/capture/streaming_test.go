package capture

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rooms.example/recorder/internal/trial"
)

func TestAStreamIsSentWhileItIsRecordedAndADeadOneHurtsNeither(t *testing.T) {
	receiver := trial.Receiver(t)
	s := newSession(t)
	good, dead := receiver.URL+"group-on-monday-1", fmt.Sprintf("rtmp://127.0.0.1:%d/live/group-on-monday-2", trial.FreePort(t))
	s.plan.StreamURLs = []string{good, dead}
	c := s.start()
	news := map[string]StreamChange{}
	for range 2 {
		change := next(t, c.Streams(), trial.Patience, "news of the streams")
		news[change.URL] = change
	}
	if news[good].State != Live || news[dead].State != Failed || news[dead].Err == nil || strings.Contains(news[dead].Err.Error(), "monday-2") {
		t.Errorf("news: %+v", news)
	}
	s.until(c, time.Since(c.StartedAt())+2500*time.Millisecond)
	r := s.delivered(c)
	if change := next(t, c.Streams(), time.Second, "the first is over"); change.URL != good || change.State != Finished {
		t.Errorf("news: %+v", change)
	}
	if _, open := <-c.Streams(); open {
		t.Error("there is more news after the end")
	}
	if r.Picture < 2*time.Second || r.Sound < 2*time.Second {
		t.Errorf("the file holds %+v", r)
	}
	m := trial.Look(t, receiver.Received("group-on-monday-1"), 30)
	if m.Pictures < 15 || len(m.Apart()) < 1 || m.ToneShare < 0.7 {
		t.Errorf("the receiver got %+v", m)
	}
}

func TestAStreamThatComesAndGoesWithoutAFileLeavesNone(t *testing.T) {
	receiver := trial.Receiver(t)
	s := newSession(t)
	s.plan.File = nil
	c := s.start()
	late := receiver.URL + "group-on-monday-3"
	if err := c.AddStream(late); err != nil {
		t.Fatal(err)
	}
	if change := next(t, c.Streams(), trial.Patience, "it is live"); change.URL != late || change.State != Live {
		t.Errorf("news: %+v", change)
	}
	if err := c.RemoveStream(late); err != nil {
		t.Fatal(err)
	}
	r, err := s.finish(c)
	if err != nil || r.Location != "" || r.Duration == 0 {
		t.Errorf("%+v, %v", r, err)
	}
	s.nothingIsLeft()
}

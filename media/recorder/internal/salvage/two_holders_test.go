package salvage

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/lease"
	"rooms.example/recorder/internal/rig"
)

// elsewhere is a living worker on another machine that has the job now.
func (s *scene) elsewhere() *lease.Lease {
	s.t.Helper()
	store := lease.NewStore(s.redis.Client(), "another", 50*ttl) // no load of the machine lets it expire
	l, err := store.Take(s.soon(), info(livekit.EgressStatus_EGRESS_ACTIVE), slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(l.Abandon)
	return l
}

// delivered is the file of the recording in the storage, as somebody has put it there.
func (s *scene) delivered(text string) string {
	s.t.Helper()
	path := filepath.Join(s.recorder.OutputDir, "a.mp4")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

func TestWhatADeadWorkerLeftOfAJobThatAnotherHasIsNoReasonToEndThatOnesAndGoesWhenItsFileIsThere(t *testing.T) {
	for name, leave := range map[string]func(*scene){
		"killed":        func(s *scene) { s.lock(info(livekit.EgressStatus_EGRESS_ACTIVE)) },
		"not delivered": func(*scene) {}, // its own job is over: there is no lock
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			s.tells(info(livekit.EgressStatus_EGRESS_ACTIVE))
			dir := s.folder()
			leave(s)
			other := s.elsewhere()
			sweeper := s.sweep()
			rig.Until(t, "what is left is seen", func() bool { return sweeper.Waiting() == 1 })
			s.livekit.Webhooks.StaysSilent(id, 3*ttl)
			if lives, err := sweeper.Store.Alive(s.soon(), id); !lives || err != nil {
				t.Errorf("the other has lost its lease: %v", err)
			}
			if _, err := os.Stat(filepath.Join(dir, "raw.mkv")); err != nil {
				t.Errorf("should the other die, there is nothing: %v", err)
			}

			path := s.delivered("all of it")
			whole := info(livekit.EgressStatus_EGRESS_COMPLETE)
			whole.FileResults[0].Location = path
			_, err := s.io.UpdateEgress(s.soon(), whole)
			if err := errors.Join(err, other.Release(s.soon())); err != nil {
				t.Fatal(err)
			}
			s.clean()
			if text, err := os.ReadFile(path); err != nil || string(text) != "all of it" {
				t.Errorf("the other's file is now %q, %v", text, err)
			}
			if got := s.knows("it has ended", over); got.Status != livekit.EgressStatus_EGRESS_COMPLETE {
				t.Errorf("it is %v", got)
			}
		})
	}
}

func TestWhatADeadWorkerLeftIsDeliveredWhenTheOtherDiesToo(t *testing.T) {
	s := newScene(t)
	s.tells(info(livekit.EgressStatus_EGRESS_ACTIVE))
	s.folder()
	s.lock(info(livekit.EgressStatus_EGRESS_ACTIVE))
	other := s.elsewhere()
	sweeper := s.sweep()
	rig.Until(t, "what is left is seen", func() bool { return sweeper.Waiting() == 1 })
	other.Abandon()
	s.redis.Client().Del(s.soon(), "rooms-recorder:{"+id+"}:lease") // it has expired
	if last := s.livekit.Webhooks.Ended(id); last.Error != "recorder lost" || !hasFile(last) {
		t.Errorf("it is %v", last)
	}
	s.clean()
}

package lease

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/rig"
)

const (
	job = "EG_group"
	ttl = 2 * time.Second // which no load of the machine keeps a renewal from
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func group(status livekit.EgressStatus) *livekit.EgressInfo {
	return &livekit.EgressInfo{EgressId: job, RoomName: "group", Status: status}
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func store(r *rig.Redis, worker string) *Store { return NewStore(r.Client(), worker, ttl) }

// take is a job that lives until the test ends.
func take(t *testing.T, s *Store) *Lease {
	t.Helper()
	l, err := s.Take(within(t), group(livekit.EgressStatus_EGRESS_ACTIVE), quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Abandon)
	return l
}

func alive(t *testing.T, s *Store) bool {
	t.Helper()
	is, err := s.Alive(within(t), job)
	if err != nil {
		t.Fatal(err)
	}
	return is
}

func claim(t *testing.T, s *Store, dead string) Claimed {
	t.Helper()
	claimed, err := s.Claim(within(t), job, dead)
	if err != nil {
		t.Fatal(err)
	}
	return claimed
}

package salvage

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rooms.example/recorder/internal/lease"
	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/rig"
)

func TestALookThatFailsMakesTheOnesBeforeItCountNoMore(t *testing.T) {
	r := rig.NewRedis(t, false)
	s := &Sweeper{
		Store: lease.NewStore(r.Client(), "the next", ttl), Local: lease.Local{Dir: t.TempDir()},
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), missing: map[string]time.Time{},
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	s.lookElsewhere(ctx, ctx, id, lease.Record{})
	if _, seen := s.missing[id]; !seen {
		t.Fatal("a job without a lease is not noticed")
	}
	r.Stop()
	s.lookElsewhere(ctx, ctx, id, lease.Record{})
	if len(s.missing) > 0 {
		t.Error("a lease that could not be looked for counts as missing")
	}
	s.missing[id] = time.Now().Add(-time.Hour)
	s.look(ctx)
	if len(s.missing) > 0 {
		t.Error("jobs that could not be looked for count as missing")
	}
}

func TestAPlanThatCannotBeReadNowIsNotTakenForNone(t *testing.T) {
	dir := t.TempDir()
	_, none := plan.Load(dir)
	file := filepath.Join(dir, "job.json")
	if err := os.WriteFile(file, []byte(`{"EgressID": "EG_`), 0o600); err != nil {
		t.Fatal(err)
	}
	_, half := plan.Load(dir)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(file, 0o700); err != nil { // not even root can read it
		t.Fatal(err)
	}
	_, unread := plan.Load(dir)
	if !isNone(none) || !isNone(half) || isNone(unread) || unread == nil || isNone(nil) {
		t.Errorf("none: %v, half: %v, unread: %v", none, half, unread)
	}
}

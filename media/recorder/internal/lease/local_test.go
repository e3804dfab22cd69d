package lease

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"
)

func hold(t *testing.T, l Local) *Held {
	t.Helper()
	held, err := l.Hold(job)
	if err != nil {
		t.Fatal(err)
	}
	return held
}

func TestALivingJobIsHeldByOneOnly(t *testing.T) {
	l := Local{Dir: t.TempDir()}
	held := hold(t, l)
	if _, err := l.Hold(job); !errors.Is(err, ErrHeld) {
		t.Errorf("another may hold it: %v", err)
	}
	if dead, err := l.Dead(); len(dead) > 0 || err != nil {
		t.Errorf("it counts as dead: %v, %v", dead, err)
	}
	if !l.Here(job) || l.Here("EG_other") {
		t.Error("it is not known which jobs are here")
	}
	if err := held.Remove(); err != nil || l.Here(job) {
		t.Errorf("afterwards it is still here: %v", err)
	}
	if err := hold(t, l).Remove(); err != nil {
		t.Error(err)
	}
}

func TestAJobWhoseHolderIsGoneIsDeadAndItsStateKnown(t *testing.T) {
	l := Local{Dir: t.TempDir()}
	held := hold(t, l)
	for _, status := range []livekit.EgressStatus{livekit.EgressStatus_EGRESS_LIMIT_REACHED, livekit.EgressStatus_EGRESS_ACTIVE} {
		if err := held.Write(Record{Worker: "nadia's worker", Info: group(status)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := held.Release(); err != nil {
		t.Fatal(err)
	}
	dead, err := l.Dead()
	if err != nil || len(dead) != 1 || dead[0].ID != job {
		t.Fatalf("dead are %v, %v", dead, err)
	}
	got := dead[0].Read()
	if got.Worker != "nadia's worker" || got.Info.GetStatus() != livekit.EgressStatus_EGRESS_ACTIVE || got.Info.GetRoomName() != "group" {
		t.Errorf("its state was %v", got)
	}
	if again, err := l.Dead(); len(again) > 0 || err != nil {
		t.Errorf("a second look takes it, too: %v, %v", again, err)
	}
	if err := dead[0].Remove(); err != nil {
		t.Error(err)
	}
}

func TestAFolderWithoutALockIsADeadJobToo(t *testing.T) {
	l := Local{Dir: t.TempDir()}
	for _, name := range []string{job, "EG_empty", "something-else"} {
		if err := os.Mkdir(filepath.Join(l.Dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"EG_file", "other.job", "EG_empty.job"} {
		if err := os.WriteFile(filepath.Join(l.Dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	dead, err := l.Dead()
	if err != nil || len(dead) != 2 || dead[0].ID != "EG_empty" || dead[1].ID != job {
		t.Errorf("dead are %v, %v", dead, err)
	}
	if got := dead[0].Read(); got.Worker != "" || got.Info.GetEgressId() != "" {
		t.Errorf("an empty file is read as %v", got)
	}
}

func TestWhatAKilledProcessHadNotYetMadeALockIsRemoved(t *testing.T) {
	l := Local{Dir: t.TempDir()}
	left, fresh := filepath.Join(l.Dir, ".lock-1"), filepath.Join(l.Dir, ".lock-2")
	for _, path := range []string{left, fresh} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	long := time.Now().Add(-2 * becomesLockWithin)
	if err := os.Chtimes(left, long, long); err != nil {
		t.Fatal(err)
	}
	if dead, err := l.Dead(); len(dead) > 0 || err != nil {
		t.Errorf("dead are %v, %v", dead, err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("it is left: %v", err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("one that is about to become a lock is not: %v", err)
	}
}

func TestHalfAStateIsNone(t *testing.T) {
	l := Local{Dir: t.TempDir()}
	if err := os.WriteFile(filepath.Join(l.Dir, job+lockSuffix), []byte(`{"worker":"nadia's worker","info":{"egressId":"EG`), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := hold(t, l).Read(); got.Worker != "" || got.Info.GetEgressId() != "" {
		t.Errorf("it is read as %v", got)
	}
}

func TestAWorkDirectoryThatIsNotThereHoldsNoDeadJobs(t *testing.T) {
	l := Local{Dir: filepath.Join(t.TempDir(), "gone")}
	if dead, err := l.Dead(); len(dead) > 0 || err != nil {
		t.Errorf("dead are %v, %v", dead, err)
	}
	if _, err := l.Hold(job); err == nil || errors.Is(err, ErrHeld) {
		t.Errorf("a job is held there: %v", err)
	}
}

func TestAJobIsNeverDeadInTheMomentAtWhichItBegins(t *testing.T) {
	l := Local{Dir: t.TempDir()}
	stop, looked := make(chan struct{}), make(chan int, 1)
	t.Cleanup(func() { close(stop) })
	go func() {
		found := 0
		for {
			select {
			case <-stop:
				looked <- found
				return
			default:
			}
			dead, err := l.Dead()
			if err != nil {
				t.Error(err)
			}
			found += len(dead)
			for _, held := range dead {
				_ = held.Release()
			}
		}
	}()
	for range 300 {
		if err := hold(t, l).Remove(); err != nil {
			t.Error(err)
		}
	}
	stop <- struct{}{}
	if found := <-looked; found > 0 {
		t.Errorf("it was taken for dead %d times", found)
	}
}

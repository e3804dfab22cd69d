package lease

import (
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/rig"
)

// takeOver is the job in the hands of another, who was asked for it when its lease had expired.
func takeOver(t *testing.T, r *rig.Redis, other *Store) *Lease {
	t.Helper()
	var l *Lease
	rig.Until(t, "another has it", func() bool { // unless its holder renews it in between
		r.Client().Del(within(t), leaseKey(job))
		var err error
		l, err = other.Take(within(t), group(livekit.EgressStatus_EGRESS_STARTING), quiet)
		return err == nil
	})
	t.Cleanup(l.Abandon)
	return l
}

// holds says that a worker has lease and record.
func holds(t *testing.T, r *rig.Redis, worker string) bool {
	t.Helper()
	jobs, err := store(r, worker).Jobs(within(t))
	if err != nil {
		t.Fatal(err)
	}
	return r.Client().Get(within(t), leaseKey(job)).Val() == worker && jobs[job].Worker == worker
}

func TestAWorkerWhoseJobWasTakenWhileItWasAwayLearnsItAndLeavesItToTheOther(t *testing.T) {
	t.Parallel()
	r := rig.NewRedis(t, false)
	first := take(t, store(r, "nadia's worker"))
	if first.Taken() {
		t.Error("it is lost at once")
	}
	second := takeOver(t, r, store(r, "another"))
	select {
	case <-first.Lost():
	case <-time.After(10 * ttl):
		t.Fatal("it does not learn it")
	}
	if !first.Taken() {
		t.Error("it is thought to be claimed only")
	}
	rig.Until(t, "it is the other's", func() bool { return holds(t, r, "another") })
	if err := first.Release(within(t)); err != nil {
		t.Error(err)
	}
	if !holds(t, r, "another") {
		t.Error("with its own it has removed the other's")
	}
	select {
	case <-second.Lost():
		t.Error("the other has lost it, too")
	default:
	}
	if err := second.Release(within(t)); err != nil {
		t.Error(err)
	}
	if jobs, err := store(r, "another").Jobs(within(t)); len(jobs) > 0 || err != nil || alive(t, store(r, "another")) {
		t.Errorf("after both there are %v, %v", jobs, err)
	}
}

func TestWhatIsReleasedAfterTheLeaseHasExpiredIsOnesOwnRecordAlone(t *testing.T) {
	t.Parallel()
	r := rig.NewRedis(t, false)
	first, second := store(r, "nadia's worker"), store(r, "another")
	take(t, second).Abandon() // it died
	rig.Until(t, "its lease expires", func() bool { return !alive(t, second) })
	if err := first.release(within(t), job); err != nil {
		t.Error(err)
	}
	if jobs, err := first.Jobs(within(t)); jobs[job].Worker != "another" || err != nil {
		t.Errorf("who looks for the dead finds %v, %v", jobs, err)
	}
	if err := second.release(within(t), job); err != nil {
		t.Error(err)
	}
	if jobs, err := first.Jobs(within(t)); len(jobs) > 0 || err != nil {
		t.Errorf("its own record remains: %v, %v", jobs, err)
	}
	if err := second.release(within(t), job); err != nil {
		t.Errorf("of nothing it says %v", err)
	}
}

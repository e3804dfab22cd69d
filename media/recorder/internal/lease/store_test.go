package lease

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/rig"
)

func TestAJobThatRunsLivesLongerThanItsLeaseWithoutRenewal(t *testing.T) {
	t.Parallel()
	r := rig.NewRedis(t, false)
	s := store(r, "nadia's worker")
	take(t, s)
	for end := time.Now().Add(2 * ttl); time.Now().Before(end); time.Sleep(ttl / 20) {
		if !alive(t, s) {
			t.Fatal("it was dead for a moment")
		}
	}
	if got := claim(t, store(r, "another"), ""); got != Theirs {
		t.Errorf("another worker may claim it: %v", got)
	}
}

func TestEveryWorkerKnowsWhoseJobItIsAndItsLastState(t *testing.T) {
	r := rig.NewRedis(t, false)
	l := take(t, store(r, "nadia's worker"))
	l.Write(group(livekit.EgressStatus_EGRESS_ENDING))
	other := store(r, "another")
	rig.Until(t, "the state is written", func() bool {
		jobs, err := other.Jobs(within(t))
		return err == nil && jobs[job].Info.GetStatus() == livekit.EgressStatus_EGRESS_ENDING && jobs[job].Worker == "nadia's worker"
	})
}

func TestTheRecordKeepsTheStateThatItWasGiven(t *testing.T) {
	r := rig.NewRedis(t, false)
	given := group(livekit.EgressStatus_EGRESS_STARTING)
	l, err := store(r, "nadia's worker").Take(within(t), given, quiet)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Abandon()
	given.RoomName = "changed by the egress"
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.info.RoomName != "group" || l.info.EgressId != job {
		t.Errorf("what is renewed is %v", l.info)
	}
}

func TestAJobThatIsOverIsForgotten(t *testing.T) {
	r := rig.NewRedis(t, false)
	s := store(r, "nadia's worker")
	if err := take(t, s).Release(within(t)); err != nil {
		t.Fatal(err)
	}
	jobs, err := s.Jobs(within(t))
	if err != nil || len(jobs) > 0 || alive(t, s) {
		t.Errorf("there are %v, %v", jobs, err)
	}
	if left := r.Client().Keys(within(t), "*").Val(); len(left) > 0 {
		t.Errorf("in Redis there are still %v", left)
	}
}

func TestTheJobOfADeadWorkerCanBeClaimedByOneOnly(t *testing.T) {
	t.Parallel()
	r := rig.NewRedis(t, false)
	take(t, store(r, "nadia's worker")).Abandon()
	other := store(r, "another")
	rig.Until(t, "the lease expires", func() bool { return !alive(t, other) })

	var group sync.WaitGroup
	results := make([]Claimed, 8)
	for i := range results {
		s := store(r, strings.Repeat("x", i+1))
		group.Go(func() { results[i] = claim(t, s, "") })
	}
	group.Wait()
	ours := 0
	for _, result := range results {
		if result == Ours {
			ours++
		}
	}
	if ours != 1 {
		t.Errorf("claimed by %d: %v", ours, results)
	}
}

func TestAJobThatAnotherRunsIsNotTaken(t *testing.T) {
	r := rig.NewRedis(t, false)
	l := take(t, store(r, "nadia's worker"))
	other := store(r, "another")
	if _, err := other.Take(within(t), group(livekit.EgressStatus_EGRESS_STARTING), quiet); !errors.Is(err, ErrTaken) {
		t.Errorf("another takes it: %v", err)
	}
	jobs, err := other.Jobs(within(t))
	if err != nil || jobs[job].Worker != "nadia's worker" || jobs[job].Info.Status != livekit.EgressStatus_EGRESS_ACTIVE {
		t.Errorf("its record is now %v, %v", jobs[job], err)
	}
	if err := l.Release(within(t)); err != nil {
		t.Fatal(err)
	}
	take(t, other)
}

func TestAWorkerThatIsKnownToBeDeadIsNotWaitedFor(t *testing.T) {
	r := rig.NewRedis(t, false)
	take(t, store(r, "nadia's worker"))
	other := store(r, "another")
	if got := claim(t, other, "somebody else"); got != Theirs {
		t.Errorf("who knows that another is dead claims it: %v", got)
	}
	if got := claim(t, other, "nadia's worker"); got != Ours {
		t.Errorf("who knows that it is dead cannot: %v", got)
	}
}

func TestAWorkerThatWasOnlyAwayForLongLearnsThatItsJobIsClaimed(t *testing.T) {
	r := rig.NewRedis(t, false)
	l := take(t, store(r, "nadia's worker"))
	if got := claim(t, store(r, "another"), "nadia's worker"); got != Ours {
		t.Fatal(got)
	}
	select {
	case <-l.Lost():
	case <-time.After(10 * ttl):
		t.Fatal("it does not learn it")
	}
	if l.Taken() {
		t.Error("who only claims it is thought to run it")
	}
	if _, err := store(r, "nadia's worker").Take(within(t), group(0), quiet); !errors.Is(err, ErrClaimed) {
		t.Errorf("it may take it again: %v", err)
	}
}

func TestAClaimIsExtendedGivenBackOrSettled(t *testing.T) {
	r := rig.NewRedis(t, false)
	take(t, store(r, "dead")).Abandon()
	ours, theirs := store(r, "ours"), store(r, "theirs")
	if claim(t, ours, "dead") != Ours || claim(t, ours, "dead") != Ours || claim(t, theirs, "dead") != Theirs {
		t.Fatal("a claim is not its holder's alone")
	}
	if err := ours.Unclaim(within(t), job); err != nil {
		t.Fatal(err)
	}
	if claim(t, theirs, "dead") != Ours {
		t.Fatal("it was not given back")
	}
	if err := theirs.Settle(within(t), job); err != nil {
		t.Fatal(err)
	}
	jobs, err := ours.Jobs(within(t))
	if claim(t, ours, "dead") != Settled || len(jobs) > 0 || err != nil {
		t.Errorf("after it is settled there are %v, %v", jobs, err)
	}
}

func TestARecordOfAnotherVersionCanBeEnded(t *testing.T) {
	r := rig.NewRedis(t, false)
	r.Client().HSet(within(t), jobsKey, job, "not what we write", "EG_other", `{"worker":"old","info":{"status":"EGRESS_OF_TOMORROW"}}`)
	jobs, err := store(r, "ours").Jobs(within(t))
	if err != nil || jobs[job].Info.GetEgressId() != job || jobs["EG_other"].Info.GetEgressId() != "EG_other" || jobs["EG_other"].Worker != "old" {
		t.Errorf("it is read as %v, %v", jobs, err)
	}
}

func TestALeaseSurvivesTheAbsenceOfRedis(t *testing.T) {
	for name, keeps := range map[string]bool{"that keeps nothing": false, "that keeps everything": true} {
		t.Run("of one "+name, func(t *testing.T) {
			t.Parallel()
			r := rig.NewRedis(t, keeps)
			s := store(r, "nadia's worker")
			l := take(t, s)
			r.Stop()
			time.Sleep(ttl + ttl/2) // longer than the lease: it has to be taken anew
			l.Write(group(livekit.EgressStatus_EGRESS_ENDING))
			r.Start()
			rig.Until(t, "the job lives again", func() bool {
				jobs, err := s.Jobs(within(t))
				is, _ := s.Alive(within(t), job)
				return err == nil && is && jobs[job].Info.GetStatus() == livekit.EgressStatus_EGRESS_ENDING
			})
			select {
			case <-l.Lost():
				t.Error("it was thought lost")
			default:
			}
		})
	}
}

func TestWithoutRedisNothingIsTakenAndErrorsSaySo(t *testing.T) {
	r := rig.NewRedis(t, false)
	s := store(r, "nadia's worker")
	r.Stop()
	ctx := within(t)
	_, take := s.Take(ctx, group(0), quiet)
	_, jobs := s.Jobs(ctx)
	_, alive := s.Alive(ctx, job)
	_, claim := s.Claim(ctx, job, "")
	for _, err := range []error{take, jobs, alive, claim, s.Settle(ctx, job), s.Unclaim(ctx, job), s.release(ctx, job)} {
		if err == nil || !strings.Contains(err.Error(), "lease: ") {
			t.Errorf("it says %v", err)
		}
	}
}

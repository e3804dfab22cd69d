package lease

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/rig"
)

// While one worker renews as fast as it can, others claim as if they knew it to be dead: whoever has the job has it alone.
func TestRenewingAndClaimingExcludeEachOther(t *testing.T) {
	r := rig.NewRedis(t, false)
	owner := store(r, "nadia's worker")
	others := []*Store{store(r, "second"), store(r, "third"), store(r, "fourth")}
	for round := range 40 {
		id := fmt.Sprintf("EG_%d", round)
		info := &livekit.EgressInfo{EgressId: id, Status: livekit.EgressStatus_EGRESS_ACTIVE}
		var claimedAt atomic.Bool
		var renewedAfter atomic.Int32
		var won atomic.Int32
		var group sync.WaitGroup
		group.Go(func() {
			for range 20 {
				before := claimedAt.Load()
				err := owner.renew(context.Background(), id, info)
				if err == nil && before {
					renewedAfter.Add(1)
				}
				if err != nil && !errors.Is(err, ErrClaimed) {
					t.Error(err)
				}
			}
		})
		for _, other := range others {
			group.Go(func() {
				claimed, err := other.Claim(context.Background(), id, "nadia's worker")
				if err != nil {
					t.Error(err)
				}
				if claimed == Ours {
					won.Add(1)
					claimedAt.Store(true)
				}
			})
		}
		group.Wait()
		if won.Load() != 1 || renewedAfter.Load() > 0 {
			t.Fatalf("round %d: claimed by %d, renewed %d times after that", round, won.Load(), renewedAfter.Load())
		}
		if is, err := owner.Alive(within(t), id); is || err != nil {
			t.Fatalf("round %d: it is alive after that: %v", round, err)
		}
	}
}

func TestAClaimWhoseHolderDiesIsFreeAfterAWhile(t *testing.T) {
	r := rig.NewRedis(t, false)
	first, second := store(r, "first"), store(r, "second")
	if claim(t, first, "") != Ours || claim(t, second, "") != Theirs {
		t.Fatal("a claim is not its holder's alone")
	}
	left := r.Client().PTTL(within(t), claimKey(job)).Val()
	if left <= 0 || left > claimFor {
		t.Errorf("it holds for another %s", left)
	}
	r.Client().PExpire(within(t), claimKey(job), 1)
	rig.Until(t, "it is free", func() bool { return claim(t, second, "") == Ours })
	if err := second.Settle(within(t), job); err != nil {
		t.Fatal(err)
	}
	if left := r.Client().PTTL(within(t), claimKey(job)).Val(); left <= claimFor || left > settledFor {
		t.Errorf("that it is settled is known for another %s", left)
	}
}

func TestReleasingWithoutRedisSaysSoAndTheLeaseExpires(t *testing.T) {
	t.Parallel()
	r := rig.NewRedis(t, true)
	s := store(r, "nadia's worker")
	l := take(t, s)
	r.Stop()
	if err := l.Release(within(t)); err == nil {
		t.Error("it says that all is well")
	}
	r.Start()
	rig.Until(t, "the lease has expired", func() bool {
		is, err := s.Alive(within(t), job)
		return err == nil && !is
	})
	jobs, err := s.Jobs(within(t))
	if err != nil || len(jobs) != 1 {
		t.Errorf("but nobody finds the job: %v, %v", jobs, err)
	}
}

func TestAStateThatIsWrittenOftenEndsWithTheLast(t *testing.T) {
	r := rig.NewRedis(t, false)
	s := store(r, "nadia's worker")
	l := take(t, s)
	for i := range int64(200) {
		info := group(livekit.EgressStatus_EGRESS_ACTIVE)
		info.UpdatedAt = i
		l.Write(info)
	}
	rig.Until(t, "the last is there", func() bool {
		jobs, err := s.Jobs(within(t))
		return err == nil && jobs[job].Info.GetUpdatedAt() == 199
	})
}

func TestAJobKeepsWhatItNeedsToBeReported(t *testing.T) {
	r := rig.NewRedis(t, false)
	s := store(r, "nadia's worker")
	info := group(livekit.EgressStatus_EGRESS_ACTIVE)
	info.RoomId, info.StartedAt, info.UpdatedAt = "RM_1", 1795963359778675674, 1795963359778684236
	info.FileResults = []*livekit.FileInfo{{Filename: "2026/tägliche Runde.mp4", StartedAt: 1795963359778675674}}
	info.StreamResults = []*livekit.StreamInfo{{Url: "rtmp://live.example/app/{jon...711}", Id: "youtube"}}
	info.Request = &livekit.EgressInfo_RoomComposite{RoomComposite: &livekit.RoomCompositeEgressRequest{
		RoomName: "group", Webhooks: []*livekit.WebhookConfig{{Url: "https://rooms.example/hook", SigningKey: "key"}},
	}}
	l, err := s.Take(within(t), info, quiet)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Abandon()
	jobs, err := s.Jobs(within(t))
	if err != nil || jobs[job].Info.String() != info.String() {
		t.Errorf("it is read as %v, %v", jobs[job].Info, err)
	}
}

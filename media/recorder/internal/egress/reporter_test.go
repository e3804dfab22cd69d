package egress_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/egress"
)

func state(status livekit.EgressStatus) *livekit.EgressInfo {
	return &livekit.EgressInfo{EgressId: "EG_1", Status: status}
}

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

func TestLiveKitHearsEachStateOnceAndInOrder(t *testing.T) {
	lk := &fakeLiveKit{}
	r := egress.NewReporter(lk, state(livekit.EgressStatus_EGRESS_STARTING), quiet)
	<-r.Created()
	r.Update(state(active))
	r.Update(state(ending))
	r.Update(state(complete))
	if err := r.Close(within(t, patience)); err != nil {
		t.Fatal(err)
	}
	if want := []livekit.EgressStatus{livekit.EgressStatus_EGRESS_STARTING, active, ending, complete}; !slices.Equal(lk.statuses(), want) {
		t.Errorf("it heard %v", lk.statuses())
	}
	if lk.create != 1 {
		t.Errorf("it was asked %d times to create the egress", lk.create)
	}
}

func TestWhileLiveKitIsAwayNothingIsLost(t *testing.T) {
	lk := &fakeLiveKit{away: true}
	r := egress.NewReporter(lk, state(livekit.EgressStatus_EGRESS_STARTING), quiet)
	for _, status := range []livekit.EgressStatus{active, active, ending, complete} {
		r.Update(state(status))
	}
	if err := r.Close(within(t, 300*time.Millisecond)); !errors.Is(err, egress.ErrUndelivered) {
		t.Errorf("while it is away closing says %v", err)
	}

	again := egress.NewReporter(lk, state(livekit.EgressStatus_EGRESS_STARTING), quiet)
	again.Update(state(active))
	first, second := state(ending), state(ending)
	first.Details, second.Details = "older", "newer"
	again.Update(first)
	again.Update(second)
	again.Update(state(complete))
	lk.goAway(false)
	if err := again.Close(within(t, patience)); err != nil {
		t.Fatal(err)
	}
	if want := []livekit.EgressStatus{livekit.EgressStatus_EGRESS_STARTING, active, ending, complete}; !slices.Equal(lk.statuses(), want) {
		t.Errorf("it heard %v", lk.statuses())
	}
	if lk.heard[2].Details != "newer" {
		t.Errorf("of two states of one status it heard the %s", lk.heard[2].Details)
	}
}

func TestAStateIsToldAsItWasWhenItWasSaid(t *testing.T) {
	lk := &fakeLiveKit{away: true}
	r := egress.NewReporter(lk, state(livekit.EgressStatus_EGRESS_STARTING), quiet)
	info := state(active)
	r.Update(info)
	info.Status = failed
	lk.goAway(false)
	if err := r.Close(within(t, patience)); err != nil {
		t.Fatal(err)
	}
	if got := lk.statuses(); got[1] != active {
		t.Errorf("it heard %v", got)
	}
}

func TestAfterClosingNothingIsTold(t *testing.T) {
	lk := &fakeLiveKit{}
	r := egress.NewReporter(lk, state(livekit.EgressStatus_EGRESS_STARTING), quiet)
	if err := r.Close(within(t, patience)); err != nil {
		t.Fatal(err)
	}
	r.Update(state(complete))
	if got := lk.statuses(); len(got) != 1 {
		t.Errorf("it heard %v", got)
	}
}

func TestAnEgressThatLiveKitDoesNotYetKnowWaitsForThat(t *testing.T) {
	lk := &fakeLiveKit{away: true}
	r := egress.NewReporter(lk, state(livekit.EgressStatus_EGRESS_STARTING), quiet)
	r.Update(state(active))
	select {
	case <-r.Created():
		t.Fatal("it counts as known")
	case <-time.After(50 * time.Millisecond):
	}
	if len(lk.statuses()) > 0 {
		t.Errorf("it heard %v", lk.statuses())
	}
	lk.goAway(false)
	<-r.Created()
	if err := r.Close(within(t, patience)); err != nil {
		t.Fatal(err)
	}
	if got := lk.statuses(); len(got) != 2 || got[0] != livekit.EgressStatus_EGRESS_STARTING {
		t.Errorf("it heard %v", got)
	}
}

func TestManyChangesWhileLiveKitIsAwayBecomeFewStates(t *testing.T) {
	lk := &fakeLiveKit{away: true}
	r := egress.NewReporter(lk, state(livekit.EgressStatus_EGRESS_STARTING), quiet)
	for range 1000 {
		r.Update(state(active))
	}
	lk.goAway(false)
	if err := r.Close(within(t, patience)); err != nil {
		t.Fatal(err)
	}
	if got := lk.statuses(); len(got) != 2 {
		t.Errorf("it heard %d", len(got))
	}
}

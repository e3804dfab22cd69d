package salvage

import (
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/capture"
	"rooms.example/recorder/internal/lease"
)

func TestTheNewestStateIsTheOneThatCounts(t *testing.T) {
	older, newer := info(livekit.EgressStatus_EGRESS_ACTIVE), info(livekit.EgressStatus_EGRESS_ACTIVE)
	newer.UpdatedAt, newer.RoomName = 5, "the newer"
	s := &Sweeper{}
	for _, j := range []struct {
		job   job
		known *livekit.EgressInfo
	}{
		{job{id: id, record: lease.Record{Info: older}}, newer},
		{job{id: id, record: lease.Record{Info: newer}}, older},
		{job{id: id, record: lease.Record{Info: newer}}, nil},
	} {
		got := s.lastState(j.job, j.known)
		if got.RoomName != "the newer" {
			t.Errorf("it is %v", got)
		}
		got.RoomName = "changed"
	}
	if !proto.Equal(s.lastState(job{id: id}, nil), &livekit.EgressInfo{EgressId: id}) {
		t.Error("of nothing something is known")
	}
}

func TestEachFailureMakesTheNextAttemptWaitLonger(t *testing.T) {
	s := &Sweeper{FirstPause: firstPause, attempts: map[string]attempt{}}
	if !s.due(id) {
		t.Error("the first attempt has to wait")
	}
	if first, second := s.putOff(id), s.putOff(id); first != firstPause || second != 2*firstPause || s.due(id) {
		t.Errorf("it waits %s, then %s", first, second)
	}
	for range 20 {
		s.putOff(id)
	}
	if got := s.putOff(id); got != lastPause {
		t.Errorf("in the end it waits %s", got)
	}
}

func TestStreamsThatRanFailWithTheirWorkerAndOthersStayAsTheyEnded(t *testing.T) {
	i := info(livekit.EgressStatus_EGRESS_ACTIVE)
	i.StreamResults = []*livekit.StreamInfo{
		{Url: "rtmp://live.example/app/{a...b}", StartedAt: 1},
		{Url: "rtmp://live.example/app/{c...d}", StartedAt: 1, EndedAt: 2, Status: livekit.StreamInfo_FINISHED},
	}
	endStreams(i)
	first, second := i.StreamResults[0], i.StreamResults[1]
	if first.Status != livekit.StreamInfo_FAILED || first.Error != "recorder lost" || first.EndedAt == 0 {
		t.Errorf("one that ran is %v", first)
	}
	if second.Status != livekit.StreamInfo_FINISHED || second.EndedAt != 2 || second.Error != "" {
		t.Errorf("one that had ended is %v", second)
	}
}

func TestWhatIsSpecialAboutALateFileIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		result capture.Result
		lost   bool
		want   string
	}{
		"of a dead worker":            {capture.Result{}, true, "End reason: Failure"},
		"of a dead worker, and short": {capture.Result{Short: "2 s of sound are missing"}, true, "End reason: Failure; incomplete: 2 s of sound are missing"},
		"that was refused at first":   {capture.Result{}, false, "End reason: Failure; the file was delivered later"},
	} {
		i := info(livekit.EgressStatus_EGRESS_FAILED)
		i.Details = "End reason: Failure"
		confess(i, c.result, c.lost)
		if i.Details != c.want || i.UpdatedAt <= 2 {
			t.Errorf("a file %s: %q at %d", name, i.Details, i.UpdatedAt)
		}
	}
}

func TestAnEgressHasAFileIfItSaysWhere(t *testing.T) {
	with := info(livekit.EgressStatus_EGRESS_FAILED)
	with.FileResults[0].Location = "/out/a.mp4"
	for name, c := range map[string]struct {
		info *livekit.EgressInfo
		want bool
	}{"nothing": {nil, false}, "a stream": {&livekit.EgressInfo{}, false}, "a name": {info(0), false}, "a place": {with, true}} {
		if got := hasFile(c.info); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if over(nil) || over(info(livekit.EgressStatus_EGRESS_ENDING)) || !over(info(livekit.EgressStatus_EGRESS_ABORTED)) {
		t.Error("what is over is not what has ended")
	}
}

package salvage

import (
	"context"
	"errors"
	"os"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"

	"rooms.example/recorder/internal/capture"
	"rooms.example/recorder/internal/egress"
	"rooms.example/recorder/internal/lease"
	"rooms.example/recorder/internal/plan"
)

// extendEvery keeps a claim, which holds for a minute.
const extendEvery = 20 * time.Second

// job is a dead one.
type job struct {
	id     string
	record lease.Record // empty if Redis knows nothing of it
	held   *lease.Held  // nil: of another machine
}

// outcome is what has become of a dead job.
type outcome struct {
	file    bool // LiveKit knows of a file of it
	remains bool // its folder is still here, for another attempt to finish the file
}

// end tells LiveKit how a dead job ended, with what there is of its file, and cleans up. What fails is left for the next
// look.
func (s *Sweeper) end(ctx context.Context, j job) {
	log := s.Log.With("egress", j.id, "worker", j.record.Worker)
	over := false
	if j.held != nil {
		defer func() {
			finish := j.held.Release
			if over {
				finish = j.held.Remove
			}
			if err := finish(); err != nil {
				log.Error("the lock of a dead job remains", "error", err)
			}
		}()
	}
	dead := ""
	if j.held != nil {
		dead = j.record.Worker
	}
	claimed, err := s.Store.Claim(ctx, j.id, dead)
	if err != nil || claimed == lease.Theirs || (claimed == lease.Settled && j.held == nil) {
		log.Info("a dead job is left to another", "error", err)
		return
	}
	// Settled, but its folder is here: another machine has told LiveKit, without the file.
	extending, stop := context.WithCancel(ctx)
	defer stop()
	if claimed == lease.Ours {
		go s.extend(extending, j.id, dead)
	}
	outcome, err := s.tell(ctx, j, claimed == lease.Settled)
	stop()
	cleaning, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err != nil {
		log.Warn("a dead job could not be ended: trying again", "error", err)
		if claimed == lease.Ours {
			err = s.Store.Unclaim(cleaning, j.id)
		}
	} else {
		over = !outcome.remains
		err = s.Store.Settle(cleaning, j.id)
		if claimed == lease.Ours || outcome.file {
			s.Ended(outcome.file)
		}
	}
	if err != nil {
		log.Warn("the claim on a dead job remains for a minute", "error", err)
	}
}

func (s *Sweeper) extend(ctx context.Context, id, dead string) {
	ticker := time.NewTicker(extendEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if _, err := s.Store.Claim(ctx, id, dead); err != nil && ctx.Err() == nil {
				s.Log.Warn("a claim cannot be extended", "egress", id, "error", err)
			}
		}
	}
}

// tell finds out how the job ended, and tells LiveKit unless it knows. late: it knows, but not of the file.
func (s *Sweeper) tell(ctx context.Context, j job, late bool) (outcome, error) {
	known, err := s.known(ctx, j.id)
	if err != nil {
		return outcome{}, err
	}
	info := s.lastState(j, known)
	result, p, err := s.salvage(ctx, j)
	if err != nil {
		return outcome{}, err
	}
	o := outcome{file: result.Size > 0 && result.Location != "", remains: j.held != nil && s.folder(j.id)}
	switch {
	case over(known) && (!late || !o.file):
		s.Log.Info("LiveKit knows how a dead job has ended", "egress", j.id, "status", known.Status.String())
		return o, nil
	case over(info) && !late: // it had ended well, only its worker could not tell
	default:
		if info.RoomName == "" {
			info.RoomName, info.RoomId = p.RoomName, p.RoomID
		}
		if o.file {
			egress.FillFile(info, result)
		}
		endStreams(info)
		egress.SetLost(info)
		if result.Short != "" {
			info.Details += "; " + result.Short
		}
	}
	r := egress.NewReporter(s.LiveKit, info, s.Log.With("egress", j.id))
	r.Update(info)
	s.Log.Warn("a dead job is ended", "egress", j.id, "worker", j.record.Worker, "status", info.Status.String(), "file", o.file)
	return o, r.Close(ctx)
}

// salvage finishes the file, if the job's folder is here. What fails is no error: LiveKit is told of the loss first, and
// the file when there is one. Only if ctx has ended nothing is told.
func (s *Sweeper) salvage(ctx context.Context, j job) (capture.Result, plan.Plan, error) {
	if j.held == nil || !s.folder(j.id) || !s.due(j.id) {
		return capture.Result{}, plan.Plan{}, nil
	}
	p, result, err := s.Recorder.Salvage(ctx, plan.Dir(s.Local.Dir, j.id))
	if err != nil && ctx.Err() != nil {
		return result, p, err
	}
	if err != nil {
		result.Location = ""
		again := s.putOff(j.id)
		s.Log.Error("the file of a dead job could not be finished", "egress", j.id, "error", err, "again in", again)
	}
	return result, p, nil
}

func (s *Sweeper) folder(id string) bool {
	_, err := os.Stat(plan.Dir(s.Local.Dir, id))
	return err == nil
}

// known is what LiveKit has of an egress; nil if it has nothing.
func (s *Sweeper) known(ctx context.Context, id string) (*livekit.EgressInfo, error) {
	info, err := s.LiveKit.GetEgress(ctx, &rpc.GetEgressRequest{EgressId: id}, psrpc.WithRequestTimeout(5*time.Second))
	var answer psrpc.Error
	if errors.As(err, &answer) && answer.Code() == psrpc.NotFound {
		return nil, nil
	}
	return info, err
}

// lastState is the newest that anybody has, without what only the final one has.
func (s *Sweeper) lastState(j job, known *livekit.EgressInfo) *livekit.EgressInfo {
	states := []*livekit.EgressInfo{j.record.Info, known}
	if j.held != nil {
		states = append(states, j.held.Read())
	}
	newest := &livekit.EgressInfo{EgressId: j.id}
	for _, info := range states {
		if info != nil && info.UpdatedAt > newest.UpdatedAt {
			newest = info
		}
	}
	return proto.CloneOf(newest)
}

func over(info *livekit.EgressInfo) bool {
	return info.GetStatus() >= livekit.EgressStatus_EGRESS_COMPLETE
}

// endStreams says of those that ran that they have failed with their worker.
func endStreams(info *livekit.EgressInfo) {
	for _, s := range info.StreamResults {
		if s.EndedAt == 0 {
			s.Status, s.Error, s.EndedAt = livekit.StreamInfo_FAILED, egress.MsgLost, time.Now().UnixNano()
		}
	}
}

package salvage

import (
	"context"
	"errors"
	"io/fs"
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

// tell finds out how the job ended, and tells LiveKit what it does not know yet. settled: it was told before, but a file
// may have come since.
func (s *Sweeper) tell(ctx context.Context, j job, settled bool) (outcome, error) {
	known, err := s.known(ctx, j.id)
	if err != nil {
		return outcome{}, err
	}
	if j.held != nil && over(known) && hasFile(known) {
		// It has been delivered. By another recorder that had the job, too, if something is here: this would replace its file.
		return outcome{file: true}, capture.Forget(plan.Dir(s.Local.Dir, j.id), s.Log)
	}
	info := s.lastState(j, known)
	result, p, err := s.salvage(ctx, j)
	if err != nil {
		return outcome{}, err
	}
	found := result.Size > 0 && result.Location != ""
	if info.RoomName == "" {
		info.RoomName, info.RoomId = p.RoomName, p.RoomID
	}
	lost := !over(info)
	if lost {
		endStreams(info)
		egress.SetLost(info)
	}
	if found {
		egress.FillFile(info, result)
		confess(info, result, lost)
	}
	o := outcome{file: hasFile(info), remains: j.held != nil && s.folder(j.id)}
	o.told = !(over(known) || settled) || o.file && !hasFile(known)
	if !o.told {
		return o, nil
	}
	if j.held != nil { // should LiveKit not hear it now, the file is not forgotten
		if err := j.held.Write(lease.Record{Worker: j.held.Read().Worker, Info: info}); err != nil {
			s.Log.Error("a state could not be kept", "egress", j.id, "error", err)
		}
	}
	r := egress.NewReporter(s.LiveKit, info, s.Log.With("egress", j.id))
	r.Update(info)
	s.Log.Warn("telling LiveKit of a job that was left", "egress", j.id, "worker", j.record.Worker, "status", info.Status.String(), "file", o.file)
	return o, r.Close(ctx)
}

func hasFile(info *livekit.EgressInfo) bool {
	return len(info.GetFileResults()) > 0 && info.FileResults[0].Location != ""
}

// confess says what is special about a file that comes late.
func confess(info *livekit.EgressInfo, result capture.Result, lost bool) {
	info.UpdatedAt = time.Now().UnixNano()
	if !lost {
		info.Details += "; the file was delivered later"
	}
	if result.Short != "" {
		info.Details += "; incomplete: " + result.Short
	}
}

// salvage finishes the file, if the job's folder is here. What fails is no error: LiveKit is told of the loss first, and
// the file when there is one. Only if ctx has ended nothing is told.
func (s *Sweeper) salvage(ctx context.Context, j job) (capture.Result, plan.Plan, error) {
	if j.held == nil || !s.folder(j.id) {
		return capture.Result{}, plan.Plan{}, nil
	}
	dir := plan.Dir(s.Local.Dir, j.id)
	if ended := capture.Ended(dir); s.KeepUndelivered > 0 && !ended.IsZero() && time.Since(ended) > s.KeepUndelivered {
		// Not delivered first: who wanted it may have been told that it is deleted.
		p, _ := plan.Load(dir)
		err := capture.Forget(dir, s.Log)
		s.Log.Error("a file that could not be delivered for RECORDER_KEEP_UNDELIVERED is removed", "egress", j.id, "ended", ended, "error", err)
		return capture.Result{}, p, nil
	}
	p, result, err := s.Recorder.Salvage(ctx, dir)
	if err != nil && ctx.Err() != nil {
		return result, p, err
	}
	if _, unreadable := plan.Load(dir); err != nil && isNone(unreadable) {
		// It is written before anything is recorded: there is nothing.
		err = errors.Join(err, os.RemoveAll(dir))
	}
	if err != nil {
		result.Location = ""
		again := s.putOff(j.id)
		s.Log.Error("the file of a dead job could not be finished", "egress", j.id, "error", err, "again in", again)
	}
	return result, p, nil
}

// isNone says of the error of a plan that there is none, or half of one. What the disk or the limits of the process do not
// let us read now may be there.
func isNone(err error) bool {
	var unread *fs.PathError
	return err != nil && (errors.Is(err, fs.ErrNotExist) || !errors.As(err, &unread))
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

// lastState is the newest that anybody has.
func (s *Sweeper) lastState(j job, known *livekit.EgressInfo) *livekit.EgressInfo {
	states := []*livekit.EgressInfo{j.record.Info, known}
	if j.held != nil {
		states = append(states, j.held.Read().Info)
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

package egress

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/psrpc"

	"rooms.example/recorder/internal/capture"
)

// MsgLost is the error of a recording whose worker has died.
const MsgLost = "recorder lost"

// neverBegan ends an egress that has recorded nothing.
func (e *Egress) neverBegan(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var known *capture.Error
	switch {
	case e.lost: // LiveKit knows, and hears it once more
		SetLost(e.info)
	case e.stopReason != "":
		e.info.SetAborted(livekit.MsgStoppedBeforeStarted)
	case errors.As(err, &known) && known.Aborted:
		e.info.SetAborted(known.Message)
	default:
		setFailed(e.info, err)
	}
	e.info.FileResults, e.info.Result = nil, nil // nobody need look for a file
	e.over(capture.Result{}, false)
}

// conclude ends an egress that has recorded something. cause is why it broke, undelivered what went wrong after that.
func (e *Egress) conclude(cause error, result capture.Result, undelivered error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.capture = nil
	e.fileResult(result)
	streams := e.streamFailure()
	switch {
	case e.lost:
		SetLost(e.info)
	case cause != nil:
		if undelivered != nil {
			cause = &capture.Error{Code: code(cause), Message: cause.Error() + "; then: " + undelivered.Error()}
		}
		setFailed(e.info, cause)
	case undelivered != nil:
		setFailed(e.info, undelivered)
	case e.stopReason == livekit.EndReasonLimitReached:
		e.info.SetLimitReached()
	case streams != nil:
		setFailed(e.info, streams)
	default:
		e.info.SetComplete()
	}
	confess(e.info, result)
	e.over(result, undelivered != nil)
}

// over tells the last state; call it with mu held.
func (e *Egress) over(result capture.Result, undelivered bool) {
	e.endStreams(time.Now())
	e.log.Info("over", "status", e.info.Status.String(), "error", e.info.Error, "details", e.info.Details,
		"seconds", result.Duration.Seconds(), "bytes", result.Size, "dropped", result.Dropped, "duplicated", result.Duplicated)
	e.tell()
	e.options.Observer.Ended(e.info.Status, result, undelivered)
}

func (e *Egress) fileResult(result capture.Result) {
	if e.job.Plan.File == nil {
		return
	}
	FillFile(e.info, result)
}

// FillFile writes what became of the file into its result; times are nanoseconds, the duration is the medium's.
func FillFile(info *livekit.EgressInfo, result capture.Result) {
	if len(info.FileResults) == 0 {
		info.FileResults = []*livekit.FileInfo{{}}
	}
	f := info.FileResults[0]
	if result.Filename != "" {
		f.Filename = result.Filename
	}
	f.Location, f.Size, f.Duration = result.Location, result.Size, result.Duration.Nanoseconds()
	if !result.Started.IsZero() {
		f.StartedAt = result.Started.UnixNano()
	}
	if !result.Ended.IsZero() {
		f.EndedAt = result.Ended.UnixNano()
	}
	info.ManifestLocation = result.Manifest
}

// confess says what is missing in a file. LiveKit's convention has no place for it: the error is where people look, and the
// status still says that there is a file. Some frames fewer are no error.
func confess(info *livekit.EgressInfo, result capture.Result) {
	if result.Dropped > 0 {
		info.Details += fmt.Sprintf("; %d frames were dropped", result.Dropped)
	}
	if result.Short == "" {
		return
	}
	words := "incomplete: " + result.Short
	info.Details += "; " + words
	if info.Error != "" {
		words = info.Error + "; " + words
	}
	info.Error = words
}

// SetLost is the last state of a recording whose worker has died.
func SetLost(info *livekit.EgressInfo) {
	info.Details = ""
	setFailed(info, &capture.Error{Code: http.StatusInternalServerError, Message: MsgLost})
}

func setFailed(info *livekit.EgressInfo, err error) {
	info.SetFailed(err)
	info.ErrorCode = int32(code(err))
}

func code(err error) int {
	var known *capture.Error
	var rpc psrpc.Error
	switch {
	case errors.As(err, &known) && known.Code != 0:
		return known.Code
	case errors.As(err, &rpc):
		return rpc.ToHttp()
	}
	return http.StatusInternalServerError
}

// mirrorOldFields keeps what LiveKit has deprecated, for callers who asked by it.
func mirrorOldFields(info *livekit.EgressInfo) {
	switch old := info.Result.(type) { // deprecated
	case *livekit.EgressInfo_File:
		if len(info.FileResults) > 0 {
			old.File = info.FileResults[0]
		}
	case *livekit.EgressInfo_Stream:
		old.Stream = &livekit.StreamInfoList{Info: info.StreamResults}
	}
}

package egress

import (
	"context"
	"time"

	"rooms.example/recorder/internal/capture"
	"rooms.example/recorder/internal/plan"
)

// Recorder records. Package capture is the real one; tests stand in for it here.
type Recorder interface {
	// Start returns when the first picture and the first sound are in the file. It ends early with ctx, and leaves
	// nothing behind if it fails. Its errors are *capture.Error.
	Start(ctx context.Context, p plan.Plan) (Capture, error)
	// Salvage finishes what a dead process left in a job's folder: remuxes and uploads it, then removes the folder. If
	// nothing in it can ever become a file, it removes it and fails; if another attempt may succeed (the bucket is
	// away), it leaves it and fails.
	Salvage(ctx context.Context, dir string) (plan.Plan, capture.Result, error)
}

// Capture is a running recording: *capture.Capture. Its methods may be called at the same time.
type Capture interface {
	StartedAt() time.Time
	// Ended gets one value, if the recording ends unasked.
	Ended() <-chan capture.End
	AddStream(url string) error
	RemoveStream(url string) error
	// Streams tells what becomes of the streams, those of the plan included. Never closed before Finish has returned.
	Streams() <-chan capture.StreamChange
	// Over is closed by Finish when nothing runs any more, though the file is not delivered yet.
	Over() <-chan struct{}
	// Finish ends the recording, delivers the file (partial ones, too) and cleans up, however it ends. Call it once.
	// With an error, Result says what there is all the same: a file that could not be uploaded has no Location.
	Finish(ctx context.Context) (capture.Result, error)
	// Discard ends the recording and leaves nothing of it. Instead of Finish.
	Discard()
}

package capture

import "time"

// Options are what every recording of this worker has in common.
type Options struct {
	WorkDir   string // a job's folder is plan.Dir(WorkDir, egress id)
	OutputDir string // local files go below it
	Chromium  string // program
	FFmpeg    string // program; ffprobe is taken from the same directory, or the PATH
	NoSandbox bool   // Chromium's own sandbox off
	MinFree   int64  // bytes that must be free in WorkDir beside what the finished file takes
}

// Error is why a recording did not start, or ended: its words are for people and hold no secret.
type Error struct {
	Code    int // as HTTP's: 412, 500, …
	Message string
	Aborted bool // EGRESS_ABORTED rather than EGRESS_FAILED

	cause error
}

// Unwrap is what is behind it, if anything is.
func (e *Error) Unwrap() error { return e.cause }

func (e *Error) Error() string { return e.Message }

// End is why a capture ended unasked.
type End struct {
	Reason string // as the official worker words it: livekit.EndReasonSrcClosed, …
	Err    error  // nil if that is how it should end
}

// State of one stream.
type State int

// A stream is live when its receiver takes data, finished when it was removed or the recording ended, failed otherwise.
const (
	Live State = iota
	Finished
	Failed
)

// StreamChange is news of one stream.
type StreamChange struct {
	URL   string // with its key: never to be logged
	State State
	At    time.Time
	Err   error // why it failed; without the key
}

// Result is what became of a recording.
type Result struct {
	Location string // for people: path or URL of the file; empty if there is none
	Filename string // plan.File.Path
	Size     int64  // bytes
	Manifest string // path or URL of the manifest, if one was written

	Started, Ended time.Time     // wall clock
	Duration       time.Duration // of the medium, as measured in the file
	Picture, Sound time.Duration // of each, as counted in the file

	Dropped, Duplicated int // frames

	Short string // what is missing in the file, in words; empty if nothing is
}

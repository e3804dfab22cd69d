// Package store puts a finished file where it belongs: below a directory of this machine, or into an S3 bucket.
package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path"
	"time"

	"rooms.example/recorder/internal/plan"
)

// Delivery is one file that goes to one place.
type Delivery struct {
	Source    string // of the job; may be moved away
	File      plan.File
	OutputDir string // for local files
	AudioOnly bool
	Manifest  []byte // written beside it, if not nil
	// ManifestName is its file name.
	ManifestName string
	Log          *slog.Logger
	// Patience is how long an upload that fails is tried again, and at most how long one may stand still; 0: five minutes,
	// one when it is refused, and one.
	Patience time.Duration
}

// Delivered says where it is.
type Delivered struct {
	Location string // a path, or a URL without signature
	Manifest string // the same of the manifest; empty if there is none
}

// ErrPath is a path that does not stay where files may be.
var ErrPath = errors.New("the file's path leaves the directory for recordings")

// Deliver puts the file in its place. When it returns an error, the source is still there.
func Deliver(ctx context.Context, d Delivery) (Delivered, error) {
	if d.File.S3 != nil {
		return d.upload(ctx)
	}
	return d.local()
}

// ContentType of a file, by its container.
func ContentType(f plan.File, audioOnly bool) string {
	switch {
	case f.Container == plan.OGG:
		return "audio/ogg"
	case audioOnly:
		return "audio/mp4"
	}
	return "video/mp4"
}

// Manifest describes a recording as the official worker's file beside it does.
func Manifest(p plan.Plan, began, ended time.Time) ([]byte, error) {
	return json.Marshal(map[string]any{
		"egress_id": p.EgressID, "room_id": p.RoomID, "room_name": p.RoomName,
		"started_at": began.UnixNano(), "ended_at": ended.UnixNano(),
	})
}

func (d Delivery) manifestPath() string { return path.Join(path.Dir(d.File.Path), d.ManifestName) }

func (d Delivery) size() (int64, error) {
	info, err := os.Stat(d.Source)
	if err != nil {
		return 0, fmt.Errorf("the finished file is gone: %w", err)
	}
	return info.Size(), nil
}

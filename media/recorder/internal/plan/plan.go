// Package plan says what one recording is to be: the seam between the half of the worker that speaks LiveKit's
// Egress RPC (package request makes a Plan of what was asked) and the half that records (package capture).
//
// A Plan has been validated: whoever holds one may rely on it. It carries secrets (the page's token, stream keys, S3
// keys); its LogValue shows none, and nothing else of it belongs into a log.
package plan

import (
	"log/slog"
	"time"
)

// Container of a recorded file.
const (
	MP4 = "mp4" // H.264 and AAC, or AAC alone
	OGG = "ogg" // Opus alone
)

// Plan is one recording, a stream, or both.
type Plan struct {
	EgressID string // LiveKit's, "EG_…"; also the identity under which the page joins the room
	RoomName string
	RoomID   string

	PageURL    string // complete: layout, url and token in its query
	AwaitStart bool   // recording starts with the page's START_RECORDING, not when the page is loaded
	AudioOnly  bool   // no picture in the file

	Video Video // without meaning if AudioOnly
	Audio Audio

	File       *File         // nil: stream only
	StreamURLs []string      // RTMP(S), with their keys
	Limit      time.Duration // of the medium; 0: none
}

// Video is how the picture is encoded: always H.264, 4:2:0.
type Video struct {
	Width, Height   int // pixels, even
	FPS             int
	BitrateKbps     int
	KeyFrameSeconds float64 // at most so long between two key frames; more than 0
	Profile         string  // "baseline", "main", "high"
}

// Audio is how the sound is encoded: AAC, in an OGG file Opus.
type Audio struct {
	BitrateKbps int
	SampleRate  int // Hz
}

// File is where the finished file goes.
type File struct {
	Path      string // relative, with "/", extension included, without "..": key in the bucket, or below the output directory
	Container string // MP4 or OGG
	Manifest  bool   // write EgressID.json beside it, as the official worker does
	S3        *S3    // nil: the local disk
}

// S3 is an S3-compatible bucket and the key to it.
type S3 struct {
	Endpoint           string // "https://host[:port]"; empty: Amazon's for the region
	Region, Bucket     string
	AccessKey, Secret  string
	SessionToken       string
	PathStyle          bool
	Metadata           map[string]string
	Tagging            string // as in a URL's query: "a=1&b=2"
	ContentDisposition string
}

// LogValue is the plan without its secrets.
func (p Plan) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("egress", p.EgressID), slog.String("room", p.RoomName),
		slog.Bool("audio_only", p.AudioOnly), slog.Int("streams", len(p.StreamURLs)),
	}
	if !p.AudioOnly {
		attrs = append(attrs, slog.Int("width", p.Video.Width), slog.Int("height", p.Video.Height), slog.Int("fps", p.Video.FPS))
	}
	if p.File != nil {
		attrs = append(attrs, slog.Bool("s3", p.File.S3 != nil), slog.String("container", p.File.Container))
	}
	if p.Limit > 0 {
		attrs = append(attrs, slog.Duration("limit", p.Limit))
	}
	return slog.GroupValue(attrs...)
}

// LogValue is the bucket without the key to it.
func (s S3) LogValue() slog.Value {
	return slog.GroupValue(slog.String("endpoint", s.Endpoint), slog.String("bucket", s.Bucket))
}

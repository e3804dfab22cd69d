// Package media makes the file that is delivered of the file that was written, and says what is really in it.
package media

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/proc"
)

// ErrEmpty is a file without any medium in it.
var ErrEmpty = errors.New("nothing was recorded")

// aHead is the size, in bytes, up to which a file may have no medium in it. In a larger one there is something, whatever
// ffmpeg finds wrong with it: it must not be thrown away.
const aHead = 64 << 10

// Info is what a file holds, by what is in it, not by what its head says.
type Info struct {
	Size           int64
	Duration       time.Duration
	Picture, Sound time.Duration // by the number of packets; 0 where there is none
	Pictures       int
}

// Tools are the programs.
type Tools struct {
	FFmpeg string
}

// probe is beside ffmpeg, or in the PATH.
func (t Tools) probe() string {
	if dir := filepath.Dir(t.FFmpeg); dir != "." {
		if path := filepath.Join(dir, "ffprobe"); exists(path) {
			return path
		}
	}
	return "ffprobe"
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Remux copies the streams of a Matroska file, whole or cut off, into an MP4 whose index comes first, or into an Ogg file.
func (t Tools) Remux(ctx context.Context, raw, out, container string) error {
	written, err := os.Stat(raw)
	if err != nil || written.Size() == 0 {
		return ErrEmpty
	}
	args := []string{"-v", "error", "-nostdin", "-y", "-i", raw, "-map", "0", "-c", "copy"}
	if container == plan.OGG {
		args = append(args, "-f", "ogg")
	} else {
		args = append(args, "-movflags", "+faststart", "-f", "mp4")
	}
	if _, err := run(ctx, t.FFmpeg, append(args, out)...); err != nil {
		_ = os.Remove(out)
		if written.Size() < aHead && ctx.Err() == nil && !t.holdsAny(ctx, raw) {
			return ErrEmpty
		}
		return fmt.Errorf("the recorded file could not be made: %w", err)
	}
	return nil
}

// holdsAny is whether a file can be read so far that there is a packet of picture or sound. ffmpeg's words do not show it:
// they are others for each byte at which the head of a file ends.
func (t Tools) holdsAny(ctx context.Context, path string) bool {
	info, err := t.Probe(ctx, path, 1)
	return err == nil && (info.Picture > 0 || info.Sound > 0)
}

// Probe counts packets. fps is the picture's constant rate.
func (t Tools) Probe(ctx context.Context, path string, fps int) (Info, error) {
	out, err := run(ctx, t.probe(), "-v", "error", "-count_packets", "-show_entries",
		"format=duration,size:stream=codec_type,codec_name,sample_rate,nb_read_packets,duration", "-of", "json", path)
	if err != nil {
		return Info{}, fmt.Errorf("the recorded file cannot be read: %w", err)
	}
	var said struct {
		Format  struct{ Duration, Size string }
		Streams []struct {
			Type    string `json:"codec_type"`
			Codec   string `json:"codec_name"`
			Rate    string `json:"sample_rate"`
			Packets string `json:"nb_read_packets"`
		}
	}
	if err := json.Unmarshal(out, &said); err != nil {
		return Info{}, fmt.Errorf("the recorded file cannot be read: %w", err)
	}
	i := Info{Duration: seconds(said.Format.Duration)}
	i.Size, _ = strconv.ParseInt(said.Format.Size, 10, 64)
	for _, s := range said.Streams {
		n, _ := strconv.Atoi(s.Packets)
		switch s.Type {
		case "video":
			i.Pictures = n
			i.Picture = time.Duration(n) * time.Second / time.Duration(max(fps, 1))
		case "audio":
			rate, _ := strconv.Atoi(s.Rate)
			samples := 1024 // AAC
			if s.Codec == "opus" {
				samples = 960
			}
			i.Sound = time.Duration(n*samples) * time.Second / time.Duration(max(rate, 1))
		}
	}
	if i.Pictures == 0 && i.Sound == 0 {
		return i, ErrEmpty
	}
	return i, nil
}

func seconds(s string) time.Duration {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return time.Duration(f * float64(time.Second)).Round(time.Millisecond)
}

// run runs a program to its end. It dies with the worker, as all do.
func run(ctx context.Context, program string, args ...string) ([]byte, error) {
	var out strings.Builder
	said := &proc.Lines{}
	p, err := proc.Start(proc.Spec{Name: filepath.Base(program), Path: program, Args: args, Env: proc.Environ(), Stdout: &out, Stderr: said})
	if err != nil {
		return nil, err
	}
	select {
	case <-p.Done():
	case <-ctx.Done():
		p.Stop(0)
		return nil, fmt.Errorf("%s was ended: %w", p.Name, ctx.Err())
	}
	if err := p.Err(); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signaled() {
			return nil, fmt.Errorf("%s was killed", p.Name)
		}
		return nil, fmt.Errorf("%s: %s", p.Name, said.Last())
	}
	return []byte(out.String()), nil
}

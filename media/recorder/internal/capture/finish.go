package capture

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"rooms.example/recorder/internal/media"
	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/stage"
	"rooms.example/recorder/internal/store"
	"rooms.example/recorder/internal/stream"
)

const finishedName = "finished"

// Finish ends the recording, makes the file, measures and delivers it, partial ones, too, and cleans up. Call it once.
//
// With an error, Result says what there is all the same. A file that could not be delivered stays in the job's folder,
// which the error names; Salvage tries it again. Why a recording ended by itself is not its error: Ended told it.
func (c *Capture) Finish(ctx context.Context) (Result, error) {
	ended := time.Now()
	close(c.stop)
	c.watched.Wait()
	if err := keep(c.dir, endedName, ended); err != nil {
		c.log.Warn("when it ended could not be written down", "why", err)
	}
	endErr := c.encoder.end()
	if endErr != nil {
		c.log.Warn("the encoder did not end well", "why", endErr)
	}
	var closing sync.WaitGroup
	closing.Go(c.stage.Close)
	closing.Go(c.hub.Close)
	go func() {
		closing.Wait()
		close(c.over)
	}()
	defer func() {
		<-c.over
		close(c.streams)
	}()

	r := Result{Started: c.begins, Ended: ended}
	r.Dropped, r.Duplicated = c.encoder.late()
	if c.plan.File == nil {
		r.Duration = ended.Sub(r.Started)
		<-c.over
		return r, os.RemoveAll(c.dir)
	}
	j := job{dir: c.dir, plan: c.plan, o: c.o, log: c.log}
	err := j.finish(ctx, &r)
	r.Short = join(r.Short, c.lacks(ended))
	<-c.over
	if err == nil || errors.Is(err, media.ErrEmpty) {
		err = errors.Join(err, os.RemoveAll(c.dir))
	}
	c.log.Info("recorded", "wall", r.Ended.Sub(r.Started), "picture", r.Picture, "sound", r.Sound, "bytes", r.Size,
		"dropped", r.Dropped, "duplicated", r.Duplicated, "short", r.Short, "error", err)
	return r, err
}

// job is a recording that has ended, by whomever.
type job struct {
	dir  string
	plan plan.Plan
	o    Options
	log  *slog.Logger
}

// finish makes the file of what was written, measures and delivers it.
func (j job) finish(ctx context.Context, r *Result) error {
	r.Filename = j.plan.File.Path
	tools := media.Tools{FFmpeg: j.o.FFmpeg}
	raw, made := filepath.Join(j.dir, rawName), filepath.Join(j.dir, finishedName)
	if _, err := os.Stat(made); err != nil {
		// Under its name only when it is whole: the next worker must not take half a file for it.
		half := made + ".part"
		if err := tools.Remux(ctx, raw, half, j.plan.File.Container); err != nil {
			return j.stays(err)
		}
		if err := secure(half, made); err != nil {
			return j.stays(err)
		}
	}
	info, err := tools.Probe(ctx, made, j.plan.Video.FPS)
	if err != nil {
		return j.stays(err)
	}
	r.Size, r.Duration, r.Picture, r.Sound = info.Size, info.Duration, info.Picture, info.Sound
	r.Short = media.Short(info, media.Wanted{
		Wall: r.Ended.Sub(r.Started), AudioOnly: j.plan.AudioOnly, Duplicated: r.Duplicated, Dropped: r.Dropped,
	})
	_ = os.Remove(raw) // its room is wanted; all of it is in the finished file
	d := store.Delivery{Source: made, File: *j.plan.File, OutputDir: j.o.OutputDir, AudioOnly: j.plan.AudioOnly, Log: j.log}
	if j.plan.File.Manifest {
		d.ManifestName = j.plan.EgressID + ".json"
		if d.Manifest, err = store.Manifest(j.plan, r.Started, r.Ended); err != nil {
			return j.stays(err)
		}
	}
	where, err := store.Deliver(ctx, d)
	if err != nil {
		return j.stays(err)
	}
	r.Location, r.Manifest = where.Location, where.Manifest
	return nil
}

// secure gives a finished file its name and returns when both are on the disk: what it was made of is removed next, and
// an upload may last for hours in which the power fails.
func secure(half, made string) error {
	if err := onDisk(half); err != nil {
		return err
	}
	if err := os.Rename(half, made); err != nil {
		return err
	}
	return onDisk(filepath.Dir(made))
}

// onDisk waits until a file, or what a folder names, would outlive a power failure.
func onDisk(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// stays says where the file is, if there is one.
func (j job) stays(err error) error {
	if errors.Is(err, media.ErrEmpty) {
		return &Error{Code: 500, Message: err.Error(), cause: err}
	}
	for _, name := range []string{finishedName, rawName} {
		if _, missing := os.Stat(filepath.Join(j.dir, name)); missing == nil {
			return &Error{Code: 500, Message: fmt.Sprintf("%v (the recording is kept at the recorder, in %s)", err, filepath.Join(j.dir, name))}
		}
	}
	return &Error{Code: 500, Message: err.Error()}
}

func join(a, b string) string { return strings.Trim(a+"; "+b, "; ") }

const begunName, endedName = "begun", "ended"

// keep writes down when the file begins, or ended, for the next worker.
func keep(dir, name string, at time.Time) error {
	return os.WriteFile(filepath.Join(dir, name), []byte(at.Format(time.RFC3339Nano)), 0o600)
}

// kept is what keep wrote, or no time. After a power failure the name may be on the disk and what was written not: then it is
// when the file was made.
func kept(dir, name string) time.Time {
	path := filepath.Join(dir, name)
	text, err := os.ReadFile(path)
	if err != nil {
		return time.Time{}
	}
	if at, err := time.Parse(time.RFC3339Nano, string(text)); err == nil {
		return at
	}
	info, err := os.Stat(path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// Ended is when the recording in a dead process's folder ended; no time, if there is none.
func Ended(dir string) time.Time {
	if at := kept(dir, endedName); !at.IsZero() {
		return at
	}
	info, err := os.Stat(filepath.Join(dir, rawName)) // it was killed while it recorded
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// Forget ends what of a dead process still runs, and removes its folder, whatever is in it.
func Forget(dir string, l *slog.Logger) error {
	reap(dir, l)
	return os.RemoveAll(dir)
}

// reap leaves of a dead process what the file is made of, and no more.
func reap(dir string, l *slog.Logger) {
	if ended := stage.Reap(dir); len(ended) > 0 {
		l.Warn("programs of a dead recorder still ran", "ended", ended)
	}
	stream.ForgetKeys(dir)
}

// Salvage finishes what a dead process left in a job's folder: it ends what still runs, makes the file, delivers it, and
// removes the folder. A file that cannot be delivered stays there.
func Salvage(ctx context.Context, dir string, o Options, l *slog.Logger) (plan.Plan, Result, error) {
	reap(dir, l)
	p, err := plan.Load(dir)
	if err != nil {
		return p, Result{}, &Error{Code: 500, Message: err.Error()}
	}
	r := Result{Started: kept(dir, begunName), Ended: Ended(dir)}
	j := job{dir: dir, plan: p, o: o, log: l}
	if p.File == nil || r.Ended.IsZero() || r.Started.IsZero() {
		return p, r, errors.Join(j.stays(media.ErrEmpty), os.RemoveAll(dir))
	}
	// The next attempt may find a finished file alone, which does not tell.
	if err := keep(dir, endedName, r.Ended); err != nil {
		return p, r, &Error{Code: 500, Message: err.Error()}
	}
	err = j.finish(ctx, &r)
	if err == nil || errors.Is(err, media.ErrEmpty) {
		err = errors.Join(err, os.RemoveAll(dir))
	}
	return p, r, err
}

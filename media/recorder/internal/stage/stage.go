// Package stage sets up what one recording sees and hears: a display, a sound sink and a browser that shows the page.
//
// All three belong to this recording alone. Nothing is shared with, or depends on, a display or sound server of the
// machine, so that one recording never hears another and a dead one leaves nothing in a daemon that lives on.
package stage

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"rooms.example/recorder/internal/proc"
)

// Options say what to set up.
type Options struct {
	Dir           string // the job's folder: profile, sockets, process ids
	Width, Height int    // pixels
	AudioOnly     bool   // no display: the browser runs without a window
	SampleRate    int    // Hz
	Chromium      string // program
	NoSandbox     bool
	PageURL       string
	Log           *slog.Logger
}

// Stage is what is set up.
type Stage struct {
	Display *Display // nil if audio only
	Sound   *Sound
	Browser *Browser
	dir     string
}

// PidsDir is where a job's folder keeps the ids of its processes.
func PidsDir(dir string) string { return filepath.Join(dir, "pids") }

// Open starts display, sound and browser and begins to load the page; it does not wait for the page.
// On an error nothing is left.
func Open(ctx context.Context, o Options) (*Stage, error) {
	s := &Stage{dir: o.Dir}
	ok := false
	defer func() {
		if !ok {
			s.Close()
		}
	}()
	began := time.Now()
	var err error
	if s.Sound, err = OpenSound(ctx, o.Dir, o.SampleRate); err != nil {
		return nil, err
	}
	if !o.AudioOnly {
		if s.Display, err = OpenDisplay(ctx, o.Dir, o.Width, o.Height); err != nil {
			return nil, err
		}
	}
	o.Log.Debug("display and sound are there", "ms", time.Since(began).Milliseconds())
	if s.Browser, err = openBrowser(ctx, o, s.Display, s.Sound); err != nil {
		return nil, err
	}
	o.Log.Debug("browser is there", "ms", time.Since(began).Milliseconds())
	ok = true
	return s, nil
}

// Dead gets an error when one of the three ends, or the page crashes.
func (s *Stage) Dead() <-chan error {
	dead := make(chan error, 4)
	watch := func(p *proc.Process, what string) {
		go func() {
			<-p.Done()
			dead <- fmt.Errorf("%s ended: %v", what, p.Err())
		}()
	}
	watch(s.Sound.process, "the sound server (pulseaudio)")
	if s.Display != nil {
		watch(s.Display.process, "the display (Xvfb)")
	}
	go func() { dead <- <-s.Browser.failed }()
	return dead
}

// Close ends all three, the browser first. Safe to call twice.
func (s *Stage) Close() {
	if s.Browser != nil {
		s.Browser.close()
	}
	if s.Sound != nil {
		s.Sound.close()
	}
	if s.Display != nil {
		s.Display.close()
	}
	forget(s.dir)
}

// Folders below the job's.
const browserFolder, soundFolder = "browser", "pulse"

// forget removes what browser and sound server kept: the page's address, with the token in it, is in the history, and a file
// that cannot be delivered lies for days.
func forget(dir string) {
	_ = os.RemoveAll(filepath.Join(dir, browserFolder))
	_ = os.RemoveAll(filepath.Join(dir, soundFolder))
}

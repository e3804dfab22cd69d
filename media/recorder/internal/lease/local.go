package lease

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Names of lock files, and of those that are about to become one; prefix of egress ids.
const (
	lockSuffix = ".job"
	newLock    = ".lock-*"
	idPrefix   = "EG_"
)

// becomesLockWithin is how long a process has for that, unless it was killed.
const becomesLockWithin = time.Minute

// ErrHeld means that a living process holds the lock.
var ErrHeld = errors.New("a living process holds this job")

// Local is the part on this machine: a locked file for each job, below the work directory. The kernel unlocks it when the
// process dies, however it dies.
type Local struct {
	Dir string
}

// Held is a locked job.
type Held struct {
	ID   string
	file *os.File
	path string
}

// Hold locks a job, which may be new.
//
// Errors: ErrHeld, those of the file system.
func (l Local) Hold(id string) (*Held, error) {
	path := filepath.Join(l.Dir, id+lockSuffix)
	for {
		held, err := l.create(id, path)
		if err == nil || !errors.Is(err, os.ErrExist) {
			return held, err
		}
		held, err = l.open(id, path)
		if !errors.Is(err, os.ErrNotExist) {
			return held, err
		}
	}
}

// create makes a lock that is held from the moment at which it is there: else a look for dead jobs might come between.
func (l Local) create(id, path string) (*Held, error) {
	file, err := os.CreateTemp(l.Dir, newLock)
	if err != nil {
		return nil, fmt.Errorf("lease: %w", err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		err = os.Link(file.Name(), path)
	}
	if err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("lease: %w", err)
	}
	return &Held{ID: id, file: file, path: path}, nil
}

// open locks what is there, unless it is held.
func (l Local) open(id, path string) (*Held, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("lease: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		return nil, ErrHeld
	}
	// Its last holder may have removed it between our opening and locking it: then what we hold is no longer there.
	if !same(file, path) {
		_ = file.Close()
		return nil, os.ErrNotExist
	}
	return &Held{ID: id, file: file, path: path}, nil
}

// Dead locks all jobs here whose process is gone: those with a lock file, and folders without.
func (l Local) Dead() ([]*Held, error) {
	entries, err := os.ReadDir(l.Dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("lease: %w", err)
	}
	var dead []*Held
	for _, entry := range entries {
		l.removeNewLock(entry)
		id, isLock := strings.CutSuffix(entry.Name(), lockSuffix)
		if !strings.HasPrefix(id, idPrefix) || isLock == entry.IsDir() || !isLock && l.Here(id) {
			continue
		}
		held, err := l.take(id, isLock)
		switch {
		case err == nil:
			dead = append(dead, held)
		case !errors.Is(err, ErrHeld) && !errors.Is(err, os.ErrNotExist):
			return dead, err
		}
	}
	return dead, nil
}

// removeNewLock removes one whose process was killed before it became a lock.
func (l Local) removeNewLock(entry os.DirEntry) {
	if is, _ := filepath.Match(newLock, entry.Name()); !is {
		return
	}
	if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > becomesLockWithin {
		_ = os.Remove(filepath.Join(l.Dir, entry.Name()))
	}
}

// take locks what a look has found: a lock file, or a folder without one. os.ErrNotExist: it has gone since.
func (l Local) take(id string, isLock bool) (*Held, error) {
	path := filepath.Join(l.Dir, id+lockSuffix)
	if isLock {
		return l.open(id, path)
	}
	held, err := l.create(id, path)
	if errors.Is(err, os.ErrExist) { // somebody was faster
		return nil, ErrHeld
	}
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(l.Dir, id)); err != nil {
		return nil, errors.Join(os.ErrNotExist, held.Remove())
	}
	return held, nil
}

// Here says whether there is a lock file, held or not.
func (l Local) Here(id string) bool {
	_, err := os.Stat(filepath.Join(l.Dir, id+lockSuffix))
	return err == nil
}

// Write keeps in the file whose job it is and its last state: Redis may lose them, or have another's.
func (h *Held) Write(r Record) error {
	text, err := encode(r)
	if err != nil {
		return err
	}
	if err := h.file.Truncate(0); err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	if _, err := h.file.WriteAt([]byte(text), 0); err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	return nil
}

// Read is what was kept last; empty if that cannot be read, or nothing was.
func (h *Held) Read() Record {
	text, err := io.ReadAll(io.NewSectionReader(h.file, 0, 1<<20))
	if err != nil {
		text = nil
	}
	return decode(string(text))
}

// Remove ends the lock and removes its file: the job is over.
func (h *Held) Remove() error {
	removed := os.Remove(h.path)
	return errors.Join(removed, h.file.Close())
}

// Release ends the lock and leaves its file, for another attempt.
func (h *Held) Release() error { return h.file.Close() }

func same(file *os.File, path string) bool {
	held, err := file.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(path)
	return err == nil && os.SameFile(held, there)
}

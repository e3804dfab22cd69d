package lease

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/livekit/protocol/livekit"
)

// Suffix of lock files, and prefix of egress ids.
const (
	lockSuffix = ".job"
	idPrefix   = "EG_"
)

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
}

// Hold locks a job, which may be new.
//
// Errors: ErrHeld, those of the file system.
func (l Local) Hold(id string) (*Held, error) {
	path := filepath.Join(l.Dir, id+lockSuffix)
	for {
		file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, fmt.Errorf("lease: %w", err)
		}
		if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
			_ = file.Close()
			return nil, ErrHeld
		}
		// Its last holder may have removed it between our opening and locking it: then what we hold is no longer there.
		if same(file, path) {
			return &Held{ID: id, file: file}, nil
		}
		_ = file.Close()
	}
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
	seen := map[string]bool{}
	for _, entry := range entries {
		id, isLock := strings.CutSuffix(entry.Name(), lockSuffix)
		if !strings.HasPrefix(id, idPrefix) || seen[id] || isLock == entry.IsDir() {
			continue
		}
		seen[id] = true
		if held, err := l.Hold(id); err == nil {
			dead = append(dead, held)
		} else if !errors.Is(err, ErrHeld) {
			return dead, err
		}
	}
	return dead, nil
}

// Here says whether there is a lock file, held or not.
func (l Local) Here(id string) bool {
	_, err := os.Stat(filepath.Join(l.Dir, id+lockSuffix))
	return err == nil
}

// Write keeps the job's last state in the file, in case Redis loses it.
func (h *Held) Write(info *livekit.EgressInfo) error {
	text, err := protojson.Marshal(info)
	if err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	if err := h.file.Truncate(0); err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	if _, err := h.file.WriteAt(text, 0); err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	return nil
}

// Read is the last state that was kept; nil if there is none.
func (h *Held) Read() *livekit.EgressInfo {
	text, err := io.ReadAll(io.NewSectionReader(h.file, 0, 1<<20))
	info := &livekit.EgressInfo{}
	if err != nil || len(text) == 0 || protojson.Unmarshal(text, info) != nil {
		return nil
	}
	return info
}

// Remove ends the lock and removes its file: the job is over.
func (h *Held) Remove() error {
	removed := os.Remove(h.file.Name())
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

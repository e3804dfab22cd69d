package stage

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"rooms.example/recorder/internal/proc"
)

// Reap ends what a dead worker's job left running, and removes what that kept, outside of the job's folder, too. The folder
// itself stays. It returns the names of the programs it ended.
func Reap(dir string) []string {
	pid := xvfbPid(dir)
	ended := proc.Reap(PidsDir(dir))
	if text, err := os.ReadFile(filepath.Join(dir, displayFile)); err == nil && pid > 0 {
		if n, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil {
			removeLock(n, pid)
		}
	}
	for _, note := range []string{socketFile, browserSocketFile} {
		text, err := os.ReadFile(filepath.Join(dir, note))
		// The file could hold anything; only what shortDir makes is removed.
		if p := string(text); err == nil && filepath.Dir(p) == filepath.Clean(os.TempDir()) && strings.HasPrefix(filepath.Base(p), "rec-") {
			_ = os.RemoveAll(p)
		}
	}
	forget(dir)
	return ended
}

const browserSocketFile = "browser-folder"

// shortDir makes a folder outside of the job's, whose name would be too long for a socket, and notes it there in a file of
// this name, so that Reap finds it.
func shortDir(job, note string) (string, error) {
	short, err := os.MkdirTemp("", "rec-")
	if err != nil {
		return "", err
	}
	_ = os.WriteFile(filepath.Join(job, note), []byte(short), 0o600)
	return short, nil
}

func xvfbPid(dir string) int {
	found, _ := filepath.Glob(filepath.Join(PidsDir(dir), "xvfb.*"))
	for _, f := range found {
		if n, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(f), "xvfb.")); err == nil {
			return n
		}
	}
	return 0
}

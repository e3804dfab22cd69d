package stage

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"rooms.example/recorder/internal/proc"
)

// Reap ends what a dead worker's job left running, and removes what lies outside of the job's folder. The folder itself
// stays. It returns the names of the programs it ended.
func Reap(dir string) []string {
	pid := xvfbPid(dir)
	ended := proc.Reap(PidsDir(dir))
	if text, err := os.ReadFile(filepath.Join(dir, displayFile)); err == nil && pid > 0 {
		if n, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil {
			removeLock(n, pid)
		}
	}
	if text, err := os.ReadFile(filepath.Join(dir, socketFile)); err == nil {
		// The file could hold anything; only what OpenSound makes is removed.
		if p := string(text); filepath.Dir(p) == filepath.Clean(os.TempDir()) && strings.HasPrefix(filepath.Base(p), "rec-") {
			_ = os.RemoveAll(p)
		}
	}
	return ended
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

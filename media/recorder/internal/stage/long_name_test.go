package stage

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rooms.example/recorder/internal/trial"
)

// longDir is a folder such as a job has below a home folder.
func longDir(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(trial.Dir(t), strings.Repeat("long", 12))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestTheBrowserWorksInAFolderWithALongName(t *testing.T) {
	s := open(t, options(t, longDir(t), trial.Page(t)))
	wait(t, s.Browser.Started, trial.Patience, "START_RECORDING")
	short := s.Browser.dir
	if _, err := os.Stat(short); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if _, err := os.Stat(short); !os.IsNotExist(err) {
		t.Errorf("its folder was left behind: %v", err)
	}
}

func TestOfADeadWorkerTheFoldersWithShortNamesGo(t *testing.T) {
	dir := longDir(t)
	s := open(t, options(t, dir, trial.Page(t)))
	wait(t, s.Browser.Started, trial.Patience, "START_RECORDING")
	Reap(dir)
	if _, err := os.Stat(s.Browser.dir); !os.IsNotExist(err) {
		t.Errorf("%s was left behind: %v", s.Browser.dir, err)
	}
}

func TestNothingButAFolderOfOursIsRemovedByItsNote(t *testing.T) {
	dir, other := trial.Dir(t), trial.Dir(t)
	for _, note := range []string{socketFile, browserSocketFile} {
		if err := os.WriteFile(filepath.Join(dir, note), []byte(other), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	Reap(dir)
	if _, err := os.Stat(other); err != nil {
		t.Errorf("somebody else's folder is gone: %v", err)
	}
}

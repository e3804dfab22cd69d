package proc

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Member is one process of a program's group.
type Member struct {
	pid   int
	began uint64 // the number alone may be another's by now
}

// Find looks in the program's group for the process whose command line says this; false if none does.
func (p *Process) Find(says string) (Member, bool) {
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, path := range all {
		f, err := statFields(filepath.Join(path, "stat"))
		if err != nil || f[2] != strconv.Itoa(p.Pid()) || f[0] == "Z" {
			continue
		}
		line, err := os.ReadFile(filepath.Join(path, "cmdline"))
		if err != nil || !strings.Contains(string(line), says) {
			continue
		}
		pid, noPid := strconv.Atoi(filepath.Base(path))
		began, noTime := strconv.ParseUint(f[19], 10, 64)
		if noPid == nil && noTime == nil {
			return Member{pid: pid, began: began}, true
		}
	}
	return Member{}, false
}

// Gone says that it has ended. What cannot be told now, because there are too many open files, say, has not.
func (m Member) Gone() bool {
	began, err := startTime(m.pid)
	if err == nil {
		return began != m.began
	}
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) || errors.Is(err, os.ErrProcessDone)
}

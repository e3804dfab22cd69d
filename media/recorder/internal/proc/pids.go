package proc

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// machine is where a process id means something: until the next boot, and in this container (the pid namespace) alone.
var machine = sync.OnceValue(func() string {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	space, err2 := os.Readlink("/proc/self/ns/pid")
	if err != nil || err2 != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(boot)) + "/" + space
})

// remember writes the process id, when it began, and where: a number alone may be somebody else's tomorrow.
func remember(dir, name string, pid int) string {
	began, err := startTime(pid)
	if err != nil {
		return "" // it has ended already
	}
	path := filepath.Join(dir, name+"."+strconv.Itoa(pid))
	if os.MkdirAll(dir, 0o700) != nil || os.WriteFile(path, fmt.Appendf(nil, "%d %d %s\n", pid, began, machine()), 0o600) != nil {
		return ""
	}
	return path
}

// Reap ends what a dead worker's programs left: those whose ids are in dir and that began when the file says, since the same
// boot. It returns their names.
func Reap(dir string) []string {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var ended []string
	for _, f := range files {
		path := filepath.Join(dir, f.Name())
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		var pid int
		var began uint64
		var where string
		if _, err := fmt.Sscanf(string(text), "%d %d %s", &pid, &began, &where); err == nil && where == machine() && ours(pid, began) {
			killGroup(pid)
			name, _, _ := strings.Cut(f.Name(), ".")
			ended = append(ended, name)
		}
		_ = os.Remove(path)
	}
	return ended
}

// ours: the leader still runs, or has ended and left a group (its number is nobody's while that group lives).
func ours(pid int, began uint64) bool {
	if now, err := startTime(pid); err == nil {
		return now == began
	}
	all, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return false
	}
	for _, stat := range all {
		if f, err := statFields(stat); err == nil && f[2] == strconv.Itoa(pid) && f[0] != "Z" {
			since, err := strconv.ParseUint(f[19], 10, 64)
			return err == nil && since >= began
		}
	}
	return false
}

// startTime is when the process began, in clock ticks since boot.
func startTime(pid int) (uint64, error) {
	f, err := statFields(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	if f[0] == "Z" { // dead; nobody has asked how it ended
		return 0, os.ErrProcessDone
	}
	return strconv.ParseUint(f[19], 10, 64)
}

// statFields are those after the name (which may hold blanks): state, parent, group, … and, the 20th, the start.
func statFields(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	i := strings.LastIndexByte(string(text), ')')
	f := strings.Fields(string(text)[i+1:])
	if len(f) < 20 {
		return nil, fmt.Errorf("%s: too short", path)
	}
	return f, nil
}

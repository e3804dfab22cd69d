//go:build figures

package capture

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/stage"
	"rooms.example/recorder/internal/trial"
)

// go test -tags figures -run TestFigures -v ./internal/capture prints the rows of docs/recorder.md.
func TestFigures(t *testing.T) {
	seconds := 10 * time.Second
	for _, c := range []struct {
		name, query   string
		width, height int
		kbps          int
	}{
		{"720p30, flat", "", 1280, 720, 3000},
		{"720p30, detailed and moving", "&noise=1", 1280, 720, 3000},
		{"1080p30, flat", "", 1920, 1080, 4500},
		{"1080p30, detailed and moving", "&noise=1", 1920, 1080, 4500},
		{"sound alone", "", 0, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSession(t)
			s.plan.PageURL += c.query
			s.plan.AudioOnly = c.width == 0
			s.plan.Video = plan.Video{Width: c.width, Height: c.height, FPS: 30, BitrateKbps: c.kbps, KeyFrameSeconds: 4, Profile: "main"}
			asked := time.Now()
			rec := s.start()
			started := time.Since(asked)
			s.until(rec, 2*time.Second)
			before, whole, at := used(t, s.dir()), machine(t), time.Now()
			s.until(rec, 2*time.Second+seconds)
			after, took := used(t, s.dir()), time.Since(at)
			all := machine(t) - whole
			stopped := time.Now()
			r := s.delivered(rec)
			delivered := time.Since(stopped)
			m := trial.Look(t, r.Location, 30)
			var cpu []string
			for _, name := range []string{"chromium", "encoder", "xvfb", "pulseaudio"} {
				cpu = append(cpu, fmt.Sprintf("%.0f", 100*(after[name]-before[name])/took.Seconds()))
			}
			load, _ := os.ReadFile("/proc/loadavg")
			apart := m.Apart()
			sync := "-"
			if len(apart) > 0 {
				sync = fmt.Sprintf("%.0f (%.0f…%.0f)", trial.Median(apart), apart[0], apart[len(apart)-1])
			}
			fmt.Printf("| %s | %s | %.0f of %d | %.2f / %.2f / %.2f | %d / %d | %s | %.1f / %.2f | %.1f | %s | %s\n", c.name, strings.Join(cpu, " / "),
				100*all/took.Seconds(), 100*runtime.NumCPU(), r.Ended.Sub(r.Started).Seconds(), r.Picture.Seconds(), r.Sound.Seconds(), r.Duplicated, r.Dropped, sync,
				started.Seconds(), delivered.Seconds(), float64(r.Size)/1e6, strings.Fields(string(load))[0], r.Short)
		})
	}
}

// used is how many seconds of processor time each program's group has taken.
func used(t *testing.T, dir string) map[string]float64 {
	t.Helper()
	names, sum := map[string]string{}, map[string]float64{}
	pids, _ := os.ReadDir(stage.PidsDir(dir))
	for _, p := range pids {
		name, pid, _ := strings.Cut(p.Name(), ".")
		names[pid] = name
	}
	all, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range all {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		f := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		if name, ours := names[f[2]]; ours {
			user, _ := strconv.ParseFloat(f[11], 64)
			system, _ := strconv.ParseFloat(f[12], 64)
			sum[name] += (user + system) / 100
		}
	}
	return sum
}

// machine is how many seconds of processor time everything has taken.
func machine(t *testing.T) float64 {
	t.Helper()
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		t.Fatal(err)
	}
	var busy float64
	for i, f := range strings.Fields(strings.SplitN(string(text), "\n", 2)[0])[1:] {
		if i != 3 && i != 4 && i < 8 { // idle, waiting
			n, _ := strconv.ParseFloat(f, 64)
			busy += n / 100
		}
	}
	return busy
}

package capture

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/proc"
	"rooms.example/recorder/internal/stage"
	"rooms.example/recorder/internal/stream"
)

const (
	firstPacketTimeout = 20 * time.Second
	encoderEndTimeout  = 15 * time.Second
)

// encoder is the one ffmpeg that grabs, encodes and writes.
type encoder struct {
	process *proc.Process
	said    *proc.Lines
	origin  time.Time // what is second 0 of the stamps
	drained chan struct{}

	mu      sync.Mutex
	news    chan struct{} // one value when something was seen
	seen    [2]sight      // picture, sound
	frames  frames
	settled *frames // as they were when it had run for a second; nil: it has not yet
}

// sight is the last that came out of the encoder.
type sight struct {
	count int
	at    time.Time
	first time.Duration // stamp of the first
	last  time.Duration // and of the last
}

// frames are the encoder's own counts.
type frames struct {
	Encoded, Dropped, Duplicated int
	Speed                        float64
}

// startEncoder starts it; fed gets every packet of the stream.
func startEncoder(o Options, p plan.Plan, dir string, s *stage.Stage, fed func(stream.Packet)) (*encoder, error) {
	e := &encoder{origin: time.Now().Add(lead), drained: make(chan struct{}), news: make(chan struct{}, 1)}
	e.said = &proc.Lines{}
	progress, progressEnd, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("encoder: %w", err)
	}
	out, outEnd, err := os.Pipe()
	if err != nil {
		_, _ = progress.Close(), progressEnd.Close()
		return nil, fmt.Errorf("encoder: %w", err)
	}
	widen(outEnd)
	env := proc.Environ("HOME="+dir, "PULSE_COOKIE="+s.Sound.Cookie)
	if s.Display != nil {
		env = append(env, "XAUTHORITY="+s.Display.XAuthority)
	}
	e.process, err = proc.Start(proc.Spec{
		Name: "encoder", Path: o.FFmpeg, Args: arguments(p, s, e.origin), Env: env, Dir: dir,
		Files: []*os.File{progressEnd, outEnd}, Stderr: e.said, PidsDir: stage.PidsDir(dir), First: true,
	})
	_, _ = progressEnd.Close(), outEnd.Close()
	if err != nil {
		_, _ = progress.Close(), out.Close()
		return nil, err
	}
	go func() {
		defer progress.Close()
		_, _ = progress.WriteTo(&proc.Lines{Each: e.count})
	}()
	go func() {
		defer close(e.drained)
		defer out.Close()
		_ = stream.Read(out, func(packet stream.Packet) {
			if packet.Begins {
				e.see(packet)
			}
			fed(packet)
		})
	}()
	return e, nil
}

// widen makes a pipe as large as anybody may, a megabyte: a key frame does not fit into 64 kB, and the encoder must not wait
// for us while pictures go by.
func widen(pipe *os.File) {
	const setPipeSize = 1031 // F_SETPIPE_SZ
	_, _, _ = syscall.Syscall(syscall.SYS_FCNTL, pipe.Fd(), setPipeSize, 1<<20)
}

func (e *encoder) see(packet stream.Packet) {
	e.mu.Lock()
	defer e.mu.Unlock()
	i := 0
	if packet.Kind == stream.Sound {
		i = 1
	}
	if e.seen[i].count == 0 {
		e.seen[i].first = packet.PTS
	}
	e.seen[i].last = packet.PTS
	e.seen[i].count++
	e.seen[i].at = time.Now()
	select {
	case e.news <- struct{}{}:
	default:
	}
}

// settle takes what was dropped and repeated until now as part of starting: pictures of the time before the file begins.
func (e *encoder) settle() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.settled == nil {
		now := e.frames
		e.settled = &now
	}
}

// late are the pictures that were dropped and repeated since it settled.
func (e *encoder) late() (dropped, duplicated int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.settled == nil {
		return 0, 0
	}
	return e.frames.Dropped - e.settled.Dropped, e.frames.Duplicated - e.settled.Duplicated
}

// begins is when the file begins: with what came first.
func (e *encoder) begins() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	first := e.seen[1].first
	if e.seen[0].count > 0 {
		first = min(first, e.seen[0].first)
	}
	return e.origin.Add(max(first, 0))
}

// count reads a line of ffmpeg's progress.
func (e *encoder) count(line string) {
	key, value, _ := strings.Cut(line, "=")
	value = strings.TrimSpace(value)
	e.mu.Lock()
	defer e.mu.Unlock()
	switch n, _ := strconv.Atoi(value); key {
	case "frame":
		e.frames.Encoded = n
	case "drop_frames":
		e.frames.Dropped = n
	case "dup_frames":
		e.frames.Duplicated = n
	case "speed":
		e.frames.Speed, _ = strconv.ParseFloat(strings.TrimSuffix(value, "x"), 64)
	}
}

// begun waits until the first picture (unless there is none) and the first sound are out.
func (e *encoder) begun(ctx context.Context, pictures bool, other <-chan error) error {
	late := time.After(firstPacketTimeout)
	for {
		e.mu.Lock()
		there := e.seen[1].count > 0 && (!pictures || e.seen[0].count > 0)
		e.mu.Unlock()
		if there {
			return nil
		}
		select {
		case <-e.news:
		case <-e.process.Done():
			return e.why()
		case err := <-other:
			return err
		case <-ctx.Done():
			return ctx.Err()
		case <-late:
			return fmt.Errorf("the encoder gave no picture or no sound within %s", firstPacketTimeout)
		}
	}
}

// why says how the encoder ended.
func (e *encoder) why() error {
	var errors []string
	for _, line := range strings.Split(e.said.Last(), " | ") {
		if strings.Contains(line, "[error]") || strings.Contains(line, "[fatal]") {
			errors = append(errors, line)
		}
	}
	return fmt.Errorf("the encoder (ffmpeg) ended: %v %s", e.process.Err(), strings.Join(errors, " "))
}

// end lets it write what it has and waits for it.
func (e *encoder) end() error {
	select {
	case <-e.process.Done():
		return nil // by itself; that has been told
	default:
	}
	_ = e.process.Signal(syscall.SIGINT)
	var err error
	select {
	case <-e.process.Done():
		if code := e.process.ExitCode(); code != 0 && code != 255 { // 255: after an interrupt
			err = e.why()
		}
	case <-time.After(encoderEndTimeout):
		err = fmt.Errorf("the encoder did not end within %s and was killed", encoderEndTimeout)
	}
	e.process.Stop(0)
	<-e.drained
	return err
}

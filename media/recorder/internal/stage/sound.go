package stage

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"rooms.example/recorder/internal/proc"
)

const (
	soundTimeout = 20 * time.Second
	// Monitor is the source that hears what the browser plays.
	Monitor = "recording.monitor"
	// A socket's path holds 107 bytes.
	longestSocket = 107
)

// Sound is a PulseAudio of our own with one sink that goes nowhere. Its socket is in a folder of ours (mode 0700).
type Sound struct {
	Server  string // "unix:/…/native"
	Cookie  string
	process *proc.Process
	dir     string // of the socket, where it is not in the job's folder
}

// OpenSound starts the daemon and returns when it takes connections. It reads no configuration of the machine (-n).
func OpenSound(ctx context.Context, dir string, rate int) (*Sound, error) {
	home := filepath.Join(dir, soundFolder)
	if err := os.MkdirAll(home, 0o700); err != nil {
		return nil, fmt.Errorf("sound: %w", err)
	}
	s := &Sound{Cookie: filepath.Join(home, "cookie")}
	// Without one each client complains; who may connect is decided by the folder.
	if err := os.WriteFile(s.Cookie, make([]byte, 256), 0o600); err != nil {
		return nil, fmt.Errorf("sound: %w", err)
	}
	at := home
	if len(filepath.Join(home, "native")) > longestSocket {
		short, err := shortDir(dir, socketFile)
		if err != nil {
			return nil, fmt.Errorf("sound: %w", err)
		}
		at, s.dir = short, short
	}
	socket := filepath.Join(at, "native")
	s.Server = "unix:" + socket
	said := &proc.Lines{}
	var err error
	s.process, err = proc.Start(proc.Spec{
		Name: "pulseaudio", Path: "pulseaudio", Dir: dir, Stderr: said, PidsDir: PidsDir(dir), First: true,
		Env: proc.Environ("HOME="+home, "XDG_RUNTIME_DIR="+home, "PULSE_RUNTIME_PATH="+at, "PULSE_STATE_PATH="+home, "PULSE_COOKIE="+s.Cookie, "TMPDIR="+home),
		Args: []string{"-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--realtime=no", "--high-priority=no", "--log-target=stderr", "--log-level=error",
			"-L", fmt.Sprintf("module-null-sink sink_name=recording rate=%d channels=2", rate),
			"-L", "module-native-protocol-unix auth-anonymous=1 socket=" + socket},
	})
	if err != nil {
		s.removeDir()
		return nil, err
	}
	if err := s.wait(ctx, socket, said); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *Sound) wait(ctx context.Context, socket string, said *proc.Lines) error {
	late := time.After(soundTimeout)
	for {
		if c, err := net.Dial("unix", socket); err == nil {
			return c.Close()
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-s.process.Done():
			return fmt.Errorf("the sound server (pulseaudio) did not start: %s", said.Last())
		case <-ctx.Done():
			return ctx.Err()
		case <-late:
			return errors.New("the sound server (pulseaudio) did not start in time")
		}
	}
}

const socketFile = "pulse-folder"

func (s *Sound) close() {
	s.process.Stop(2 * time.Second)
	s.removeDir()
}

func (s *Sound) removeDir() {
	if s.dir != "" {
		_ = os.RemoveAll(s.dir)
	}
}

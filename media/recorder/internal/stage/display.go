package stage

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"rooms.example/recorder/internal/proc"
)

const displayTimeout = 20 * time.Second

// Display is an X server that nobody sees. Only who has the cookie may look at it, or draw.
type Display struct {
	Name       string // ":7"
	XAuthority string // file with the cookie
	process    *proc.Process
	number     int
}

// OpenDisplay starts Xvfb on a free display of its own choice and returns when it takes connections.
func OpenDisplay(ctx context.Context, dir string, width, height int) (*Display, error) {
	d := &Display{XAuthority: filepath.Join(dir, "xauthority")}
	if err := writeCookie(d.XAuthority); err != nil {
		return nil, fmt.Errorf("display: %w", err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("display: %w", err)
	}
	defer r.Close()
	said := &proc.Lines{}
	d.process, err = proc.Start(proc.Spec{
		Name: "xvfb", Path: "Xvfb", Env: proc.Environ("HOME=" + dir), Dir: dir, Files: []*os.File{w}, Stderr: said, PidsDir: PidsDir(dir),
		Args: []string{"-displayfd", "3", "-auth", d.XAuthority, "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp", "-noreset", "-dpi", "96"},
	})
	_ = w.Close()
	if err != nil {
		return nil, err
	}
	number := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(r).ReadString('\n')
		number <- strings.TrimSpace(line)
	}()
	select {
	case n := <-number:
		if d.number, err = strconv.Atoi(n); err == nil {
			d.Name = ":" + n
			// For the next worker, should this one be killed.
			err = os.WriteFile(filepath.Join(dir, displayFile), []byte(n), 0o600)
		} else {
			err = fmt.Errorf("the display (Xvfb) did not start: %s", said.Last())
		}
	case <-ctx.Done():
		err = ctx.Err()
	case <-time.After(displayTimeout):
		err = errors.New("the display (Xvfb) did not start in time")
	}
	if err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

func (d *Display) close() {
	d.process.Stop(2 * time.Second)
	if d.Name != "" {
		removeLock(d.number, d.process.Pid())
	}
}

const displayFile = "display"

// removeLock removes what a killed Xvfb leaves in /tmp, if it is that one's.
func removeLock(number, pid int) {
	lock := fmt.Sprintf("/tmp/.X%d-lock", number)
	text, err := os.ReadFile(lock)
	if err != nil || strings.TrimSpace(string(text)) != strconv.Itoa(pid) {
		return
	}
	_ = os.Remove(fmt.Sprintf("/tmp/.X11-unix/X%d", number))
	_ = os.Remove(lock)
}

// writeCookie writes an Xauthority file with one random cookie that holds for every display.
func writeCookie(path string) error {
	cookie := make([]byte, 16)
	_, _ = rand.Read(cookie) // never fails
	var b bytes.Buffer
	const anyFamily = 65535
	_ = binary.Write(&b, binary.BigEndian, uint16(anyFamily))
	for _, field := range [][]byte{nil, nil, []byte("MIT-MAGIC-COOKIE-1"), cookie} {
		_ = binary.Write(&b, binary.BigEndian, uint16(len(field)))
		b.Write(field)
	}
	return os.WriteFile(path, b.Bytes(), 0o600)
}

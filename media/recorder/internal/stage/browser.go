package stage

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"rooms.example/recorder/internal/proc"
)

// Browser shows the page.
type Browser struct {
	// Loaded is closed when the page has loaded, Started when it said START_RECORDING, Ended when END_RECORDING.
	Loaded, Started, Ended chan struct{}

	failed  chan error // one value: the browser or the page died
	process *proc.Process
	tools   *devtools
	ours    []*os.File
	dir     string // outside of the job's folder, where its name is too long for a socket; else empty
	log     *slog.Logger
	secret  string // the page's URL
	session string
	frame   string
	once    map[chan struct{}]*sync.Once
	line    line
}

// chromiumSocket is what Chromium makes in its folder for temporary files, and ends by if the whole name is too long.
const chromiumSocket = "org.chromium.Chromium.XXXXXX/SingletonSocket"

func openBrowser(ctx context.Context, o Options, d *Display, s *Sound) (*Browser, error) {
	home := filepath.Join(o.Dir, browserFolder)
	tmp := filepath.Join(home, "tmp")
	if err := os.MkdirAll(tmp, 0o700); err != nil {
		return nil, fmt.Errorf("browser: %w", err)
	}
	short := ""
	if len(filepath.Join(tmp, chromiumSocket)) > longestSocket {
		var err error
		if short, err = shortDir(o.Dir, browserSocketFile); err != nil {
			return nil, fmt.Errorf("browser: %w", err)
		}
		tmp = short
	}
	env := proc.Environ("HOME="+home, "TMPDIR="+tmp, "XDG_RUNTIME_DIR="+tmp, "PULSE_SERVER="+s.Server, "PULSE_COOKIE="+s.Cookie)
	if d != nil {
		env = append(env, "DISPLAY="+d.Name, "XAUTHORITY="+d.XAuthority)
	}
	toBrowser, fromUs, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("browser: %w", err)
	}
	fromBrowser, toUs, err := os.Pipe()
	if err != nil {
		_, _ = toBrowser.Close(), fromUs.Close()
		return nil, fmt.Errorf("browser: %w", err)
	}
	b := &Browser{
		Loaded: make(chan struct{}), Started: make(chan struct{}), Ended: make(chan struct{}),
		failed: make(chan error, 1), log: o.Log, secret: o.PageURL, ours: []*os.File{fromUs, fromBrowser}, dir: short,
	}
	b.once = map[chan struct{}]*sync.Once{b.Loaded: {}, b.Started: {}, b.Ended: {}}
	said := &proc.Lines{Each: func(l string) { o.Log.Debug("chromium", "says", b.redacted(l)) }}
	b.process, err = proc.Start(proc.Spec{
		Name: "chromium", Path: o.Chromium, Args: flags(o, home), Env: env, Dir: home,
		Files: []*os.File{toBrowser, toUs}, Stderr: said, PidsDir: PidsDir(o.Dir),
	})
	_, _ = toBrowser.Close(), toUs.Close()
	if err != nil {
		b.close()
		return nil, err
	}
	b.tools = newDevtools(fromBrowser, fromUs, b.on)
	go func() {
		<-b.process.Done()
		b.fail(fmt.Errorf("%w (%v)", errBrowserGone, b.process.Err()))
	}()
	if err := b.attach(ctx); err != nil {
		b.close()
		return nil, b.why(err, said)
	}
	go b.navigate(o.PageURL)
	return b, nil
}

// why adds what the browser said when it ended at once: mostly the sandbox, or a missing library.
func (b *Browser) why(err error, said *proc.Lines) error {
	select {
	case <-b.process.Done():
		return fmt.Errorf("the browser (chromium) did not start: %v: %s", b.process.Err(), b.redacted(said.Last()))
	case <-time.After(100 * time.Millisecond):
		return err
	}
}

func (b *Browser) tell(c chan struct{}) { b.once[c].Do(func() { close(c) }) }

func (b *Browser) fail(err error) {
	select {
	case b.failed <- err:
	default:
	}
}

// close gives the browser no time: its profile goes anyway, and what it would save is of no use.
func (b *Browser) close() {
	b.process.Stop(0)
	for _, f := range b.ours {
		_ = f.Close()
	}
	if b.dir != "" {
		_ = os.RemoveAll(b.dir)
	}
}

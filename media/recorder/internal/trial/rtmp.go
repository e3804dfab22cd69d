package trial

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

const rtmpModule = "/usr/lib/nginx/modules/ngx_rtmp_module.so"

// RTMP is a real receiver.
type RTMP struct {
	URL  string // "rtmp://127.0.0.1:port/live/"; a key is to be added
	dir  string
	stop func()
}

// Receiver starts nginx with its RTMP module; it records what it receives.
func Receiver(t testing.TB) *RTMP {
	t.Helper()
	Need(t, "nginx")
	if _, err := os.Stat(rtmpModule); err != nil {
		Need(t, "libnginx-mod-rtmp")
	}
	dir, port := Dir(t), FreePort(t)
	for _, d := range []string{"files", "tmp"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	config := fmt.Sprintf(`load_module %s;
daemon off; master_process off; pid %[2]s/nginx.pid; error_log %[2]s/error.log notice;
events {}
rtmp { server { listen 127.0.0.1:%[3]d; application live { live on; record all; record_path %[2]s/files; } } }
`, rtmpModule, dir, port)
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("nginx", "-p", dir, "-c", file, "-e", filepath.Join(dir, "error.log"))
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	stopped := false
	r := &RTMP{URL: fmt.Sprintf("rtmp://127.0.0.1:%d/live/", port), dir: dir}
	r.stop = func() {
		if !stopped {
			stopped = true
			_ = c.Process.Kill()
			_ = c.Wait()
		}
	}
	t.Cleanup(r.stop)
	Eventually(t, 10*time.Second, "nginx takes connections", func() bool {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
	return r
}

// Received is the file with what came for a key.
func (r *RTMP) Received(key string) string { return filepath.Join(r.dir, "files", key+".flv") }

// Stop ends the receiver as a crash would.
func (r *RTMP) Stop() { r.stop() }

// FreePort is one on which nobody listens.
func FreePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

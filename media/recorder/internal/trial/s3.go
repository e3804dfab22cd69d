package trial

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"rooms.example/recorder/internal/plan"
)

// S3 is a real S3-compatible server.
type S3 struct {
	plan.S3
	Dir  string // what is in its bucket
	port int
	root string
	cmd  *exec.Cmd
}

// Bucket starts versitygw (pinned in media/s3) with one bucket.
func Bucket(t testing.TB) *S3 {
	t.Helper()
	s := &S3{root: Dir(t), port: FreePort(t)}
	s.Dir = filepath.Join(s.root, "sessions")
	if err := os.Mkdir(s.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s.S3 = plan.S3{Endpoint: fmt.Sprintf("http://127.0.0.1:%d", s.port), Region: "us-east-1", Bucket: "sessions",
		AccessKey: "bucket-key-1", Secret: "bucket-secret-1", PathStyle: true}
	s.Start(t)
	t.Cleanup(s.Stop)
	return s
}

// Start starts it, after Stop again.
func (s *S3) Start(t testing.TB) {
	t.Helper()
	address := fmt.Sprintf("127.0.0.1:%d", s.port)
	s.cmd = exec.Command(versitygw(t), "--access", s.AccessKey, "--secret", s.Secret, "--port", address, "--quiet", "posix", s.root)
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	Eventually(t, 10*time.Second, "the storage takes connections", func() bool {
		c, err := net.Dial("tcp", address)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
}

// Stop ends it.
func (s *S3) Stop() {
	if s.cmd != nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
		s.cmd = nil
	}
}

// versitygw is the one in the PATH, or built of the module that pins it.
func versitygw(t testing.TB) string {
	t.Helper()
	if path, err := exec.LookPath("versitygw"); err == nil {
		return path
	}
	making.Lock()
	defer making.Unlock()
	_, here, _, _ := runtime.Caller(0)
	module := filepath.Join(filepath.Dir(here), "../../../s3")
	pinned, err := exec.Command("go", "-C", module, "list", "-m", "-f", "{{.Version}}", "github.com/versity/versitygw").Output()
	if err != nil {
		Need(t, "versitygw")
	}
	path := filepath.Join(os.TempDir(), "recorder-trial-versitygw-"+string(pinned[:len(pinned)-1]))
	if _, err := os.Stat(path); err == nil {
		return path
	}
	half := fmt.Sprintf("%s.%d", path, os.Getpid())
	if out, err := exec.Command("go", "-C", module, "build", "-o", half, "github.com/versity/versitygw/cmd/versitygw").CombinedOutput(); err != nil {
		t.Logf("versitygw could not be built: %v: %s", err, out)
		Need(t, "versitygw")
	}
	if err := os.Rename(half, path); err != nil {
		t.Fatal(err)
	}
	return path
}

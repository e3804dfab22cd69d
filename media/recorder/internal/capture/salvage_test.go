package capture

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/trial"
)

func kill(t *testing.T, pid string, with syscall.Signal) {
	t.Helper()
	n, err := strconv.Atoi(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(n, with); err != nil {
		t.Fatal(err)
	}
}

// killed records for so long in a worker of its own, and kills that.
func (s *session) killed(after time.Duration) {
	s.t.Helper()
	job, err := json.Marshal(map[string]any{"Plan": s.plan, "Options": s.Options})
	if err != nil {
		s.t.Fatal(err)
	}
	worker := exec.Command(os.Args[0])
	worker.Env = append(os.Environ(), "RECORDER_CAPTURE_TEST_WORKER="+string(job))
	out, err := worker.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := worker.Start(); err != nil {
		s.t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "recording\n" {
		s.t.Fatalf("%q, %v", line, err)
	}
	began := kept(s.dir(), begunName)
	if began.IsZero() {
		s.t.Fatal("nobody knows when it began")
	}
	trial.Eventually(s.t, after+trial.Patience, "enough is recorded", func() bool { return time.Since(began) >= after })
	if err := worker.Process.Kill(); err != nil {
		s.t.Fatal(err)
	}
	_ = worker.Wait()
	s.nothingRuns()
}

func TestOfAWorkerThatWasKilledSecondsAreLostNotTheRecording(t *testing.T) {
	s := newSession(t)
	s.killed(3 * time.Second)
	p, r, err := Salvage(context.Background(), s.dir(), s.Options, trial.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	if p.EgressID != "EG_group" || r.Picture == 0 || r.Sound < 500*time.Millisecond {
		t.Errorf("%s: %s of picture, %s of sound", p.EgressID, r.Picture, r.Sound)
	}
	t.Logf("killed after 3 s: %s of picture, %s of sound", r.Picture, r.Sound)
	if m := trial.Look(t, r.Location, 30); m.Pictures == 0 || m.ToneShare < 0.7 {
		t.Errorf("in the file there is %+v", m)
	}
	s.nothingIsLeft()
}

func TestAFolderWithNothingInItIsRemovedAndSaysSo(t *testing.T) {
	s := newSession(t)
	if err := os.MkdirAll(s.dir(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := plan.Save(s.dir(), s.plan); err != nil {
		t.Fatal(err)
	}
	p, r, err := Salvage(context.Background(), s.dir(), s.Options, trial.Log(t))
	if err == nil || err.Error() != "nothing was recorded" || p.RoomName != "group-on-monday" || r.Size != 0 {
		t.Errorf("%v, %+v", err, r)
	}
	s.nothingIsLeft()
}

func TestAFolderThatIsNoJobsIsLeftAlone(t *testing.T) {
	s := newSession(t)
	if err := os.MkdirAll(s.dir(), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Salvage(context.Background(), s.dir(), s.Options, trial.Log(t)); err == nil {
		t.Error("it is taken for a job's")
	}
	if _, err := os.Stat(s.dir()); err != nil {
		t.Error(err)
	}
}

func TestAFileThatNobodyTakesIsKeptAndDeliveredByTheNextWorker(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var asked atomic.Int32
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		if asked.Add(1) == 2 { // so the first answer has been read
			cancel()
		}
	}))
	defer refusing.Close()
	s := newSession(t)
	s.plan.AudioOnly = true
	s.plan.File.S3 = &plan.S3{Endpoint: refusing.URL, Bucket: "sessions", AccessKey: "bucket-key-1", Secret: "bucket-secret-1", PathStyle: true}
	c := s.start()
	s.until(c, time.Second)
	var r Result
	var err error
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		r, err = c.Finish(ctx)
	}()
	next(t, c.Over(), trial.Patience, "that nothing runs, though the file is not delivered")
	s.nothingRuns()
	<-finished
	if err == nil || !strings.Contains(err.Error(), "403") || !strings.Contains(err.Error(), s.dir()) || strings.Contains(err.Error(), "secret") {
		t.Fatalf("it says %v", err)
	}
	if r.Location != "" || r.Size == 0 || r.Sound == 0 {
		t.Errorf("it holds %+v", r)
	}
	s.nothingRuns()

	bucket := trial.Bucket(t)
	s.plan.File.S3 = &bucket.S3
	if err := plan.Save(s.dir(), s.plan); err != nil {
		t.Fatal(err)
	}
	_, again, err := Salvage(context.Background(), s.dir(), s.Options, trial.Log(t))
	if err != nil || again.Location == "" || again.Size != r.Size || !again.Ended.Equal(r.Ended) || !again.Started.Equal(r.Started) {
		t.Errorf("%+v, %v", again, err)
	}
	if info, err := os.Stat(filepath.Join(bucket.Dir, "2026/group.mp4")); err != nil || info.Size() != r.Size {
		t.Errorf("in the bucket: %v", err)
	}
	s.nothingIsLeft()
}

// left is a job's folder as a worker leaves it that was killed while it recorded.
func (s *session) left() {
	s.t.Helper()
	if err := os.MkdirAll(s.dir(), 0o700); err != nil {
		s.t.Fatal(err)
	}
	made := exec.Command(s.FFmpeg, "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=320x180:rate=30:duration=2",
		"-f", "lavfi", "-i", "sine=frequency=440:duration=2", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", filepath.Join(s.dir(), rawName))
	if said, err := made.CombinedOutput(); err != nil {
		s.t.Fatalf("%v: %s", err, said)
	}
	for _, name := range []string{"browser/history", "pulse/cookie", "stream-1.ffpreset"} { // with token and key
		if err := os.MkdirAll(filepath.Dir(filepath.Join(s.dir(), name)), 0o700); err != nil {
			s.t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(s.dir(), name), []byte("a secret"), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	for _, err := range []error{plan.Save(s.dir(), s.plan), keep(s.dir(), begunName, time.Now().Add(-2*time.Second))} {
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

func TestTheFileOfAKilledWorkerIsKeptUntilSomebodyTakesIt(t *testing.T) {
	s := newSession(t)
	s.left()
	there := s.OutputDir
	s.OutputDir = filepath.Join(s.dir(), "job.json", "no directory")
	var first Result
	for try := range 3 {
		_, r, err := Salvage(context.Background(), s.dir(), s.Options, trial.Log(t))
		if err == nil || !strings.Contains(err.Error(), finishedName) || r.Size == 0 || r.Picture < 1500*time.Millisecond {
			t.Fatalf("at try %d it is %+v, %v", try, r, err)
		}
		if try == 0 {
			first = r
		} else if !r.Ended.Equal(first.Ended) || !r.Started.Equal(first.Started) || r.Short != first.Short {
			t.Errorf("at try %d it is another recording: %+v, not %+v", try, r, first)
		}
	}
	var names []string
	entries, err := os.ReadDir(s.dir())
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	if got := strings.Join(names, " "); got != "begun ended finished job.json" || err != nil {
		t.Errorf("kept are %s, %v", got, err)
	}
	s.OutputDir = there
	_, r, err := Salvage(context.Background(), s.dir(), s.Options, trial.Log(t))
	if err != nil || r.Size != first.Size {
		t.Fatalf("it is %+v, %v", r, err)
	}
	if m := trial.Look(t, r.Location, 30); m.Pictures < 45 {
		t.Errorf("in the file there is %+v", m)
	}
	s.nothingIsLeft()
}

func TestAFinishedFileHasItsNameWhenItIsOnTheDisk(t *testing.T) {
	half := filepath.Join(t.TempDir(), "finished.part")
	made := strings.TrimSuffix(half, ".part")
	if err := secure(half, made); !os.IsNotExist(err) {
		t.Errorf("of nothing it says %v", err)
	}
	if err := os.WriteFile(half, []byte("a film"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := secure(half, made); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(made); err != nil || string(text) != "a film" {
		t.Errorf("it is %q, %v", text, err)
	}
	if err := secure(made, filepath.Join(half, "elsewhere")); err == nil {
		t.Error("a name that it cannot have is no error")
	}
}

func TestWhenARecordingEndedIsKnownOfWhateverIsThere(t *testing.T) {
	s := newSession(t)
	if at := Ended(s.dir()); !at.IsZero() {
		t.Errorf("of nothing it is %s", at)
	}
	s.left()
	last := time.Now().Add(-time.Hour).Truncate(time.Second)
	if err := os.Chtimes(filepath.Join(s.dir(), rawName), last, last); err != nil {
		t.Fatal(err)
	}
	if at := Ended(s.dir()); !at.Equal(last) {
		t.Errorf("of one that was killed it is %s, not %s", at, last)
	}
	said := last.Add(-time.Minute)
	if err := keep(s.dir(), endedName, said); err != nil {
		t.Fatal(err)
	}
	if at := Ended(s.dir()); !at.Equal(said) {
		t.Errorf("of one that was ended it is %s, not %s", at, said)
	}
	empty := filepath.Join(s.dir(), endedName) // as a power failure may leave it
	if err := os.Truncate(empty, 0); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(empty, said, said); err != nil {
		t.Fatal(err)
	}
	if at := Ended(s.dir()); !at.Equal(said) {
		t.Errorf("after a power failure it is %s, not %s", at, said)
	}
}

func TestOfWhatIsForgottenNothingIsLeft(t *testing.T) {
	s := newSession(t)
	s.left()
	if err := Forget(s.dir(), trial.Log(t)); err != nil {
		t.Error(err)
	}
	s.nothingIsLeft()
}

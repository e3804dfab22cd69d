package stream

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rooms.example/recorder/internal/trial"
)

const (
	key      = "jonas-and-mara-4711"
	patience = 30 * time.Second
)

// running is a hub with a film that plays into it, in its own time.
type running struct {
	*Hub
	changes chan Change
	dir     string
	said    *bytes.Buffer
}

func play(t *testing.T, still time.Duration) *running {
	t.Helper()
	t.Parallel() // they wait for ffmpeg to see that it is live
	trial.Need(t, "ffmpeg", "ffprobe")
	r := &running{changes: make(chan Change, 20), dir: trial.Dir(t), said: &bytes.Buffer{}}
	r.Hub = NewHub(Options{FFmpeg: "ffmpeg", Dir: r.dir, Log: trial.Log(t), Changed: func(c Change) { r.changes <- c }, Patience: still})
	film := exec.Command("ffmpeg", "-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=30", "-f", "lavfi", "-i", "sine=440:r=48000",
		"-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "30", "-b:v", "600k", "-c:a", "aac", "-f", "mpegts", "pipe:1")
	out, err := film.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := film.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- Read(out, r.Feed) }()
	t.Cleanup(func() {
		_ = film.Process.Kill()
		<-done
		_ = film.Wait()
		r.Close()
	})
	return r
}

func (r *running) next(t *testing.T) Change {
	t.Helper()
	select {
	case c := <-r.changes:
		return c
	case <-time.After(patience):
		t.Fatalf("no news within %s", patience)
		panic("unreachable")
	}
}

func (r *running) add(t *testing.T, url string) {
	t.Helper()
	if err := r.Add(url); err != nil {
		t.Fatal(err)
	}
}

func packets(t *testing.T, path, which string) int {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "error", "-select_streams", which, "-count_packets", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0", path).Output()
	n := 0
	if err == nil { // it is not there yet, or has no head yet
		_, _ = fmt.Sscan(string(out), &n)
	}
	return n
}

func TestAReceiverGetsPictureAndSoundFromTheFirstKeyFrameUntilItIsRemoved(t *testing.T) {
	receiver := trial.Receiver(t)
	r := play(t, 0)
	r.add(t, receiver.URL+key)
	if c := r.next(t); c.State != Live || c.URL != receiver.URL+key {
		t.Fatalf("first it was %v: %v", c.State, c.Err)
	}
	trial.Eventually(t, patience, "a second and a half of picture has arrived", func() bool { return packets(t, receiver.Received(key), "v") >= 45 })
	if err := r.Remove(receiver.URL + key); err != nil {
		t.Fatal(err)
	}
	r.Close()
	if len(r.changes) > 0 {
		t.Errorf("of one that was removed it is told that it is %v", (<-r.changes).State)
	}
	if n := packets(t, receiver.Received(key), "a"); n < 60 {
		t.Errorf("%d packets of sound arrived", n)
	}
	if left, _ := os.ReadDir(r.dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAStreamsKeyIsInNoCommandLineAndInNoFileThatOthersMayRead(t *testing.T) {
	receiver := trial.Receiver(t)
	r := play(t, 0)
	r.add(t, receiver.URL+key)
	r.next(t)
	if found := trial.Running(key); len(found) != 0 {
		t.Errorf("the key is in the command line of %v", found)
	}
	files, err := filepath.Glob(filepath.Join(r.dir, "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("files: %v, %v", files, err)
	}
	if info, err := os.Stat(files[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestAReceiverThatIsNotThereFailsAndTheOtherDoesNotNotice(t *testing.T) {
	receiver := trial.Receiver(t)
	r := play(t, 0)
	dead := fmt.Sprintf("rtmp://127.0.0.1:%d/live/%s", trial.FreePort(t), key)
	r.add(t, receiver.URL+"good-one-12345")
	r.add(t, dead)
	states := map[string]State{}
	for range 2 {
		c := r.next(t)
		states[c.URL] = c.State
		if c.URL == dead && (c.Err == nil || c.Err.Error() != "connection refused") {
			t.Errorf("the reason is %v", c.Err)
		}
	}
	if states[dead] != Failed || states[receiver.URL+"good-one-12345"] != Live {
		t.Errorf("states: %v", states)
	}
}

func TestAReceiverThatDiesIsToldAsFailed(t *testing.T) {
	receiver := trial.Receiver(t)
	r := play(t, 0)
	r.add(t, receiver.URL+key)
	r.next(t)
	receiver.Stop()
	c := r.next(t)
	if c.State != Failed || c.Err == nil || strings.Contains(c.Err.Error(), key) {
		t.Errorf("it was %v: %v", c.State, c.Err)
	}
	if err := r.Remove(receiver.URL + key); !errors.Is(err, ErrUnknown) {
		t.Errorf("removing it afterwards: %v", err)
	}
}

func TestAReceiverThatTakesConnectionsAndNothingElseFailsAfterAWhile(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	r := play(t, 1500*time.Millisecond)
	r.add(t, fmt.Sprintf("rtmp://%s/live/%s", l.Addr(), key))
	c := r.next(t)
	if c.State != Failed || !strings.Contains(c.Err.Error(), "no answer") {
		t.Errorf("it was %v: %v", c.State, c.Err)
	}
}

func TestTheSameStreamIsNotStartedTwiceAndNoneAfterTheEnd(t *testing.T) {
	receiver := trial.Receiver(t)
	r := play(t, 0)
	r.add(t, receiver.URL+key)
	if err := r.Add(receiver.URL + key); !errors.Is(err, ErrTwice) {
		t.Errorf("a second time: %v", err)
	}
	if err := r.Remove(receiver.URL + "unknown"); !errors.Is(err, ErrUnknown) {
		t.Errorf("removing what is not there: %v", err)
	}
	r.next(t)
	r.Close()
	if c := r.next(t); c.State != Finished {
		t.Errorf("at the end it was %v: %v", c.State, c.Err)
	}
	if err := r.Add(receiver.URL + "late"); !errors.Is(err, ErrEnded) {
		t.Errorf("after the end: %v", err)
	}
}

func TestAStreamThatIsPutOnAgainWaitsForTheOldOneAndIsNotEndedByItsNews(t *testing.T) {
	receiver := trial.Receiver(t)
	r := play(t, 0)
	r.add(t, receiver.URL+key)
	r.next(t)
	old := r.targets[receiver.URL+key]
	if err := r.Remove(receiver.URL + key); err != nil {
		t.Fatal(err)
	}
	r.add(t, receiver.URL+key)
	select {
	case <-old.process.Done():
	default:
		t.Error("two send to one receiver at a time")
	}
	if c := r.next(t); c.State != Live {
		t.Errorf("the new one is told to be %v: %v", c.State, c.Err)
	}
	r.Close()
	if c := r.next(t); c.State != Finished || len(r.changes) > 0 {
		t.Errorf("in the end it is %v, and %d more", c.State, len(r.changes))
	}
}

func TestAnAddressIsSplitBeforeItsKey(t *testing.T) {
	for given, want := range map[string][2]string{
		"rtmp://a.example/live2/abcd-1":               {"rtmp://a.example/live2", "rtmp_app=live2\nrtmp_playpath=abcd-1\n"},
		"rtmps://f.example:443/rtmp/FB-1?s_bl=1&a=x/": {"rtmps://f.example:443/rtmp", "rtmp_app=rtmp\nrtmp_playpath=FB-1?s_bl=1&a=x/\n"},
		"rtmp://a.example/app/instance/k":             {"rtmp://a.example/app/instance", "rtmp_app=app/instance\nrtmp_playpath=k\n"},
	} {
		base, settings, err := address(given)
		if err != nil || base != want[0] || settings != want[1] {
			t.Errorf("%s: %q, %q, %v", given, base, settings, err)
		}
	}
	for _, bad := range []string{"http://a.example/live/k", "rtmp://a.example", "rtmp://a.example/k", "rtmp://a.example/app/", "rtmp://u:p@a.example/live/k", "rtmp://a.example/live/k\nrtmp_live=1", ""} {
		if _, _, err := address(bad); !errors.Is(err, ErrAddress) {
			t.Errorf("%q is taken: %v", bad, err)
		}
	}
}

func TestWhatAReceiversProgramSaysIsToldWithoutTheKey(t *testing.T) {
	target := &target{url: "rtmp://a.example/live/" + key + "?auth=secret-2"}
	for _, said := range []string{"rtmp://a.example/live/" + key + "?auth=secret-2: odd", "playpath " + key + " is odd", key + "?auth=secret-2"} {
		if got := target.redacted(said); strings.Contains(got, key) || strings.Contains(got, "secret-2") {
			t.Errorf("%q becomes %q", said, got)
		}
	}
}

func TestASlowReceiverMissesPicturesUntilTheNextKeyFrame(t *testing.T) {
	s := &target{blocks: make(chan []byte, 2), needKey: true, asked: make(chan struct{})}
	for i, key := range []bool{false, true, false, false, false, true} {
		if i == 5 {
			<-s.blocks
		}
		s.offer([]byte{byte(i)}, key)
	}
	if got := [][]byte{<-s.blocks, <-s.blocks}; !slices.Equal([]byte{got[0][0], got[1][0]}, []byte{2, 5}) {
		t.Errorf("it got %v", got)
	}
	if s.dropped.Load() != 1 {
		t.Errorf("%d were counted as dropped", s.dropped.Load())
	}
}

func TestWhatIsNoTransportStreamIsRefused(t *testing.T) {
	if err := Read(bytes.NewReader(make([]byte, 400)), func(Packet) {}); !errors.Is(err, ErrNoStream) {
		t.Errorf("it says %v", err)
	}
	if err := Read(io.LimitReader(bytes.NewReader([]byte{syncByte}), 1), func(Packet) {}); err != nil {
		t.Errorf("half a packet: %v", err)
	}
}

package media

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/trial"
)

var tools = Tools{FFmpeg: "ffmpeg"}

// raw makes a Matroska file of five seconds as the encoder writes it.
func raw(t *testing.T, sound, codec string) string {
	t.Helper()
	trial.Need(t, "ffmpeg", "ffprobe")
	path := filepath.Join(t.TempDir(), "raw.mkv")
	args := []string{"-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=160x90:r=30:d=5", "-f", "lavfi", "-i", "sine=440:r=48000:d=" + sound}
	if codec == "libopus" {
		args = append(args, "-map", "1:a")
	} else {
		args = append(args, "-c:v", "libx264", "-preset", "ultrafast")
	}
	args = append(args, "-c:a", codec, "-cluster_time_limit", "500", path)
	if out, err := exec.Command("ffmpeg", args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

func made(t *testing.T, raw, container string) (string, Info) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	if err := tools.Remux(context.Background(), raw, out, container); err != nil {
		t.Fatal(err)
	}
	info, err := tools.Probe(context.Background(), out, 30)
	if err != nil {
		t.Fatal(err)
	}
	return out, info
}

func near(a, b time.Duration) bool { return (a - b).Abs() <= 60*time.Millisecond }

func TestAFinishedFileBeginsWithItsIndexAndHoldsAllThatWasWritten(t *testing.T) {
	path, info := made(t, raw(t, "5", "aac"), plan.MP4)
	if info.Pictures != 150 || !near(info.Picture, 5*time.Second) || !near(info.Sound, 5*time.Second) || !near(info.Duration, 5*time.Second) {
		t.Errorf("it holds %+v", info)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if index, data := bytes.Index(content, []byte("moov")), bytes.Index(content, []byte("mdat")); index < 0 || index > data {
		t.Errorf("the index is at %d, the media at %d", index, data)
	}
	if info.Size != int64(len(content)) {
		t.Errorf("%d bytes, not %d", info.Size, len(content))
	}
}

func TestOfAFileThatWasCutOffAllUpToThereIsSaved(t *testing.T) {
	path := raw(t, "5", "aac")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content[:len(content)*3/5], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, info := made(t, path, plan.MP4); info.Picture < 2*time.Second || info.Picture > 4*time.Second || info.Sound < 2*time.Second {
		t.Errorf("it holds %+v", info)
	}
}

func TestSoundAloneIsAnOggFile(t *testing.T) {
	path, info := made(t, raw(t, "5", "libopus"), plan.OGG)
	if !near(info.Sound, 5*time.Second) || info.Pictures != 0 {
		t.Errorf("it holds %+v", info)
	}
	if content, _ := os.ReadFile(path); !bytes.HasPrefix(content, []byte("OggS")) {
		t.Error("it is no Ogg file")
	}
}

func TestAFileWithoutAnythingInItSaysSo(t *testing.T) {
	trial.Need(t, "ffmpeg")
	dir := t.TempDir()
	for name, content := range map[string]string{"empty": "", "rubbish": strings.Repeat("rubbish", 100)} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := tools.Remux(context.Background(), path, filepath.Join(dir, "out"), plan.MP4); !errors.Is(err, ErrEmpty) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := tools.Remux(context.Background(), filepath.Join(dir, "none"), filepath.Join(dir, "out"), plan.MP4); !errors.Is(err, ErrEmpty) {
		t.Errorf("none: %v", err)
	}
}

// Wherever the encoder was killed: the file is made, or it is known that there is nothing in it.
func TestAFileThatEndsInItsHeadHasNothingInIt(t *testing.T) {
	whole, err := os.ReadFile(raw(t, "5", "aac"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	empty := 0
	for size := 1; size < 1800; size += 200 {
		path := filepath.Join(dir, "raw.mkv")
		if err := os.WriteFile(path, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		err := tools.Remux(context.Background(), path, filepath.Join(dir, "out"), plan.MP4)
		if errors.Is(err, ErrEmpty) {
			empty++
		} else if err != nil {
			t.Errorf("of %d bytes it says %v", size, err)
		}
	}
	if empty == 0 {
		t.Error("none of them is said to be empty")
	}
}

func TestALargeFileThatCannotBeReadIsNotTakenForEmpty(t *testing.T) {
	trial.Need(t, "ffmpeg")
	path := filepath.Join(t.TempDir(), "raw.mkv")
	if err := os.WriteFile(path, bytes.Repeat([]byte("rubbish"), 10_000), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := tools.Remux(context.Background(), path, path+".out", plan.MP4); err == nil || errors.Is(err, ErrEmpty) {
		t.Errorf("it says %v", err)
	}
}

func TestSoundThatEndsTooEarlyIsSeenThoughTheFileIsLongEnough(t *testing.T) {
	_, info := made(t, raw(t, "1", "aac"), plan.MP4)
	if !near(info.Duration, 5*time.Second) {
		t.Fatalf("it holds %+v", info)
	}
	if got := Short(info, Wanted{Wall: 5 * time.Second}); got != "1s of sound in 5s of recording" {
		t.Errorf("it says %q", got)
	}
}

func TestWhatIsMissingIsSaidInWords(t *testing.T) {
	whole := Info{Picture: 100 * time.Second, Pictures: 3000, Sound: 100 * time.Second}
	for name, c := range map[string]struct {
		info Info
		want Wanted
		says string
	}{
		"nothing":              {whole, Wanted{Wall: 100 * time.Second}, ""},
		"a little":             {whole, Wanted{Wall: 104 * time.Second}, ""},
		"picture and sound":    {whole, Wanted{Wall: 120 * time.Second}, "1m40s of picture in 2m0s of recording; 1m40s of sound in 2m0s of recording"},
		"a second of few":      {Info{Picture: time.Second, Pictures: 30, Sound: time.Second}, Wanted{Wall: 2500 * time.Millisecond}, ""},
		"all sound":            {Info{Picture: time.Second, Pictures: 30}, Wanted{Wall: time.Second}, "there is no sound"},
		"picture, not wanted":  {Info{Sound: time.Second}, Wanted{Wall: time.Second, AudioOnly: true}, ""},
		"pictures, filled up":  {whole, Wanted{Wall: 100 * time.Second, Duplicated: 1000}, "1000 of 3000 pictures came too late (the recorder has too little processor time)"},
		"few pictures":         {whole, Wanted{Wall: 100 * time.Second, Duplicated: 200}, ""},
		"a stall, caught up":   {whole, Wanted{Wall: 100 * time.Second, Duplicated: 250, Dropped: 250}, ""},
		"more than there were": {whole, Wanted{Wall: 100 * time.Second, Duplicated: 2, Dropped: 3001}, "3000 of 3000 pictures came too late (the recorder has too little processor time)"},
	} {
		if got := Short(c.info, c.want); got != c.says {
			t.Errorf("%s: it says %q", name, got)
		}
	}
}

func TestAProgramThatTakesTooLongIsEnded(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := run(ctx, "sleep", "60"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it says %v", err)
	}
}

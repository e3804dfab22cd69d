package plan

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

const (
	streamKey = "jonas-and-mara-4711"
	s3Secret  = "bucket-secret-1"
	pageToken = "page-token-1"
)

func group() Plan {
	return Plan{
		EgressID: "EG_group", RoomName: "group-on-monday", RoomID: "RM_1",
		PageURL: "https://rooms.example/record/?token=" + pageToken, AwaitStart: true,
		Video: Video{Width: 1280, Height: 720, FPS: 30, BitrateKbps: 3000, KeyFrameSeconds: 4, Profile: "main"},
		Audio: Audio{BitrateKbps: 128, SampleRate: 48000},
		File: &File{Path: "2026/a.mp4", Container: MP4, Manifest: true,
			S3: &S3{Endpoint: "https://s3.example", Bucket: "sessions", AccessKey: "bucket-key-1", Secret: s3Secret}},
		StreamURLs: []string{"rtmp://live.example/app/" + streamKey},
		Limit:      time.Hour,
	}
}

func TestALogOfAPlanNamesItButShowsNoSecret(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	log.Info("planned", "plan", group(), "bucket", *group().File.S3)

	for _, secret := range []string{streamKey, s3Secret, "bucket-key-1", pageToken} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q is in the log: %s", secret, out.String())
		}
	}
	for _, wanted := range []string{`"egress":"EG_group"`, `"width":1280`, `"streams":1`, `"bucket":"sessions"`} {
		if !strings.Contains(out.String(), wanted) {
			t.Errorf("%s is not in the log: %s", wanted, out.String())
		}
	}
}

func TestAStreamsURLIsShownWithoutItsKey(t *testing.T) {
	for given, want := range map[string]string{
		"rtmp://live.example/app/jonas-and-mara-4711":              "rtmp://live.example/app/{jon...711}",
		"rtmps://live.example:443/rtmp/jonas-and-mara-4711":        "rtmps://live.example:443/rtmp/{jon...711}",
		"rtmp://live.example/jonas-and-mara-4711":                  "rtmp://live.example/{...}",
		"rtmp://live.example":                                      "rtmp://live.example/{...}",
		"jonas-and-mara-4711":                                      "{...}",
		"rtmp://live.example/app/stream?key=jonas-and-mara-4711":   "",
		"rtmps://live.example/app/stream/jonas-and-mara-4711?a=bc": "",
	} {
		got := Redacted(given)
		if want != "" && got != want {
			t.Errorf("%s is shown as %s, not as %s", given, got, want)
		}
		if strings.Contains(got, streamKey) {
			t.Errorf("%s is shown with its key: %s", given, got)
		}
	}
}

func TestAnotherProcessReadsWhatItNeedsToFinishTheFileAndNoMore(t *testing.T) {
	dir := t.TempDir()
	if err := Save(dir, group()); err != nil {
		t.Fatal(err)
	}
	got, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := group()
	want.PageURL, want.StreamURLs = "", nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v, not %+v", got, want)
	}
	text, err := os.ReadFile(filepath.Join(dir, jobFile))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), streamKey) || strings.Contains(string(text), pageToken) {
		t.Errorf("a secret that nobody needs is in the file: %s", text)
	}
}

func TestASavedPlanIsReadableForItsOwnerOnly(t *testing.T) {
	dir := t.TempDir()
	if err := Save(dir, group()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, jobFile))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %o", info.Mode().Perm())
	}
}

func TestAPlanThatCannotBeReadIsAnErrorThatSaysSo(t *testing.T) {
	empty := t.TempDir()
	if _, err := Load(empty); err == nil || !strings.Contains(err.Error(), jobFile) {
		t.Errorf("without a file: %v", err)
	}
	if err := os.WriteFile(filepath.Join(empty, jobFile), []byte("{half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(empty); err == nil || !strings.Contains(err.Error(), jobFile) {
		t.Errorf("with half a file: %v", err)
	}
	if err := Save(filepath.Join(empty, "gone"), group()); err == nil {
		t.Error("a plan was saved into a folder that is not there")
	}
}

func TestEveryJobHasAFolderOfItsOwn(t *testing.T) {
	if got := Dir("/var/recorder", "EG_group"); got != "/var/recorder/EG_group" {
		t.Errorf("it is %s", got)
	}
}

func TestALogOfAStreamOrOfSoundAloneSaysWhatItIs(t *testing.T) {
	sound, stream := group(), group()
	sound.AudioOnly, sound.File.S3, sound.File.Container = true, nil, OGG
	stream.File, stream.Limit = nil, 0
	for words, p := range map[string]Plan{
		`"audio_only":true,"streams":1,"s3":false,"container":"ogg"`:         sound,
		`"audio_only":false,"streams":1,"width":1280,"height":720,"fps":30}`: stream,
	} {
		var out bytes.Buffer
		slog.New(slog.NewJSONHandler(&out, nil)).Info("planned", "plan", p)
		if !strings.Contains(out.String(), words) {
			t.Errorf("%s is not in %s", words, out.String())
		}
	}
}

func TestAPlanThatIsSavedStaysAsItWasForWhoSavedIt(t *testing.T) {
	p := group()
	if err := Save(t.TempDir(), p); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(p, group()) {
		t.Errorf("it has become %+v", p)
	}
}

func TestAPlanIsSavedAgainOverTheOld(t *testing.T) {
	dir := t.TempDir()
	long, short := group(), group()
	long.RoomName = strings.Repeat("a long name ", 100)
	for _, p := range []Plan{long, short} {
		if err := Save(dir, p); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := Load(dir); err != nil || got.RoomName != short.RoomName {
		t.Errorf("read %+v, %v", got, err)
	}
}

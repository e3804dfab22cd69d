package store

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/trial"
)

func delivery(t *testing.T, path string) Delivery {
	t.Helper()
	dir := trial.Dir(t)
	d := Delivery{
		Source: filepath.Join(dir, "finished"), OutputDir: filepath.Join(dir, "out"), Log: trial.Log(t),
		File: plan.File{Path: path, Container: plan.MP4}, ManifestName: "EG_group.json",
	}
	if err := os.WriteFile(d.Source, []byte("the finished file"), 0o600); err != nil {
		t.Fatal(err)
	}
	return d
}

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestALocalFileAppearsInItsFolderReadableForTheGroup(t *testing.T) {
	d := delivery(t, "2026/11/group.mp4")
	where, err := Deliver(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	if where.Location != filepath.Join(d.OutputDir, "2026/11/group.mp4") || where.Manifest != "" {
		t.Errorf("it is said to be at %+v", where)
	}
	if content(t, where.Location) != "the finished file" {
		t.Error("it is another file")
	}
	if info, _ := os.Stat(where.Location); info.Mode().Perm() != 0o640 {
		t.Errorf("its mode is %o", info.Mode().Perm())
	}
	if left, _ := os.ReadDir(filepath.Dir(where.Location)); len(left) != 1 {
		t.Errorf("beside it: %v", left)
	}
}

func TestWhoMayDeleteInTheDirectoryMayDeleteInItsFolders(t *testing.T) {
	d := delivery(t, "2026/11/group.mp4")
	if err := os.MkdirAll(filepath.Join(d.OutputDir), 0o700); err != nil {
		t.Fatal(err)
	}
	// As root: to a group that is not ours.
	group := os.Getgid()
	if os.Geteuid() == 0 {
		group = 12345
	}
	if err := os.Chown(d.OutputDir, -1, group); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(d.OutputDir, 0o770|os.ModeSetgid); err != nil {
		t.Fatal(err)
	}
	defer syscall.Umask(syscall.Umask(0o027))
	where, err := Deliver(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{where.Location: 0o640, filepath.Join(d.OutputDir, "2026"): 0o770, filepath.Join(d.OutputDir, "2026/11"): 0o770} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if gid := info.Sys().(*syscall.Stat_t).Gid; info.Mode().Perm() != want || int(gid) != group {
			t.Errorf("%s: %o of group %d", path, info.Mode().Perm(), gid)
		}
	}
}

func TestWhatAnAttemptThatWasCutOffLeftIsReplaced(t *testing.T) {
	d := delivery(t, "a/group.mp4")
	folder := filepath.Join(d.OutputDir, "a")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, ".group.mp4.part"), []byte("the fin"), 0o600); err != nil {
		t.Fatal(err)
	}
	where, err := Deliver(context.Background(), d)
	if err != nil || content(t, where.Location) != "the finished file" {
		t.Error(err)
	}
	if left, _ := os.ReadDir(folder); len(left) != 1 {
		t.Errorf("beside it: %v", left)
	}
}

func TestNoFileLeavesTheDirectory(t *testing.T) {
	for _, path := range []string{"../group.mp4", "a/../../group.mp4", "/etc/group.mp4", "link/group.mp4", "link/a/group.mp4", ""} {
		d := delivery(t, path)
		outside := trial.Dir(t)
		if err := os.MkdirAll(d.OutputDir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(outside, filepath.Join(d.OutputDir, "link")); err != nil {
			t.Fatal(err)
		}
		if _, err := Deliver(context.Background(), d); !errors.Is(err, ErrPath) {
			t.Errorf("%q: %v", path, err)
		}
		if left, _ := os.ReadDir(outside); len(left) != 0 {
			t.Errorf("%q: outside there is %v", path, left)
		}
		if content(t, d.Source) == "" {
			t.Errorf("%q: the source is gone", path)
		}
	}
}

func TestFromAnotherDiskItIsCopied(t *testing.T) {
	d := delivery(t, "group.mp4")
	var here, there syscall.Stat_t
	if syscall.Stat("/dev/shm", &there) != nil || syscall.Stat(d.Source, &here) != nil || here.Dev == there.Dev {
		trial.Need(t, "a second disk at /dev/shm")
	}
	out, err := os.MkdirTemp("/dev/shm", "rt")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(out)
	d.OutputDir = out
	where, err := Deliver(context.Background(), d)
	if err != nil || content(t, where.Location) != "the finished file" {
		t.Error(err)
	}
	if left, _ := os.ReadDir(out); len(left) != 1 {
		t.Errorf("beside it: %v", left)
	}
}

func TestADirectoryThatCannotBeWrittenIsAnErrorAndTheFileStays(t *testing.T) {
	d := delivery(t, "group.mp4")
	d.OutputDir = filepath.Join(d.Source, "no-directory")
	if _, err := Deliver(context.Background(), d); err == nil || !strings.Contains(err.Error(), "directory for recordings") {
		t.Errorf("it says %v", err)
	}
	content(t, d.Source)
}

func TestAManifestIsWrittenBesideTheFileIfAskedFor(t *testing.T) {
	d := delivery(t, "a/group.mp4")
	var err error
	d.Manifest, err = Manifest(plan.Plan{EgressID: "EG_group", RoomName: "group-on-monday", PageURL: "https://rooms.example/?token=secret"}, time.Unix(1, 0), time.Unix(2, 0))
	if err != nil {
		t.Fatal(err)
	}
	where, err := Deliver(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	text := content(t, filepath.Join(d.OutputDir, "a/EG_group.json"))
	if !strings.Contains(text, `"egress_id":"EG_group"`) || strings.Contains(text, "secret") || !strings.HasSuffix(where.Manifest, "a/EG_group.json") {
		t.Errorf("at %s: %s", where.Manifest, text)
	}
}

func upload(t *testing.T, s plan.S3) Delivery {
	d := delivery(t, "2026/the group.mp4")
	d.File.S3, d.Patience = &s, 10*time.Second
	return d
}

func TestAFileIsUploadedPrivateWithItsTypeAndItsManifest(t *testing.T) {
	bucket := trial.Bucket(t)
	bucket.Metadata = map[string]string{"room": "group-on-monday"}
	d := upload(t, bucket.S3)
	d.Manifest = []byte("{}")
	where, err := Deliver(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	if where.Location != bucket.Endpoint+"/sessions/2026/the%20group.mp4" || where.Manifest != bucket.Endpoint+"/sessions/2026/EG_group.json" {
		t.Errorf("it is said to be at %+v", where)
	}
	if content(t, filepath.Join(bucket.Dir, "2026/the group.mp4")) != "the finished file" {
		t.Error("it is another file")
	}
	answer, err := http.Get(where.Location)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("anybody gets %d", answer.StatusCode)
	}
	client, _, err := connect(bucket.S3)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := client.StatObject(context.Background(), "sessions", "2026/the group.mp4", minio.StatObjectOptions{}); err != nil || info.ContentType != "video/mp4" || info.UserMetadata["Room"] != "group-on-monday" {
		t.Errorf("%+v, %v", info, err)
	}
}

func TestAnUploadWaitsForAStorageThatIsAway(t *testing.T) {
	bucket := trial.Bucket(t)
	bucket.Stop()
	d := upload(t, bucket.S3)
	done := make(chan error, 1)
	go func() { _, err := Deliver(context.Background(), d); done <- err }()
	bucket.Start(t)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	content(t, filepath.Join(bucket.Dir, "2026/the group.mp4"))
}

// refusing is a storage that says no for the first times, and then yes.
func refusing(t *testing.T, times int32, status int) (plan.S3, *atomic.Int32) {
	t.Helper()
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) <= times {
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>No.</Message></Error>`)
			return
		}
		w.Header().Set("ETag", `"1"`)
	}))
	t.Cleanup(server.Close)
	return plan.S3{Endpoint: server.URL, Region: "us-east-1", Bucket: "sessions", AccessKey: "key-of-the-bucket", Secret: "secret-of-the-bucket", PathStyle: true}, &asked
}

func TestAnUploadThatIsRefusedIsTriedAgain(t *testing.T) {
	s, asked := refusing(t, 1, http.StatusForbidden)
	if _, err := Deliver(context.Background(), upload(t, s)); err != nil {
		t.Fatal(err)
	}
	if asked.Load() != 2 {
		t.Errorf("it was asked %d times", asked.Load())
	}
}

func TestAnUploadThatIsAlwaysRefusedEndsWithTheAnswerAndTheFileStays(t *testing.T) {
	s, _ := refusing(t, 1000, http.StatusForbidden)
	d := upload(t, s)
	d.Patience = 1500 * time.Millisecond
	_, err := Deliver(context.Background(), d)
	if err == nil || err.Error() != "upload: the storage answers 403 AccessDenied" {
		t.Errorf("it says %v", err)
	}
	content(t, d.Source)
}

func TestAStorageThatIsNotThereIsToldWithoutTheFilesName(t *testing.T) {
	s := plan.S3{Endpoint: fmt.Sprintf("http://127.0.0.1:%d", trial.FreePort(t)), Bucket: "sessions", AccessKey: "key", Secret: "secret"}
	d := upload(t, s)
	d.Patience = 100 * time.Millisecond
	_, err := Deliver(context.Background(), d)
	if err == nil || !strings.Contains(err.Error(), "refused") || strings.Contains(err.Error(), "group") {
		t.Errorf("it says %v", err)
	}
}

func TestAnUploadEndsWithItsContext(t *testing.T) {
	s, _ := refusing(t, 1000, http.StatusServiceUnavailable)
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if _, err := Deliver(ctx, upload(t, s)); err == nil {
		t.Error("it did not fail")
	}
}

func TestWhereAFileIsFollowsFromTheStorage(t *testing.T) {
	for want, s := range map[string]plan.S3{
		"https://sessions.s3.eu-central-1.amazonaws.com/": {Region: "eu-central-1"},
		"https://s3.eu-central-1.amazonaws.com/sessions/": {Region: "eu-central-1", PathStyle: true},
		"https://storage.example:9000/sessions/":          {Endpoint: "https://storage.example:9000"},
		"http://storage.example/sessions/":                {Endpoint: "http://storage.example"},
		"https://sessions.s3.amazonaws.com/":              {},
	} {
		s.Bucket = "sessions"
		if _, base, err := connect(s); err != nil || base != want {
			t.Errorf("%s, not %s (%v)", base, want, err)
		}
	}
	if _, _, err := connect(plan.S3{Endpoint: "ftp://storage.example", Bucket: "sessions"}); err == nil {
		t.Error("an endpoint that is no web address is taken")
	}
}

func TestTagsThatCannotBeReadAreRefused(t *testing.T) {
	d := upload(t, plan.S3{Endpoint: "http://127.0.0.1:9", Bucket: "sessions", Tagging: "=;="})
	if _, err := Deliver(context.Background(), d); err == nil || !strings.Contains(err.Error(), "tags") {
		t.Errorf("it says %v", err)
	}
}

func TestEachKindOfFileHasItsType(t *testing.T) {
	if a, b, c := ContentType(plan.File{Container: plan.MP4}, false), ContentType(plan.File{Container: plan.MP4}, true), ContentType(plan.File{Container: plan.OGG}, true); a != "video/mp4" || b != "audio/mp4" || c != "audio/ogg" {
		t.Error(a, b, c)
	}
}

package store

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"rooms.example/recorder/internal/plan"
	"rooms.example/recorder/internal/trial"
)

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
	d.Patience = 2 * time.Second
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

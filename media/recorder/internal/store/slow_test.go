package store

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rooms.example/recorder/internal/plan"
)

// slow is a storage that takes a step of a file at a time, with a pause after each; it counts the attempts.
func slow(t *testing.T, step int64, pause time.Duration) (plan.S3, *atomic.Int32) {
	t.Helper()
	var attempts atomic.Int32
	over := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		attempts.Add(1)
		for {
			if _, err := io.CopyN(io.Discard, r.Body, step); err != nil {
				break
			}
			select {
			case <-time.After(pause):
			case <-over:
				return
			}
		}
		w.Header().Set("ETag", `"1"`)
	}))
	t.Cleanup(func() {
		close(over)
		server.Close()
	})
	return plan.S3{Endpoint: server.URL, Region: "us-east-1", Bucket: "sessions", AccessKey: "key-of-the-bucket", Secret: "secret-of-the-bucket", PathStyle: true}, &attempts
}

// large makes the file larger than what lies between the two on the way.
func large(t *testing.T, d Delivery) {
	t.Helper()
	if err := os.WriteFile(d.Source, bytes.Repeat([]byte("the group "), 1_500_000), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAnUploadThatMovesTakesLongerThanFailuresAreBorne(t *testing.T) {
	s, attempts := slow(t, 500_000, 100*time.Millisecond)
	d := upload(t, s)
	large(t, d)
	d.Patience = 1200 * time.Millisecond
	began := time.Now()
	if _, err := Deliver(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < 2*d.Patience || attempts.Load() != 1 {
		t.Errorf("it took %s and %d attempts", took, attempts.Load())
	}
}

func TestAnUploadThatStandsStillIsBrokenOffAndTriedAgain(t *testing.T) {
	s, attempts := slow(t, 100_000, time.Hour)
	d := upload(t, s)
	large(t, d)
	d.Patience = 1200 * time.Millisecond
	_, err := Deliver(context.Background(), d)
	if err == nil || !strings.Contains(err.Error(), "upload: no byte was taken for 1.2s") || attempts.Load() != 2 {
		t.Errorf("it says %v after %d attempts", err, attempts.Load())
	}
	if _, err := os.Stat(d.Source); err != nil {
		t.Error("the file is gone")
	}
}

func TestAnAttemptThatEndsByItselfSaysWhy(t *testing.T) {
	refused := io.ErrUnexpectedEOF
	if err := moving(context.Background(), time.Hour, func(context.Context, pulse) error { return refused }); err != refused {
		t.Errorf("it says %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := moving(ctx, time.Hour, func(ctx context.Context, _ pulse) error { return ctx.Err() }); err != context.Canceled {
		t.Errorf("with its caller it says %v", err)
	}
}

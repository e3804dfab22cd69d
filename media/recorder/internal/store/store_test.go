package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

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

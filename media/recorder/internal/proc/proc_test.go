package proc

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// As a worker: this binary again, which starts a child that has a child, says their ids, and waits to be killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("RECORDER_PROC_TEST_WORKER"); dir != "" {
		p, err := Start(Spec{Name: "sleeper", Path: "sleep", Args: []string{"300"}, Env: Environ(), PidsDir: dir})
		if err != nil {
			panic(err)
		}
		fmt.Println(p.Pid())
		select {}
	}
	os.Exit(m.Run())
}

func alive(pid int) bool {
	f, err := statFields(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && f[0] != "Z"
}

func gone(t *testing.T, pid int) {
	t.Helper()
	for range 200 {
		if !alive(pid) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("process %d still runs", pid)
}

func sleeper(t *testing.T, dir string, args ...string) *Process {
	t.Helper()
	p, err := Start(Spec{Name: "sleeper", Path: "sh", Args: append([]string{"-c"}, args...), Env: Environ(), PidsDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Stop(0) })
	return p
}

func TestAProgramDiesWithAWorkerThatIsKilled(t *testing.T) {
	worker := exec.Command(os.Args[0])
	worker.Env = append(os.Environ(), "RECORDER_PROC_TEST_WORKER="+t.TempDir())
	out, err := worker.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := worker.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Fscan(out, &pid); err != nil {
		t.Fatal(err)
	}
	if !alive(pid) {
		t.Fatal("the program does not run")
	}
	if err := worker.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = worker.Wait()
	gone(t, pid)
}

func TestStoppingAProgramEndsItsChildrenToo(t *testing.T) {
	dir := t.TempDir()
	p := sleeper(t, dir, "sleep 300 & echo $! > "+filepath.Join(dir, "child")+"; wait")
	child := 0
	for range 200 {
		if text, err := os.ReadFile(filepath.Join(dir, "child")); err == nil && len(text) > 0 {
			child, _ = strconv.Atoi(strings.TrimSpace(string(text)))
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if !alive(child) {
		t.Fatal("the child does not run")
	}
	p.Stop(time.Second)
	p.Stop(time.Second)
	gone(t, child)
	gone(t, p.Pid())
}

func TestAProgramThatDoesNotListenIsKilled(t *testing.T) {
	p := sleeper(t, "", "trap '' TERM; while :; do sleep 1; done")
	began := time.Now()
	p.Stop(100 * time.Millisecond)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	gone(t, p.Pid())
}

func TestAProgramThatIsNotThereIsNamed(t *testing.T) {
	_, err := Start(Spec{Name: "the encoder", Path: "/no/such/ffmpeg"})
	if err == nil || !strings.Contains(err.Error(), "the encoder") {
		t.Errorf("it says %v", err)
	}
}

func TestWhatRunsIsFoundByItsIdAndItsStart(t *testing.T) {
	dir := t.TempDir()
	p := sleeper(t, dir, "sleep 300")
	if got := Reap(dir); len(got) != 1 || got[0] != "sleeper" {
		t.Errorf("ended: %v", got)
	}
	gone(t, p.Pid())
}

func TestAnotherProcessWithTheSameIdIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	p := sleeper(t, "", "sleep 300")
	began, err := startTime(p.Pid())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "sleeper.1")
	if err := os.WriteFile(file, fmt.Appendf(nil, "%d %d %s\n", p.Pid(), began-1, machine()), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := Reap(dir); len(got) != 0 {
		t.Errorf("ended: %v", got)
	}
	if !alive(p.Pid()) {
		t.Error("it was ended")
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Error("the file is still there")
	}
}

// After a boot, and in another container, the number may be anybody's: of a leader that is gone its group tells no more.
func TestWhatWasWrittenBeforeABootIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	p := sleeper(t, dir, "sleep 300")
	file := filepath.Join(dir, fmt.Sprintf("sleeper.%d", p.Pid()))
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{strings.Replace(string(text), machine(), "another-boot/"+machine(), 1), strings.Replace(string(text), " "+machine(), "", 1)} {
		if other == string(text) {
			t.Fatalf("where it runs is not in %q", text)
		}
		if err := os.WriteFile(file, []byte(other), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := Reap(dir); len(got) != 0 || !alive(p.Pid()) {
			t.Errorf("by %q are ended: %v", other, got)
		}
		if _, err := os.Stat(file); !os.IsNotExist(err) {
			t.Error("the file is still there")
		}
	}
}

func TestAGroupWhoseLeaderIsDeadIsEnded(t *testing.T) {
	dir := t.TempDir()
	p := sleeper(t, dir, "sleep 300 & sleep 300 & touch "+filepath.Join(dir, "ready")+"; wait")
	for range 200 {
		if os.Remove(filepath.Join(dir, "ready")) == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := p.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-p.Done()
	if got := Reap(dir); len(got) != 1 {
		t.Errorf("ended: %v", got)
	}
	for range 200 {
		if syscall.Kill(-p.Pid(), 0) != nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("the group still runs")
}

func TestNothingButHarmlessVariablesIsHandedOn(t *testing.T) {
	t.Setenv("RECORDER_S3_SECRET", "secret")
	t.Setenv("LANG", "de_DE.UTF-8")
	env := strings.Join(Environ("A=b"), "\n")
	if strings.Contains(env, "secret") || !strings.Contains(env, "LANG=de_DE.UTF-8") || !strings.HasSuffix(env, "A=b") {
		t.Errorf("it is %q", env)
	}
}

func TestTheLastLinesAreKeptForTheMessage(t *testing.T) {
	var each []string
	l := &Lines{Each: func(s string) { each = append(each, s) }}
	for i := range 9 {
		_, _ = fmt.Fprintf(l, "line %d\n", i)
	}
	_, _ = l.Write([]byte("half"))
	_, _ = l.Write([]byte(" a line\rand another\n"))
	if got := l.Last(); got != "line 6 | line 7 | line 8 | half a line | and another" {
		t.Errorf("they are %q", got)
	}
	if len(each) != 11 {
		t.Errorf("%d lines were handed on", len(each))
	}
}

func TestAProgramThatIsDeadIsNotToldAsEnded(t *testing.T) {
	dir := t.TempDir()
	c := exec.Command("true")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer c.Wait()
	remember(dir, "dead", c.Process.Pid)
	for range 200 {
		if !alive(c.Process.Pid) { // but not waited for
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if got := Reap(dir); len(got) != 0 {
		t.Errorf("ended: %v", got)
	}
}

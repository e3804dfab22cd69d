package stage

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"rooms.example/recorder/internal/proc"
	"rooms.example/recorder/internal/trial"
)

func options(t *testing.T, dir, pageURL string) Options {
	return Options{Dir: dir, Width: 640, Height: 360, SampleRate: 48000, Chromium: "chromium", NoSandbox: trial.NoSandbox(), PageURL: pageURL, Log: trial.Log(t)}
}

func open(t *testing.T, o Options) *Stage {
	t.Helper()
	trial.NeedStage(t)
	s, err := Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func wait[T any](t *testing.T, c <-chan T, within time.Duration, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(within):
		t.Fatalf("not within %s: %s", within, what)
		panic("unreachable")
	}
}

func TestThePageIsShownAndSaysWhenToBeginAndWhenToEnd(t *testing.T) {
	dir := trial.Dir(t)
	s := open(t, options(t, dir, trial.Page(t)+"?end=0.2"))
	wait(t, s.Browser.Started, trial.Patience, "START_RECORDING")
	wait(t, s.Browser.Ended, trial.Patience, "END_RECORDING")

	s.Close()
	trial.Eventually(t, trial.Patience, "everything has ended", func() bool { return len(trial.Running(dir)) == 0 })
	if _, err := os.Stat("/tmp/.X11-unix/X" + strings.TrimPrefix(s.Display.Name, ":")); err == nil {
		t.Error("the display's socket was left behind")
	}
	nothingKept(t, dir)
}

// nothingKept: the browser's history holds the page's address, with the token.
func nothingKept(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{"browser", "pulse"} {
		if _, err := os.Stat(filepath.Join(dir, name)); !os.IsNotExist(err) {
			t.Errorf("%s was left behind: %v", name, err)
		}
	}
}

func TestThePageSaysWhenItIsWithoutItsCallAndAnswersAsLongAsItWorks(t *testing.T) {
	began := time.Now()
	s := open(t, options(t, trial.Dir(t), trial.Page(t)+"?away=0.5"))
	trial.Eventually(t, trial.Patience, "it is without its call", func() bool { return s.Browser.Away(began, time.Now()) > 0 })
	if !s.Browser.Answers(t.Context()) {
		t.Error("it does not answer")
	}
	var before time.Duration
	trial.Eventually(t, trial.Patience, "it has its call again", func() bool {
		now := s.Browser.Away(began, time.Now())
		grows := now != before
		before = now
		return !grows
	})

	if err := s.Browser.process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	hangs, over := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer over()
	if s.Browser.Answers(hangs) {
		t.Error("it answers, and hangs")
	}
	s.Close()
	if s.Browser.Answers(t.Context()) {
		t.Error("it answers, and is gone")
	}
}

func TestAPageThatAnswersWithAnErrorIsToldAtOnceWithItsStatus(t *testing.T) {
	s := open(t, options(t, trial.Dir(t), trial.Page(t)+"status/503?token=a-token-of-some-length"))
	err := wait(t, s.Dead(), trial.Patience, "the page's status")
	if !strings.Contains(err.Error(), "503") || strings.Contains(err.Error(), "a-token") {
		t.Errorf("it says %q", err)
	}
}

func TestAServerThatIsNotThereIsToldAtOnce(t *testing.T) {
	s := open(t, options(t, trial.Dir(t), "http://127.0.0.1:9/"))
	err := wait(t, s.Dead(), trial.Patience, "the page's error")
	if !strings.Contains(err.Error(), "could not be loaded") {
		t.Errorf("it says %q", err)
	}
}

func TestTheEndOfEachProgramIsToldWithinSeconds(t *testing.T) {
	for name, pid := range map[string]func(*Stage) int{
		"chromium":   func(s *Stage) int { return s.Browser.process.Pid() },
		"Xvfb":       func(s *Stage) int { return s.Display.process.Pid() },
		"pulseaudio": func(s *Stage) int { return s.Sound.process.Pid() },
	} {
		t.Run(name, func(t *testing.T) {
			dir := trial.Dir(t)
			s := open(t, options(t, dir, trial.Page(t)))
			wait(t, s.Browser.Started, trial.Patience, "START_RECORDING")
			dead := s.Dead()
			if err := syscall.Kill(pid(s), syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			if err := wait(t, dead, trial.Patience, "its end"); err == nil {
				t.Error("no reason is given")
			}
			s.Close()
			trial.Eventually(t, trial.Patience, "everything has ended", func() bool { return len(trial.Running(dir)) == 0 })
		})
	}
}

func TestAPageThatCrashesIsTold(t *testing.T) {
	s := open(t, options(t, trial.Dir(t), trial.Page(t)))
	wait(t, s.Browser.Started, trial.Patience, "START_RECORDING")
	dead := s.Dead()
	_, _ = s.Browser.tools.send(s.Browser.session, "Page.crash", nil, nil)
	if err := wait(t, dead, trial.Patience, "the crash"); !strings.Contains(err.Error(), "crashed") {
		t.Errorf("it says %q", err)
	}
}

func TestForSoundAloneThereIsNoDisplay(t *testing.T) {
	o := options(t, trial.Dir(t), trial.Page(t))
	o.AudioOnly = true
	s := open(t, o)
	wait(t, s.Browser.Started, trial.Patience, "START_RECORDING")
	if s.Display != nil {
		t.Error("a display was started")
	}
}

func TestABrowserThatIsNotThereLeavesNeitherDisplayNorSound(t *testing.T) {
	trial.NeedStage(t)
	o := options(t, trial.Dir(t), trial.Page(t))
	o.Chromium = filepath.Join(o.Dir, "no-chromium")
	if _, err := Open(context.Background(), o); err == nil || !strings.Contains(err.Error(), "chromium") {
		t.Errorf("it says %v", err)
	}
	trial.Eventually(t, trial.Patience, "everything has ended", func() bool { return len(trial.Running(o.Dir)) == 0 })
}

func TestSoundWorksInAFolderWithALongName(t *testing.T) {
	trial.NeedStage(t)
	dir := filepath.Join(trial.Dir(t), strings.Repeat("long", 30))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := OpenSound(context.Background(), dir, 48000)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.dir); err != nil {
		t.Fatal(err)
	}
	s.close()
	if _, err := os.Stat(s.dir); !os.IsNotExist(err) {
		t.Errorf("its folder was left behind: %v", err)
	}
}

func TestWhatADeadWorkerLeftIsEnded(t *testing.T) {
	dir := trial.Dir(t)
	s := open(t, options(t, dir, trial.Page(t)))
	wait(t, s.Browser.Started, trial.Patience, "START_RECORDING")
	ended := Reap(dir)
	if len(ended) != 3 {
		t.Errorf("ended: %v", ended)
	}
	trial.Eventually(t, trial.Patience, "everything has ended", func() bool { return len(trial.Running(dir)) == 0 })
	if _, err := os.Stat("/tmp/.X" + strings.TrimPrefix(s.Display.Name, ":") + "-lock"); err == nil {
		t.Error("the display's lock was left behind")
	}
	if left, _ := os.ReadDir(PidsDir(dir)); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

func TestTheWorkersSecretsAreNotInTheEnvironmentOfItsPrograms(t *testing.T) {
	t.Setenv("LIVEKIT_API_SECRET", "a-secret")
	for _, v := range proc.Environ("HOME=/nowhere") {
		if strings.Contains(v, "a-secret") {
			t.Errorf("%s is handed on", v)
		}
	}
}

// Root may not use the browser's sandbox, so root runs this again as nobody.
func TestForAnotherUserThanRootTheBrowserHasItsSandbox(t *testing.T) {
	if os.Geteuid() == 0 {
		trial.NeedStage(t)
		trial.Need(t, "setpriv")
		asNobody(t, "TestForAnotherUserThanRootTheBrowserHasItsSandbox")
		return
	}
	s := open(t, options(t, trial.Dir(t), trial.Page(t)))
	wait(t, s.Browser.Started, trial.Patience, "START_RECORDING")
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", s.Browser.process.Pid()))
	if err != nil || strings.Contains(string(text), "--no-sandbox") {
		t.Errorf("%s, %v", text, err)
	}
	trial.Eventually(t, trial.Patience, "the page is heard", func() bool { _, is := s.Browser.Voice(); return is })
}

func asNobody(t *testing.T, test string) {
	t.Helper()
	dir := trial.Dir(t)
	binary, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "test")
	if err := os.WriteFile(copied, binary, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, copied} {
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.Command("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", copied, "-test.run", "^"+test+"$", "-test.v")
	c.Dir, c.Env = "/", []string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent", "RECORDER_TESTS_NEED_PROGRAMS=1"}
	if out, err := c.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS") {
		t.Errorf("as nobody: %v: %s", err, out)
	}
}

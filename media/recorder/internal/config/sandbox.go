package config

import (
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

// Sandbox is whether Chromium is to run in its own sandbox.
type Sandbox string

// Auto uses the sandbox wherever it works.
const (
	Auto Sandbox = "auto"
	On   Sandbox = "on"
	Off  Sandbox = "off"
)

// setuidHelper is what Debian's chromium-sandbox installs: with it Chromium needs no user namespaces.
const setuidHelper = "/usr/lib/chromium/chrome-sandbox"

// processors is how many this process may use; Go knows of a container's limit.
func processors() int { return runtime.GOMAXPROCS(0) }

// Machine is what the choice depends on.
type Machine struct {
	Root           bool
	UserNamespaces bool // an ordinary process may make one
	SetuidHelper   bool
}

// ThisMachine looks; by trying, since what is allowed is spread over sysctls, seccomp filters and AppArmor.
func ThisMachine() Machine {
	helper, err := os.Stat(setuidHelper)
	return Machine{
		Root:           os.Geteuid() == 0,
		UserNamespaces: userNamespaces(),
		SetuidHelper:   err == nil && helper.Mode()&os.ModeSetuid != 0,
	}
}

// Disabled says whether Chromium has to run without its sandbox, and, if that is no good choice, what is needed to have
// it.
func (s Sandbox) Disabled(m Machine) (bool, string) {
	switch {
	case s == Off:
		return true, "RECORDER_SANDBOX=off: a page that breaks out of Chromium has this worker's rights"
	case m.Root && s == On:
		return false, "Chromium refuses its sandbox to root: run the worker as a user of its own, or no recording will start"
	case m.Root:
		return true, "Chromium runs as root and therefore without its sandbox: run the worker as a user of its own (any will do that may write its two directories)"
	case !m.UserNamespaces && !m.SetuidHelper && s == On:
		return false, "nothing that Chromium's sandbox needs is here (user namespaces or Debian's chromium-sandbox): no recording will start"
	case !m.UserNamespaces && !m.SetuidHelper:
		return true, "Chromium runs without its sandbox: allow unprivileged user namespaces (in a container: a seccomp profile that does), or install Debian's chromium-sandbox"
	}
	return false, ""
}

func userNamespaces() bool {
	command := exec.Command("/proc/self/exe", "--version")
	if program, err := exec.LookPath("true"); err == nil {
		command = exec.Command(program)
	}
	command.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWPID}
	return command.Run() == nil
}

package config

import (
	"os"
	"strings"
	"testing"
)

func TestChromiumRunsInItsSandboxWhereverItCan(t *testing.T) {
	ordinary := Machine{UserNamespaces: true}
	helper := Machine{SetuidHelper: true}
	bare := Machine{}
	root := Machine{Root: true, UserNamespaces: true}
	for _, c := range []struct {
		name     string
		sandbox  Sandbox
		machine  Machine
		disabled bool
		says     string
	}{
		{"an ordinary user", Auto, ordinary, false, ""},
		{"an ordinary user who insists", On, ordinary, false, ""},
		{"with Debian's helper", Auto, helper, false, ""},
		{"root", Auto, root, true, "a user of its own"},
		{"root who insists", On, root, false, "no recording will start"},
		{"a container without user namespaces", Auto, bare, true, "chromium-sandbox"},
		{"such a container that insists", On, bare, false, "no recording will start"},
		{"turned off", Off, ordinary, true, "RECORDER_SANDBOX=off"},
	} {
		t.Run(c.name, func(t *testing.T) {
			disabled, says := c.sandbox.Disabled(c.machine)
			if disabled != c.disabled {
				t.Errorf("disabled: %v", disabled)
			}
			if (says == "") != (c.says == "") || !strings.Contains(says, c.says) {
				t.Errorf("it says %q", says)
			}
		})
	}
}

func TestThisMachineIsLookedAt(t *testing.T) {
	if got := ThisMachine(); got.Root != (os.Geteuid() == 0) {
		t.Errorf("root: %v", got.Root)
	}
}

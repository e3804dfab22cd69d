package proc

import (
	"syscall"
	"testing"
	"time"
)

func found(t *testing.T, p *Process, says string) Member {
	t.Helper()
	for range 1000 {
		if m, is := p.Find(says); is {
			return m
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("nobody in the group of %d says %q", p.Pid(), says)
	return Member{}
}

func TestAMemberOfAGroupIsFoundByItsCommandLineAndGoneWhenItAloneIsKilled(t *testing.T) {
	p, other := sleeper(t, "", "sleep 4711 & sleep 4712"), sleeper(t, "", "sleep 4713 & sleep 4714")
	m := found(t, p, "\x004711")
	if m.pid == p.Pid() || m.Gone() {
		t.Errorf("it is %+v; gone: %t", m, m.Gone())
	}
	found(t, other, "\x004713")
	if of, is := p.Find("\x004713"); is {
		t.Errorf("in its group is another's: %+v", of)
	}
	if err := syscall.Kill(m.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		if m.Gone() {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if _, is := p.Find("\x004711"); is || !m.Gone() {
		t.Errorf("it is killed and is found: %t; gone: %t", is, m.Gone())
	}
	if rest := found(t, p, "\x004712"); rest.Gone() {
		t.Error("with it the others are gone")
	}
}

func TestAnotherProcessWithTheSameNumberIsAnother(t *testing.T) {
	p := sleeper(t, "", "sleep 4715 & wait")
	m := found(t, p, "\x004715")
	m.began--
	if !m.Gone() {
		t.Error("it is taken for the one that was before")
	}
}

package proc

import (
	"bytes"
	"strings"
	"sync"
)

// Lines is a writer that hands on whole lines and keeps the last ones, for the message when a program dies.
type Lines struct {
	Each func(string) // may be nil
	Keep int          // lines; 0: five
	mu   sync.Mutex
	part []byte
	last []string
}

// Write never fails: what a program says must not stop it.
func (l *Lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.part = append(l.part, b...)
	for {
		i := bytes.IndexAny(l.part, "\r\n")
		if i < 0 {
			break
		}
		line := strings.TrimSpace(string(l.part[:i]))
		l.part = l.part[i+1:]
		if line == "" {
			continue
		}
		if l.last = append(l.last, line); len(l.last) > max(l.Keep, 5) {
			l.last = l.last[1:]
		}
		if l.Each != nil {
			l.Each(line)
		}
	}
	if len(l.part) > 64<<10 { // a line without end
		l.part = nil
	}
	return len(b), nil
}

// Last are the last lines, joined for one message.
func (l *Lines) Last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.last, " | ")
}

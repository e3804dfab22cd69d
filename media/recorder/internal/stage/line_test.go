package stage

import (
	"testing"
	"time"
)

func TestTheTimeWithoutTheCallIsThatOfTheRecordingAlone(t *testing.T) {
	began := time.Now()
	at := func(second int) time.Time { return began.Add(time.Duration(second) * time.Second) }
	var l line
	l.is(true, at(-20)) // it says so though nobody knew that it was down
	l.is(false, at(-10))
	l.is(true, at(3))
	l.is(false, at(10))
	l.is(false, at(12)) // once more changes nothing
	l.is(true, at(15))
	l.is(false, at(28))
	if away := l.away(at(0), at(30)); away != (3+5+2)*time.Second {
		t.Errorf("it was away for %s", away)
	}
	if away := l.away(at(16), at(27)); away != 0 {
		t.Errorf("with a line it was away for %s", away)
	}
}

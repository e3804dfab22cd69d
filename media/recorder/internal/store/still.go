package store

import (
	"context"
	"fmt"
	"time"
)

// standsStill is how long an attempt may move no byte. A storage that puts the parts of a large file together is silent, too.
const standsStill = time.Minute

// pulse is told of bytes that go out, by minio: it "reads" them. From several goroutines at a time.
type pulse func()

func (p pulse) Read(b []byte) (int, error) {
	p()
	return len(b), nil
}

// moving runs an attempt and breaks it off when no byte has moved for a while; however long it takes while they do.
func moving(ctx context.Context, limit time.Duration, try func(context.Context, pulse) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	still := fmt.Errorf("no byte was taken for %s", limit)
	timer := time.AfterFunc(limit, func() { cancel(still) })
	defer timer.Stop()
	err := try(ctx, func() { timer.Reset(limit) })
	if err != nil && context.Cause(ctx) == still {
		return still
	}
	return err
}

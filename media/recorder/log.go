package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
)

// newLog writes a line of JSON for each thing that happens, to standard error.
func newLog(level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: l}))
}

// redisLog takes what the Redis client has to say; it says the same many times while Redis is away.
type redisLog struct{ log *slog.Logger }

// Printf implements the logger of go-redis.
func (r redisLog) Printf(_ context.Context, format string, args ...any) {
	r.log.Debug("redis: " + strings.TrimSpace(fmt.Sprintf(format, args...)))
}

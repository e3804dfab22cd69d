package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// ending is what a worker does to end.
type ending interface {
	Drain(ctx context.Context) error
	Stop()
	Kill()
	Close()
}

// signals are those that end the program.
func signals() <-chan os.Signal {
	c := make(chan os.Signal, 3)
	signal.Notify(c, syscall.SIGTERM, syscall.SIGINT)
	return c
}

// untilToldToEnd waits for a signal, ends the worker, and returns the exit code: 1 if recordings were broken off.
//
// SIGTERM lets recordings end by themselves, for at most `limit`; SIGINT, a second signal or the limit ends them now, with
// their files; one more signal breaks them off.
func untilToldToEnd(w ending, limit time.Duration, told <-chan os.Signal, log *slog.Logger) int {
	first := <-told
	log.Info("told to end", "signal", first.String())
	if first == syscall.SIGINT {
		limit = 0
	}
	defer w.Close()
	if limit > 0 && drain(w, limit, told) {
		log.Info("all recordings have ended")
		return 0
	}
	log.Info("ending the recordings that run")
	w.Stop()
	if drain(w, 0, told) {
		log.Info("all recordings have ended")
		return 0
	}
	log.Error("breaking off: the next recorder here finishes the files")
	w.Kill()
	return 1
}

// drain waits until nothing runs any more; false if the limit (0: none) or a signal came first.
func drain(w ending, limit time.Duration, told <-chan os.Signal) bool {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if limit > 0 {
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	over := make(chan error, 1)
	go func() { over <- w.Drain(ctx) }()
	select {
	case err := <-over:
		return err == nil
	case <-told:
		cancel()
		<-over
		return false
	}
}

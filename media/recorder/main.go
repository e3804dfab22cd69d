// Command recorder records rooms of a LiveKit server: a worker behind LiveKit's Egress API, in place of, or beside, LiveKit's
// own egress service. Its configuration is its environment: see README.md.
//
// It ends on SIGTERM, when the recordings that run have ended (RECORDER_DRAIN_LIMIT); a second SIGTERM, or SIGINT, ends them
// now, with their files; the next ends the process, and the next worker here finishes what is left.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"rooms.example/recorder/internal/capture"
	"rooms.example/recorder/internal/config"
	"rooms.example/recorder/internal/egress"
	"rooms.example/recorder/internal/plan"
)

// version is set when a release is built: -ldflags "-X main.version=1.2.3".
var version = "dev"

func main() { os.Exit(run()) }

// run is the program; its result is the exit code: 0, 1 if it failed, 2 for a configuration that cannot be.
func run() int {
	c, err := config.Load(os.Getenv)
	if err != nil {
		fmt.Fprintln(os.Stderr, "recorder:", err)
		return 2
	}
	log := newLog(c.LogLevel)
	disabled, words := c.Sandbox.Disabled(config.ThisMachine())
	if words != "" {
		log.Warn("Chromium's sandbox: " + words)
	}
	recorder := captures{log: log, options: capture.Options{
		WorkDir: c.WorkDir, OutputDir: c.OutputDir, Chromium: c.Chromium, FFmpeg: c.FFmpeg, NoSandbox: disabled, MinFree: c.MinFree,
	}}
	parts, err := assemble(c, recorder, log)
	if err != nil {
		log.Error("the recorder cannot start", "error", err)
		return 1
	}
	background, stop := context.WithCancel(context.Background())
	defer stop()
	go parts.cpu.Run(background)
	parts.checker.Look(background)
	go parts.checker.Run(background)
	if err := serve(background, c.HTTP, parts.handler, log); err != nil {
		log.Error("the recorder cannot listen", "address", c.HTTP, "error", err)
		return 1
	}
	if err := parts.worker.Start(); err != nil {
		log.Error("the recorder cannot start", "error", err)
		return 1
	}
	log.Info("the recorder is ready", "version", version, "redis", c.Redis.Addr, "livekit", c.LiveKitURL, "http", c.HTTP,
		"max_jobs", c.MaxJobs, "sandbox", !disabled)
	return untilToldToEnd(parts.worker, c.DrainLimit, signals(), log)
}

// captures is package capture as an egress.Recorder.
type captures struct {
	options capture.Options
	log     *slog.Logger
}

func (r captures) Start(ctx context.Context, p plan.Plan) (egress.Capture, error) {
	c, err := capture.Start(ctx, p, r.options, r.log.With("egress", p.EgressID))
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (r captures) Salvage(ctx context.Context, dir string) (plan.Plan, capture.Result, error) {
	return capture.Salvage(ctx, dir, r.options, r.log)
}

// serve answers probes and Prometheus in the background until ctx ends.
func serve(ctx context.Context, address string, handler http.Handler, log *slog.Logger) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: time.Minute}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("probes are no longer answered", "error", err)
		}
	}()
	return nil
}

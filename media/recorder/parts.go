package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"

	"github.com/redis/go-redis/v9"

	"rooms.example/recorder/internal/config"
	"rooms.example/recorder/internal/egress"
	"rooms.example/recorder/internal/health"
	"rooms.example/recorder/internal/request"
	"rooms.example/recorder/internal/service"
	"rooms.example/recorder/internal/store"
)

// parts are what the program consists of.
type parts struct {
	worker  *service.Worker
	checker *health.Checker
	cpu     *service.CPU
	handler http.Handler
}

// assemble puts them together; nothing of it runs yet.
func assemble(c config.Config, recorder egress.Recorder, log *slog.Logger) (*parts, error) {
	redis.SetLogger(redisLog{log})
	client := redis.NewClient(c.Redis)
	p := &parts{cpu: service.NewCPU(), checker: health.NewChecker(log, checks(c, client)...)}
	jobs := func() float64 { return float64(p.worker.Status().Jobs) }
	waiting := func() float64 { return float64(p.worker.Status().FilesWaiting) }
	metrics := health.NewMetrics(jobs, waiting, p.cpu.Free, c.MaxJobs, version)
	name, err := workerName()
	if err != nil {
		return nil, err
	}
	p.worker, err = service.New(service.Options{
		Redis: client, Name: name, Lease: c.Lease, WorkDir: c.WorkDir, StartTimeout: c.StartTimeout, MaxJobs: c.MaxJobs,
		KeepUndelivered: c.KeepUndelivered, CPUPerJob: c.CPUPerJob, CPU: p.cpu, Recorder: recorder, Observer: metrics, Problem: p.checker.Problem, Disk: disk(c), Log: log,
		Defaults: request.Defaults{
			APIKey: c.APIKey, APISecret: c.APISecret, LiveKitURL: c.LiveKitURL, PageURL: c.PageURL, OutputDir: c.OutputDir,
			S3: c.S3, Limit: c.MaxDuration,
		},
	})
	if err != nil {
		return nil, err
	}
	status := func() health.Status {
		s := p.worker.Status()
		return health.Status{Jobs: s.Jobs, MaxJobs: s.MaxJobs, Accepting: s.Accepting, Why: s.Why, FilesWaiting: s.FilesWaiting}
	}
	p.handler = health.Handler(status, p.checker.Problem, version, metrics.Gatherer())
	return p, nil
}

func checks(c config.Config, client *redis.Client) []health.Check {
	return []health.Check{
		health.Redis(func(ctx context.Context) error { return client.Ping(ctx).Err() }),
		health.Program(c.FFmpeg, "install ffmpeg, or name it by RECORDER_FFMPEG"),
		health.AnyProgram([]string{filepath.Join(filepath.Dir(c.FFmpeg), "ffprobe"), "ffprobe"}, "ffprobe comes with ffmpeg: put it beside it"),
		health.Program(c.Chromium, "install chromium, or name it by RECORDER_CHROMIUM"),
		health.Program("Xvfb", "install xvfb"),
		health.Program("pulseaudio", "install pulseaudio"),
		health.Directory(c.WorkDir, 0o700, "RECORDER_WORK_DIR", c.MinFree),
	}
}

// disk is looked at for orders that name no bucket: where all do, there need be no such directory.
func disk(c config.Config) func() error {
	check := health.Directory(c.OutputDir, store.FolderMode, "RECORDER_OUTPUT_DIR", 0)
	return func() error { return check(context.Background()) }
}

// workerName is this process's alone, on whatever machine or in whatever container it runs.
func workerName() (string, error) {
	host, err := os.Hostname()
	if err != nil {
		return "", err
	}
	boot, err := os.ReadFile("/proc/sys/kernel/random/uuid")
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s/%d/%.8s", host, os.Getpid(), boot), nil
}

// Package config reads the worker's configuration from its environment, and says everything that is wrong with it at once.
package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"rooms.example/recorder/internal/plan"
)

// Config is the whole of it. The README of the module names each variable, with its default.
type Config struct {
	Redis      *redis.Options
	APIKey     string
	APISecret  string
	LiveKitURL string // ws(s)://, what the recording page dials
	PageURL    string // of a page, when the request names none; may be empty

	OutputDir string // absolute
	WorkDir   string // absolute
	S3        *plan.S3

	HTTP            string        // listen address of /healthz and /metrics
	MaxJobs         int           // at a time
	StartTimeout    time.Duration // from the request to the page's START_RECORDING
	MaxDuration     time.Duration // of one recording; 0: none
	CPUPerJob       float64       // cores that must be free for a job to be taken; 0: not looked at
	DrainLimit      time.Duration // how long running jobs may go on after SIGTERM
	Lease           time.Duration // how long a job counts as living after its worker was last heard of
	KeepUndelivered time.Duration // of a file that cannot be delivered; 0: for ever
	MinFree         int64         // bytes of WorkDir's disk that no recording takes

	Chromium string
	FFmpeg   string
	Sandbox  Sandbox
	LogLevel string
}

// Load reads the environment through get, which is os.Getenv but in tests.
//
// Its error names every variable that is missing or cannot be read, and shows no secret.
func Load(get func(string) string) (Config, error) {
	e := &environment{get: get}
	c := Config{
		Redis:           e.redis("RECORDER_REDIS", "127.0.0.1:6379"),
		APIKey:          e.required("LIVEKIT_API_KEY"),
		APISecret:       e.required("LIVEKIT_API_SECRET"),
		LiveKitURL:      e.url("RECORDER_LIVEKIT_URL", "", "ws", "wss"),
		PageURL:         e.url("RECORDER_PAGE_URL", "", "http", "https"),
		OutputDir:       e.directory("RECORDER_OUTPUT_DIR", "recordings"),
		WorkDir:         e.directory("RECORDER_WORK_DIR", "recorder-work"),
		HTTP:            e.text("RECORDER_HTTP", "127.0.0.1:7990"),
		MaxJobs:         e.whole("RECORDER_MAX_JOBS", 1, 1, 64),
		StartTimeout:    e.duration("RECORDER_START_TIMEOUT", time.Minute, time.Second),
		MaxDuration:     e.duration("RECORDER_MAX_DURATION", 0, 0),
		CPUPerJob:       e.cores("RECORDER_CPU_PER_JOB", min(0.8, float64(runtime.GOMAXPROCS(0)))),
		DrainLimit:      e.duration("RECORDER_DRAIN_LIMIT", time.Hour, 0),
		Lease:           e.duration("RECORDER_LEASE", 20*time.Second, time.Second),
		KeepUndelivered: e.duration("RECORDER_KEEP_UNDELIVERED", 7*24*time.Hour, 0),
		MinFree:         int64(e.whole("RECORDER_MIN_FREE_MB", 64, 16, 1<<24)) << 20,
		Chromium:        e.text("RECORDER_CHROMIUM", "chromium"),
		FFmpeg:          e.text("RECORDER_FFMPEG", "ffmpeg"),
		Sandbox:         Sandbox(e.oneOf("RECORDER_SANDBOX", string(Auto), string(Auto), string(On), string(Off))),
		LogLevel:        e.oneOf("RECORDER_LOG_LEVEL", "info", "debug", "info", "warn", "error"),
	}
	if c.LiveKitURL == "" {
		e.wrong("RECORDER_LIVEKIT_URL is missing: the ws:// or wss:// address that the recording page dials")
	}
	c.S3 = e.s3()
	if len(e.problems) > 0 {
		return Config{}, fmt.Errorf("configuration: %w", errors.Join(e.problems...))
	}
	return c, nil
}

func (e *environment) s3() *plan.S3 {
	bucket := e.text("RECORDER_S3_BUCKET", "")
	s3 := &plan.S3{
		Endpoint: e.url("RECORDER_S3_ENDPOINT", "", "http", "https"), Region: e.text("RECORDER_S3_REGION", "us-east-1"), Bucket: bucket,
		PathStyle: e.truth("RECORDER_S3_PATH_STYLE", false),
	}
	if bucket == "" {
		if s3.Endpoint != "" {
			e.wrong("RECORDER_S3_ENDPOINT is set, but RECORDER_S3_BUCKET is missing")
		}
		return nil
	}
	s3.AccessKey, s3.Secret = e.required("RECORDER_S3_ACCESS_KEY"), e.required("RECORDER_S3_SECRET_KEY")
	return s3
}

func (e *environment) redis(name, fallback string) *redis.Options {
	text := e.text(name, fallback)
	if strings.Contains(text, "://") {
		options, err := redis.ParseURL(text)
		if err != nil { // not its words: they may repeat the password
			e.wrong("%s cannot be read: host:port or redis://[user:password@]host:port/db is wanted", name)
		}
		return options
	}
	return &redis.Options{Addr: text}
}

func (e *environment) directory(name, fallback string) string {
	path, err := filepath.Abs(e.text(name, fallback))
	if err != nil {
		e.wrong("%s: %w", name, err)
	}
	return path
}

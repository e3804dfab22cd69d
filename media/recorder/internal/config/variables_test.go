package config

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestEachVariableIsReadAsItIsWritten(t *testing.T) {
	for _, c := range []struct {
		name, value string
		got         func(Config) any
		want        any
	}{
		{"RECORDER_REDIS", "10.0.0.5:6379", func(c Config) any { return c.Redis.Addr }, "10.0.0.5:6379"},
		{"RECORDER_REDIS", "redis://:pass@10.0.0.5:6379/0", func(c Config) any { return c.Redis.Password }, "pass"},
		{"RECORDER_REDIS", "rediss://redis.example:6380", func(c Config) any { return c.Redis.TLSConfig != nil }, true},
		{"RECORDER_REDIS", "redis://redis.example:6380", func(c Config) any { return c.Redis.TLSConfig != nil }, false},
		{"LIVEKIT_API_KEY", " key ", func(c Config) any { return c.APIKey }, "key"},
		{"RECORDER_LIVEKIT_URL", "wss://livekit.example", func(c Config) any { return c.LiveKitURL }, "wss://livekit.example"},
		{"RECORDER_PAGE_URL", "http://127.0.0.1:8000/record/", func(c Config) any { return c.PageURL }, "http://127.0.0.1:8000/record/"},
		{"RECORDER_OUTPUT_DIR", "/srv/../srv/out/", func(c Config) any { return c.OutputDir }, "/srv/out"},
		{"RECORDER_WORK_DIR", "/srv/work", func(c Config) any { return c.WorkDir }, "/srv/work"},
		{"RECORDER_HTTP", "0.0.0.0:9000", func(c Config) any { return c.HTTP }, "0.0.0.0:9000"},
		{"RECORDER_MAX_JOBS", "64", func(c Config) any { return c.MaxJobs }, 64},
		{"RECORDER_START_TIMEOUT", "1.5", func(c Config) any { return c.StartTimeout }, 1500 * time.Millisecond},
		{"RECORDER_MAX_DURATION", "1h30m", func(c Config) any { return c.MaxDuration }, 90 * time.Minute},
		{"RECORDER_CPU_PER_JOB", "0", func(c Config) any { return c.CPUPerJob }, 0.0},
		{"RECORDER_DRAIN_LIMIT", "0s", func(c Config) any { return c.DrainLimit }, time.Duration(0)},
		{"RECORDER_LEASE", "30", func(c Config) any { return c.Lease }, 30 * time.Second},
		{"RECORDER_MIN_FREE_MB", "2048", func(c Config) any { return c.MinFree }, int64(2 << 30)},
		{"RECORDER_CHROMIUM", "/usr/bin/google-chrome", func(c Config) any { return c.Chromium }, "/usr/bin/google-chrome"},
		{"RECORDER_FFMPEG", "/opt/ffmpeg", func(c Config) any { return c.FFmpeg }, "/opt/ffmpeg"},
		{"RECORDER_SANDBOX", "Off", func(c Config) any { return c.Sandbox }, Off},
		{"RECORDER_LOG_LEVEL", "warn", func(c Config) any { return c.LogLevel }, "warn"},
	} {
		t.Run(c.name+"="+c.value, func(t *testing.T) {
			config, err := Load(with(map[string]string{c.name: c.value}))
			if err != nil {
				t.Fatal(err)
			}
			if got := c.got(config); got != c.want {
				t.Errorf("it is read as %v, not %v", got, c.want)
			}
		})
	}
}

func TestABucketNeedsItsKeys(t *testing.T) {
	bucket := map[string]string{"RECORDER_S3_BUCKET": "sessions", "RECORDER_S3_ACCESS_KEY": "bucket-key-1", "RECORDER_S3_SECRET_KEY": "bucket-secret-1"}
	c, err := Load(with(bucket))
	if err != nil || c.S3 == nil || c.S3.Region != "us-east-1" || c.S3.Endpoint != "" || c.S3.PathStyle {
		t.Errorf("the bucket is %+v, %v", c.S3, err)
	}
	for _, missing := range []string{"RECORDER_S3_ACCESS_KEY", "RECORDER_S3_SECRET_KEY"} {
		without := map[string]string{missing: ""}
		for name, value := range bucket {
			if name != missing {
				without[name] = value
			}
		}
		if _, err := Load(with(without)); err == nil || !strings.Contains(err.Error(), missing) || strings.Contains(err.Error(), "bucket-") {
			t.Errorf("without %s it says %v", missing, err)
		}
	}
}

var variable = regexp.MustCompile(`\b(?:RECORDER|LIVEKIT)_[A-Z0-9_]+\b|…_[A-Z_]+\b`)

// The README's table names every variable that is read, and none that is not.
func TestTheReadmeNamesEveryVariable(t *testing.T) {
	var read []string
	_, _ = Load(func(name string) string {
		read = append(read, name)
		if name == "RECORDER_S3_BUCKET" { // what it needs is asked for, too
			return "sessions"
		}
		return ""
	})
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cell, _, _ := strings.Cut(line[1:], "|")
		for _, name := range variable.FindAllString(cell, -1) {
			named = append(named, strings.Replace(name, "…", "RECORDER_S3", 1))
		}
	}
	slices.Sort(read)
	slices.Sort(named)
	if read, named := fmt.Sprint(slices.Compact(read)), fmt.Sprint(slices.Compact(named)); read != named {
		t.Errorf("read are\n%s\nand named\n%s", read, named)
	}
}

package config

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"rooms.example/recorder/internal/plan"
)

const secret = "a-secret-of-livekit"

func with(more map[string]string) func(string) string {
	all := map[string]string{
		"LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": secret, "RECORDER_LIVEKIT_URL": "ws://127.0.0.1:7880",
	}
	for name, value := range more {
		all[name] = value
	}
	return func(name string) string { return all[name] }
}

func TestThreeVariablesAreEnough(t *testing.T) {
	c, err := Load(with(nil))
	if err != nil {
		t.Fatal(err)
	}
	if c.Redis.Addr != "127.0.0.1:6379" || c.MaxJobs != 1 || c.StartTimeout != time.Minute || c.MaxDuration != 0 ||
		c.Sandbox != Auto || c.S3 != nil || c.Chromium != "chromium" || c.FFmpeg != "ffmpeg" || c.DrainLimit != time.Hour {
		t.Errorf("the defaults are %+v", c)
	}
	if !strings.HasPrefix(c.WorkDir, "/") || !strings.HasPrefix(c.OutputDir, "/") {
		t.Errorf("the folders are not absolute: %s, %s", c.WorkDir, c.OutputDir)
	}
	if c.CPUPerJob <= 0 || c.CPUPerJob > float64(processors()) {
		t.Errorf("by default a job asks for %v cores of %d", c.CPUPerJob, processors())
	}
}

func TestEverythingCanBeSaid(t *testing.T) {
	c, err := Load(with(map[string]string{
		"RECORDER_REDIS":    "redis://worker:pass@redis.example:6380/2",
		"RECORDER_PAGE_URL": "https://rooms.example/record/", "RECORDER_OUTPUT_DIR": "/srv/out", "RECORDER_WORK_DIR": "/srv/work",
		"RECORDER_HTTP": ":9000", "RECORDER_MAX_JOBS": "3", "RECORDER_START_TIMEOUT": "45", "RECORDER_MAX_DURATION": "3h",
		"RECORDER_CPU_PER_JOB": "0", "RECORDER_DRAIN_LIMIT": "0", "RECORDER_LEASE": "5s", "RECORDER_KEEP_UNDELIVERED": "48h", "RECORDER_MIN_FREE_MB": "2048",
		"RECORDER_CHROMIUM": "/opt/chromium", "RECORDER_FFMPEG": "/opt/ffmpeg", "RECORDER_SANDBOX": "ON", "RECORDER_LOG_LEVEL": "debug",
		"RECORDER_S3_ENDPOINT": "http://127.0.0.1:9001", "RECORDER_S3_BUCKET": "sessions", "RECORDER_S3_ACCESS_KEY": "k",
		"RECORDER_S3_SECRET_KEY": "s", "RECORDER_S3_PATH_STYLE": "true", "RECORDER_S3_REGION": "eu-central-1",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if c.Redis.Addr != "redis.example:6380" || c.Redis.Password != "pass" || c.Redis.DB != 2 {
		t.Errorf("Redis is %s, database %d", c.Redis.Addr, c.Redis.DB)
	}
	c.Redis = nil
	want := Config{
		APIKey: "key", APISecret: secret, LiveKitURL: "ws://127.0.0.1:7880", PageURL: "https://rooms.example/record/",
		OutputDir: "/srv/out", WorkDir: "/srv/work", HTTP: ":9000", MaxJobs: 3, StartTimeout: 45 * time.Second,
		MaxDuration: 3 * time.Hour, Lease: 5 * time.Second, KeepUndelivered: 48 * time.Hour, MinFree: 2 << 30, Chromium: "/opt/chromium", FFmpeg: "/opt/ffmpeg", Sandbox: On, LogLevel: "debug",
		S3: &plan.S3{Endpoint: "http://127.0.0.1:9001", Region: "eu-central-1", Bucket: "sessions", AccessKey: "k", Secret: "s", PathStyle: true},
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("read %+v, not %+v", c, want)
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	for name, value := range map[string]string{
		"LIVEKIT_API_KEY": " ", "LIVEKIT_API_SECRET": "", "RECORDER_LIVEKIT_URL": "http://livekit.example", "RECORDER_PAGE_URL": "/record/",
		"RECORDER_MAX_JOBS": "0", "RECORDER_START_TIMEOUT": "soon", "RECORDER_MAX_DURATION": "-1s", "RECORDER_CPU_PER_JOB": "NaN",
		"RECORDER_SANDBOX": "perhaps", "RECORDER_LOG_LEVEL": "loud", "RECORDER_LEASE": "10ms", "RECORDER_KEEP_UNDELIVERED": "a week", "RECORDER_MIN_FREE_MB": "15", "RECORDER_S3_ENDPOINT": "https://s3.example",
		"RECORDER_S3_PATH_STYLE": "maybe", "RECORDER_S3_BUCKET": "sessions", "RECORDER_DRAIN_LIMIT": "x",
		"RECORDER_REDIS": "redis://worker:a-redis-password@redis.example:notaport/2",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(with(map[string]string{name: value}))
			if err == nil {
				t.Fatalf("%s=%q is taken", name, value)
			}
			if !strings.Contains(err.Error(), strings.TrimSuffix(name, "_BUCKET")) {
				t.Errorf("it says %q", err)
			}
			if strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "a-redis-password") {
				t.Errorf("a secret is in it: %q", err)
			}
		})
	}
}

func TestAllThatIsMissingIsSaidAtOnce(t *testing.T) {
	_, err := Load(func(string) string { return "" })
	for _, name := range []string{"LIVEKIT_API_KEY", "LIVEKIT_API_SECRET", "RECORDER_LIVEKIT_URL"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not in %v", name, err)
		}
	}
}

func TestMoreCoresForAJobThanThereAreIsAnError(t *testing.T) {
	_, err := Load(with(map[string]string{"RECORDER_CPU_PER_JOB": "4000"}))
	if err == nil || !strings.Contains(err.Error(), "no job would ever be taken") {
		t.Errorf("it says %v", err)
	}
}

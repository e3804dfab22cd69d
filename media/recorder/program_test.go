package main

import (
	"strings"
	"testing"

	"rooms.example/recorder/internal/rig"
	"rooms.example/recorder/internal/trial"
)

func TestAWrongConfigurationEndsItAtOnceWithAllThatIsWrong(t *testing.T) {
	p := start(t, t.TempDir(), map[string]string{"RECORDER_MAX_JOBS": "many"})
	if code := p.end(); code != 2 {
		t.Errorf("its exit code is %d", code)
	}
	for _, name := range []string{"LIVEKIT_API_KEY", "LIVEKIT_API_SECRET", "RECORDER_LIVEKIT_URL", "RECORDER_MAX_JOBS"} {
		if !strings.Contains(p.said.String(), name) {
			t.Errorf("it says nothing of %s: %s", name, p.said)
		}
	}
}

func TestWithoutRedisItSaysSoAndRecoversWhenItIsThere(t *testing.T) {
	redis := rig.NewRedis(t, false)
	redis.Stop()
	dir := trial.Dir(t)
	p := start(t, dir, variables(dir, redis.Address, "ws://127.0.0.1:1", "http://127.0.0.1:1/"))
	rig.Until(t, "it answers probes", func() bool { status, _ := p.health(); return status != 0 })
	status, content := p.health()
	if text, _ := content["status"].(string); status != 503 || !strings.Contains(text, "Redis does not answer") || content["accepting"] != false {
		t.Errorf("it says %d, %v", status, content)
	}
	redis.Start()
	trial.NeedStage(t)
	rig.Until(t, "it is well", func() bool { status, _ := p.health(); return status == 200 })
}

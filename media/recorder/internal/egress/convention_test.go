package egress_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/capture"
	"rooms.example/recorder/internal/standin"
)

// shownTime stands for every time.
const shownTime = "T"

// shown is a state as webhooks tell it (protobuf's JSON), with "T" for every time.
func shown(t *testing.T, info *livekit.EgressInfo) map[string]any {
	t.Helper()
	text, err := protojson.Marshal(info)
	if err != nil {
		t.Fatal(err)
	}
	var content map[string]any
	if err := json.Unmarshal(text, &content); err != nil {
		t.Fatal(err)
	}
	hideTimes(content)
	return content
}

func hideTimes(content map[string]any) {
	for name, value := range content {
		switch v := value.(type) {
		case map[string]any:
			hideTimes(v)
		case []any:
			for _, item := range v {
				if item, is := item.(map[string]any); is {
					hideTimes(item)
				}
			}
		case string:
			if strings.HasSuffix(name, "At") || name == "duration" {
				content[name] = shownTime
			}
		}
	}
}

// last checks the last state that was told, whole: LiveKit stores it and sends it on as it is.
func (r *recording) last(t *testing.T, want string) {
	t.Helper()
	r.end()
	r.mu.Lock()
	info := r.told[len(r.told)-1]
	r.mu.Unlock()
	for _, f := range info.FileResults {
		if f.Location != "" {
			f.Location = "/out/" + f.Filename
		}
	}
	got, err := json.Marshal(shown(t, info))
	if err != nil {
		t.Fatal(err)
	}
	var wanted any
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		t.Fatal(err)
	}
	if normal, _ := json.Marshal(wanted); string(normal) != string(got) {
		t.Errorf("it told\n%s\nnot\n%s", got, normal)
	}
}

func TestAGoodEndIsToldInLiveKitsConvention(t *testing.T) {
	r := record(t, &setup{streams: []string{streamURL}})
	r.active()
	r.Stop(livekit.EndReasonAPI)
	r.last(t, `{
		"egressId": "EG_1", "roomId": "RM_1", "roomName": "group", "status": "EGRESS_COMPLETE", "details": "End reason: StopEgress API",
		"startedAt": "T", "endedAt": "T", "updatedAt": "T",
		"fileResults": [{"filename": "2026/a.mp4", "startedAt": "T", "endedAt": "T", "duration": "T", "size": "22", "location": "/out/2026/a.mp4"}],
		"streamResults": [{"url": "rtmp://live.example/app/{jon...711}", "startedAt": "T", "endedAt": "T", "duration": "T", "status": "FINISHED"}]
	}`)
}

func TestALimitIsToldInLiveKitsConvention(t *testing.T) {
	r := record(t, &setup{limit: 20 * time.Millisecond})
	r.last(t, `{
		"egressId": "EG_1", "roomId": "RM_1", "roomName": "group", "status": "EGRESS_LIMIT_REACHED", "details": "End reason: Session limit reached",
		"error": "Session limit reached", "errorCode": 413, "startedAt": "T", "endedAt": "T", "updatedAt": "T",
		"fileResults": [{"filename": "2026/a.mp4", "startedAt": "T", "endedAt": "T", "duration": "T", "size": "22", "location": "/out/2026/a.mp4"}]
	}`)
}

func TestABadEndIsToldInLiveKitsConvention(t *testing.T) {
	r := record(t, &setup{streams: []string{streamURL}})
	c := r.active()
	c.Tell(capture.StreamChange{URL: streamURL, State: capture.Failed, At: time.Now(), Err: errors.New("Connection refused")})
	c.Break(errors.New("ffmpeg died"))
	r.last(t, `{
		"egressId": "EG_1", "roomId": "RM_1", "roomName": "group", "status": "EGRESS_FAILED", "details": "End reason: Failure",
		"error": "ffmpeg died", "errorCode": 500, "startedAt": "T", "endedAt": "T", "updatedAt": "T",
		"fileResults": [{"filename": "2026/a.mp4", "startedAt": "T", "endedAt": "T", "duration": "T", "size": "22", "location": "/out/2026/a.mp4"}],
		"streamResults": [{"url": "rtmp://live.example/app/{jon...711}", "startedAt": "T", "endedAt": "T", "duration": "T", "status": "FAILED", "error": "Connection refused"}]
	}`)
}

func TestARecordingThatNeverBeganIsToldInLiveKitsConvention(t *testing.T) {
	r := record(t, &setup{timeout: 20 * time.Millisecond, streams: []string{streamURL}, recorder: standin.Recorder{Begin: waits}})
	r.last(t, `{
		"egressId": "EG_1", "roomId": "RM_1", "roomName": "group", "status": "EGRESS_ABORTED", "error": "Start signal not received", "errorCode": 412,
		"startedAt": "T", "endedAt": "T", "updatedAt": "T",
		"streamResults": [{"url": "rtmp://live.example/app/{jon...711}", "endedAt": "T", "status": "FAILED", "error": "Start signal not received"}]
	}`)
}

package rig

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
)

// Key and Secret are those of every LiveKit here.
const (
	Key    = "rig-key"
	Secret = "a-secret-of-the-rig-that-is-long-enough"
)

// LiveKit is a real livekit-server.
type LiveKit struct {
	Address  string // host:port
	Webhooks *Webhooks
	process  process
	redis    *Redis
	t        testing.TB
}

// NewLiveKit starts one that uses a Redis.
func NewLiveKit(t testing.TB, redis *Redis) *LiveKit {
	t.Helper()
	path := program(t, "livekit-server", "RECORDER_TESTS_LIVEKIT_SERVER")
	webhooks := newWebhooks(t)
	for range attempts {
		dir, port := t.TempDir(), FreePort(t)
		lk := &LiveKit{Address: fmt.Sprintf("127.0.0.1:%d", port), Webhooks: webhooks, redis: redis, t: t}
		config := filepath.Join(dir, "livekit.json")
		lk.configure(config, port, redis.Address)
		lk.process = process{
			t: t, name: "livekit-server", address: lk.Address, log: filepath.Join(dir, "livekit.log"),
			command: func() *exec.Cmd { return exec.Command(path, "--config", config) },
		}
		if lk.process.start() {
			t.Cleanup(lk.process.kill)
			lk.awaitHearing()
			return lk
		}
	}
	t.Fatal("livekit-server does not start")
	return nil
}

func (lk *LiveKit) configure(path string, port int, redis string) {
	lk.t.Helper()
	text, err := json.Marshal(map[string]any{
		"port": port, "bind_addresses": []string{"127.0.0.1"}, "keys": map[string]string{Key: Secret},
		"rtc": map[string]any{
			"udp_port": FreePort(lk.t), "tcp_port": FreePort(lk.t), "node_ip": "127.0.0.1", "use_external_ip": false,
			"stun_servers": []string{"127.0.0.1:3478"},
		},
		"redis":   map[string]any{"address": redis},
		"webhook": map[string]any{"api_key": Key, "urls": []string{lk.Webhooks.URL}},
		"logging": map[string]any{"level": "info", "json": true},
	})
	if err != nil {
		lk.t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		lk.t.Fatal(err)
	}
}

// WebSocketURL is what a recording page dials.
func (lk *LiveKit) WebSocketURL() string { return "ws://" + lk.Address }

// Stop takes it away, as a crash does.
func (lk *LiveKit) Stop() { lk.process.kill() }

// Start brings it back at the same address.
func (lk *LiveKit) Start() {
	lk.process.restart()
	lk.awaitHearing()
}

// awaitHearing waits until it hears what workers tell, which is a moment after it takes connections.
func (lk *LiveKit) awaitHearing() {
	lk.t.Helper()
	client := lk.redis.Client()
	topics := []string{"IOInfo|CreateEgress|REQ", "IOInfo|UpdateEgress|REQ", "IOInfo|GetEgress|REQ"}
	Until(lk.t, "livekit-server hears its workers", func() bool {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		hearing, err := client.PubSubNumSub(ctx, topics...).Result()
		return err == nil && hearing[topics[0]] > 0 && hearing[topics[1]] > 0 && hearing[topics[2]] > 0
	})
}

// Log is what it has said.
func (lk *LiveKit) Log() string { return lk.process.Log() }

// Egress is its API for recordings, as Django uses it.
func (lk *LiveKit) Egress() livekit.Egress {
	return livekit.NewEgressProtobufClient("http://"+lk.Address, lk.client(&auth.VideoGrant{RoomRecord: true}))
}

// MakeRoom makes a room, as Django does.
func (lk *LiveKit) MakeRoom(name string) {
	lk.t.Helper()
	rooms := livekit.NewRoomServiceProtobufClient("http://"+lk.Address, lk.client(&auth.VideoGrant{RoomCreate: true}))
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if _, err := rooms.CreateRoom(ctx, &livekit.CreateRoomRequest{Name: name, EmptyTimeout: 600}); err != nil {
		lk.t.Fatal(err)
	}
}

func (lk *LiveKit) client(grant *auth.VideoGrant) *http.Client {
	lk.t.Helper()
	token, err := auth.NewAccessToken(Key, Secret).SetVideoGrant(grant).SetValidFor(time.Hour).ToJWT()
	if err != nil {
		lk.t.Fatal(err)
	}
	return &http.Client{Transport: bearer(token)}
}

// bearer signs every request.
type bearer string

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+string(b))
	return http.DefaultTransport.RoundTrip(r)
}

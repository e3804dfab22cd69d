package rig

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/redis/go-redis/v9"
)

// Clients say the same many times while Redis is away, which is where tests take it.
func init() { redis.SetLogger(silence{}) }

type silence struct{}

func (silence) Printf(context.Context, string, ...any) {}

// Redis is a real one.
type Redis struct {
	Address string
	process process
}

// NewRedis starts one. With keeps, what it holds outlives a restart.
func NewRedis(t testing.TB, keeps bool) *Redis {
	t.Helper()
	path := program(t, "redis-server", "RECORDER_TESTS_REDIS_SERVER")
	for range attempts {
		dir, port := t.TempDir(), FreePort(t)
		r := &Redis{Address: fmt.Sprintf("127.0.0.1:%d", port)}
		r.process = process{
			t: t, name: "Redis", address: r.Address, log: filepath.Join(dir, "redis.log"),
			command: func() *exec.Cmd {
				return exec.Command(path, "--bind", "127.0.0.1", "--port", strconv.Itoa(port), "--dir", dir, "--save", "",
					"--appendonly", map[bool]string{true: "yes", false: "no"}[keeps], "--appendfsync", "always")
			},
		}
		if r.process.start() {
			t.Cleanup(r.process.kill)
			return r
		}
	}
	t.Fatal("Redis does not start")
	return nil
}

// Stop takes it away, as a crash does.
func (r *Redis) Stop() { r.process.kill() }

// Start brings it back at the same address.
func (r *Redis) Start() { r.process.restart() }

// Client is a new connection to it, closed with the test.
func (r *Redis) Client() *redis.Client {
	client := redis.NewClient(&redis.Options{Addr: r.Address, MaxRetries: -1, DialerRetries: 1})
	r.process.t.Cleanup(func() { _ = client.Close() })
	return client
}

package lease

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/livekit/protocol/livekit"
)

const (
	prefix  = "rooms-recorder:"
	jobsKey = prefix + "jobs"
	// settled is the claim on a job that was ended; it stays for those who come back late.
	settled    = "settled"
	settledFor = 24 * time.Hour
	// claimFor is how long a claim holds unless extended: another worker takes over when its holder dies.
	claimFor = time.Minute
)

// ErrClaimed means that another worker has ended the job, or is about to; ErrTaken that another runs it.
var (
	ErrClaimed = errors.New("another worker has claimed this job")
	ErrTaken   = errors.New("another worker has taken this job")
)

// Record is what Redis knows of a job, and its lock.
type Record struct {
	Worker string
	Info   *livekit.EgressInfo // the last state; without secrets
}

// Store is the part in Redis. Its methods may be called at the same time; errors are those of Redis.
type Store struct {
	redis  redis.UniversalClient
	worker string
	ttl    time.Duration
}

// NewStore is the store as one worker uses it.
//
// The name has to be this process's alone. ttl is how long a job lives on after the last renewal; renewals come four
// times as often.
func NewStore(rc redis.UniversalClient, worker string, ttl time.Duration) *Store {
	return &Store{redis: rc, worker: worker, ttl: ttl}
}

// TTL is how long a lease outlives its last renewal.
func (s *Store) TTL() time.Duration { return s.ttl }

func leaseKey(id string) string { return prefix + "{" + id + "}:lease" }
func claimKey(id string) string { return prefix + "{" + id + "}:claim" }

// What renewScript returns.
const (
	renewed = iota
	wasClaimed
	isTaken
)

// KEYS: lease, claim. ARGV: our name, milliseconds.
var renewScript = redis.NewScript(`
if redis.call('exists', KEYS[2]) == 1 then return 1 end
local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[1] then return 2 end
redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
return 0`)

// renew holds the lease, unless the job was claimed (ErrClaimed) or is another's (ErrTaken), and writes the record anew:
// Redis may have lost both.
func (s *Store) renew(ctx context.Context, id string, info *livekit.EgressInfo) error {
	text, err := encode(Record{Worker: s.worker, Info: info})
	if err != nil {
		return err
	}
	answer, err := renewScript.Run(ctx, s.redis, []string{leaseKey(id), claimKey(id)}, s.worker, s.ttl.Milliseconds()).Int()
	if err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	switch answer {
	case wasClaimed:
		return ErrClaimed
	case isTaken:
		return ErrTaken
	}
	if err := s.redis.HSet(ctx, jobsKey, id, text).Err(); err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	return nil
}

// KEYS: lease. ARGV: our name.
var releaseScript = redis.NewScript(`
if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end
return 0`)

// release removes what is ours of lease and record.
func (s *Store) release(ctx context.Context, id string) error {
	// The record first: without it nobody looks for the lease.
	text, err := s.redis.HGet(ctx, jobsKey, id).Result()
	if err == nil && decode(text).Worker == s.worker {
		err = s.redis.HDel(ctx, jobsKey, id).Err()
	}
	if err == nil || errors.Is(err, redis.Nil) {
		err = releaseScript.Run(ctx, s.redis, []string{leaseKey(id)}, s.worker).Err()
	}
	if err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	return nil
}

// Jobs are all jobs of our recorders, by egress id, living and dead.
func (s *Store) Jobs(ctx context.Context) (map[string]Record, error) {
	texts, err := s.redis.HGetAll(ctx, jobsKey).Result()
	if err != nil {
		return nil, fmt.Errorf("lease: %w", err)
	}
	jobs := make(map[string]Record, len(texts))
	for id, text := range texts {
		record := decode(text)
		record.Info.EgressId = id // enough to end the job, should the rest be of another version
		jobs[id] = record
	}
	return jobs, nil
}

// Alive says whether somebody holds the lease of a job.
func (s *Store) Alive(ctx context.Context, id string) (bool, error) {
	n, err := s.redis.Exists(ctx, leaseKey(id)).Result()
	if err != nil {
		return false, fmt.Errorf("lease: %w", err)
	}
	return n > 0, nil
}

type storedRecord struct {
	Worker string          `json:"worker"`
	Info   json.RawMessage `json:"info"`
}

func encode(r Record) (string, error) {
	info, err := protojson.Marshal(r.Info)
	if err != nil {
		return "", fmt.Errorf("lease: %w", err)
	}
	text, err := json.Marshal(storedRecord{Worker: r.Worker, Info: info})
	return string(text), err
}

// decode reads what it can.
func decode(text string) Record {
	var stored storedRecord
	info := &livekit.EgressInfo{}
	if json.Unmarshal([]byte(text), &stored) != nil ||
		(protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(stored.Info, info) != nil {
		info = &livekit.EgressInfo{}
	}
	return Record{Worker: stored.Worker, Info: info}
}

package lease

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// Claimed is what became of an attempt to claim a job.
type Claimed int

// A job is ours to end, somebody else's (who ends it, or lives), or was ended before.
const (
	Ours Claimed = iota
	Theirs
	Settled
)

// KEYS: lease, claim. ARGV: our name, milliseconds, the name of a worker that is known to be dead or "", "settled".
var claimScript = redis.NewScript(`
local claim = redis.call('get', KEYS[2])
if claim == ARGV[4] then return 2 end
if claim and claim ~= ARGV[1] then return 1 end
local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[3] then return 1 end
redis.call('del', KEYS[1])
redis.call('set', KEYS[2], ARGV[1], 'px', ARGV[2])
return 0`)

// Claim takes a job whose lease has expired, or is held by the worker `dead`, of which the caller knows that it is. It holds
// for a minute: Claim again extends it.
func (s *Store) Claim(ctx context.Context, id, dead string) (Claimed, error) {
	keys := []string{leaseKey(id), claimKey(id)}
	result, err := claimScript.Run(ctx, s.redis, keys, s.worker, claimFor.Milliseconds(), dead, settled).Int()
	if err != nil {
		return Theirs, fmt.Errorf("lease: %w", err)
	}
	return Claimed(result), nil
}

// Unclaim gives a claimed job back, for another attempt.
func (s *Store) Unclaim(ctx context.Context, id string) error {
	if err := s.redis.Del(ctx, claimKey(id)).Err(); err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	return nil
}

// Settle says that a claimed job was ended.
func (s *Store) Settle(ctx context.Context, id string) error {
	if err := s.redis.Set(ctx, claimKey(id), settled, settledFor).Err(); err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	if err := s.redis.HDel(ctx, jobsKey, id).Err(); err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	return nil
}

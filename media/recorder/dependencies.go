//go:build dependencies

// What go.mod must name though nothing imports it yet, so that `go mod tidy` keeps it.
package main

import (
	_ "github.com/livekit/protocol/auth"
	_ "github.com/livekit/protocol/egress"
	_ "github.com/livekit/protocol/rpc"
	_ "github.com/livekit/protocol/webhook"
	_ "github.com/livekit/psrpc/pkg/bus/redisbus"
	_ "github.com/minio/minio-go/v7"
	_ "github.com/minio/minio-go/v7/pkg/credentials"
	_ "github.com/prometheus/client_golang/prometheus/promhttp"
	_ "github.com/redis/go-redis/v9"
	_ "github.com/twitchtv/twirp"
	_ "google.golang.org/protobuf/proto"
)

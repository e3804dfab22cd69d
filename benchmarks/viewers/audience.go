package main

import (
	"sort"
	"sync"
	"sync/atomic"
	"time"

	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/webrtc/v4"
)

// audience is everybody who watches.
type audience struct {
	patience time.Duration
	counting atomic.Bool
	video    arrivals
	audio    arrivals
	dropped  atomic.Int64

	mu         sync.Mutex
	rooms      []*lksdk.Room
	waited     []float64
	failed     int
	lastFailed string
}

// admit connects one viewer and waits until both picture and sound arrive.
func (a *audience) admit(with ticket) {
	began := time.Now()
	var tracks sync.Map
	media := make(chan struct{}, 8)
	callback := &lksdk.RoomCallback{OnDisconnected: func() { a.dropped.Add(1) }}
	callback.OnTrackSubscribed = func(
		track *webrtc.TrackRemote, _ *lksdk.RemoteTrackPublication, _ *lksdk.RemoteParticipant,
	) {
		counted := &a.audio
		if track.Kind() == webrtc.RTPCodecTypeVideo {
			counted = &a.video
		}
		go counted.read(track, &a.counting, func() {
			if _, known := tracks.LoadOrStore(track.Kind(), true); !known {
				media <- struct{}{}
			}
		})
	}
	if _, err := a.connect(with, callback); err != nil {
		return
	}
	late := time.After(a.patience)
	for range 2 {
		select {
		case <-media:
		case <-late:
			a.fail("connected, but no picture or no sound came")
			return
		}
	}
	a.mu.Lock()
	a.waited = append(a.waited, time.Since(began).Seconds())
	a.mu.Unlock()
}

// connect joins, until everybody leaves; who cannot is counted as failed.
func (a *audience) connect(with ticket, callback *lksdk.RoomCallback, how ...lksdk.ConnectOption) (*lksdk.Room, error) {
	room, err := lksdk.ConnectToRoomWithToken(with.URL, with.Token, callback, append(how, lksdk.WithDisableRegionDiscovery())...)
	if err != nil {
		a.fail(err.Error())
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rooms = append(a.rooms, room)
	return room, nil
}

func (a *audience) fail(why string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.failed++
	a.lastFailed = why
}

func (a *audience) startCounting() { a.counting.Store(true) }

func (a *audience) stopCounting() { a.counting.Store(false) }

func (a *audience) joined() map[string]any {
	a.mu.Lock()
	defer a.mu.Unlock()
	sort.Float64s(a.waited)
	quantile := func(part float64) float64 {
		if len(a.waited) == 0 {
			return 0
		}
		return a.waited[int(part*float64(len(a.waited)-1))]
	}
	return map[string]any{
		"with_media": len(a.waited), "failed": a.failed, "last_failure": a.lastFailed,
		"media_after_p50": quantile(.5), "media_after_p95": quantile(.95), "media_after_max": quantile(1),
	}
}

func (a *audience) measured(seconds int) map[string]any {
	return map[string]any{
		"video": a.video.told(seconds), "audio": a.audio.told(seconds), "dropped": a.dropped.Load(),
	}
}

func (a *audience) leave() {
	var all sync.WaitGroup
	for _, room := range a.rooms {
		all.Go(room.Disconnect)
	}
	all.Wait()
}

package main

import (
	"sync/atomic"

	"github.com/pion/webrtc/v4"
)

// arrivals counts what reaches all viewers of one kind of track.
type arrivals struct{ tracks, packets, lost, bytes atomic.Int64 }

// read takes packets until the track ends; the first one is told to `first`.
func (a *arrivals) read(track *webrtc.TrackRemote, counting *atomic.Bool, first func()) {
	a.tracks.Add(1)
	var last uint16
	isFirst, follows := true, false
	for {
		packet, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		if isFirst {
			first()
			isFirst = false
		}
		if !counting.Load() {
			follows = false
			continue
		}
		a.packets.Add(1)
		a.bytes.Add(int64(len(packet.Payload)))
		// Sequence numbers go round; a step back is a packet that was taken for lost, and came late.
		step := int16(packet.SequenceNumber - last)
		switch {
		case !follows || step == 1:
		case step > 1:
			a.lost.Add(int64(step - 1))
		default:
			a.lost.Add(-1)
			continue
		}
		follows, last = true, packet.SequenceNumber
	}
}

func (a *arrivals) told(seconds int) map[string]any {
	return map[string]any{
		"tracks": a.tracks.Load(), "packets": a.packets.Load(), "lost": a.lost.Load(),
		"megabits_per_second": float64(a.bytes.Load()) * 8 / 1e6 / float64(seconds),
	}
}

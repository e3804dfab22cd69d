package main

import (
	"fmt"
	"time"

	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
)

// perform connects somebody who shows a film (IVF) and plays a sound (Ogg) as camera and microphone. Both are encoded
// already, so that a crowd of them takes little of the machine that is being measured.
func (a *audience) perform(with ticket) {
	room, err := a.connect(with, &lksdk.RoomCallback{}, lksdk.WithAutoSubscribe(false))
	if err != nil {
		return
	}
	if err := publish(room, with.Film, livekit.TrackSource_CAMERA); err != nil {
		a.fail(err.Error())
	} else if err := publish(room, with.Sound, livekit.TrackSource_MICROPHONE); err != nil {
		a.fail(err.Error())
	}
}

// publish plays a file to its end, once.
func publish(room *lksdk.Room, file string, source livekit.TrackSource) error {
	if file == "" {
		return nil
	}
	var how []lksdk.ReaderSampleProviderOption
	if source == livekit.TrackSource_CAMERA {
		how = append(how, lksdk.ReaderTrackWithFrameDuration(time.Second/30))
	}
	track, err := lksdk.NewLocalFileTrack(file, how...)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	_, err = room.LocalParticipant.PublishTrack(track, &lksdk.TrackPublicationOptions{Name: source.String(), Source: source})
	return err
}

// Package stream gives one encoded MPEG transport stream to any number of RTMP receivers, which come and go while it
// runs, and none of which can hurt the recording: each has a program and a queue of its own.
package stream

import (
	"bufio"
	"errors"
	"io"
	"time"
)

const (
	packetSize = 188
	syncByte   = 0x47
	clockHz    = 90_000
)

// Kind of a packet.
type Kind int

// Tables say what is in the stream; a receiver needs them first.
const (
	Other Kind = iota
	Tables
	Picture
	Sound
)

// Packet is one of a transport stream. Its data is good until the next.
type Packet struct {
	Data   []byte
	Kind   Kind
	Begins bool          // a picture, or a group of sound frames, begins with it
	Key    bool          // it begins a key frame
	PTS    time.Duration // of what begins
}

// ErrNoStream is what comes when the encoder writes something else.
var ErrNoStream = errors.New("not an MPEG transport stream")

// Read calls each for every packet until r ends.
func Read(r io.Reader, each func(Packet)) error {
	in := bufio.NewReaderSize(r, 256<<10)
	buffer := make([]byte, packetSize)
	kinds := map[int]Kind{0: Tables}
	for {
		if _, err := io.ReadFull(in, buffer); err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return nil
			}
			return err
		}
		if buffer[0] != syncByte {
			return ErrNoStream
		}
		each(parse(buffer, kinds))
	}
}

func parse(b []byte, kinds map[int]Kind) Packet {
	pid := int(b[1]&0x1f)<<8 | int(b[2])
	p := Packet{Data: b, Kind: kinds[pid]}
	payload := b[4:]
	if b[3]&0x20 != 0 { // an adaptation field
		n := int(payload[0])
		if n > 0 {
			p.Key = payload[1]&0x40 != 0
		}
		payload = payload[min(n+1, len(payload)):]
	}
	if b[1]&0x40 == 0 || b[3]&0x10 == 0 { // nothing begins
		p.Key = false
		return p
	}
	if pid == 0 {
		learnTables(payload, kinds)
		return p
	}
	if len(payload) < 14 || payload[0] != 0 || payload[1] != 0 || payload[2] != 1 {
		return p
	}
	switch id := payload[3]; {
	case id >= 0xe0 && id <= 0xef:
		p.Kind = Picture
	case id >= 0xc0 && id <= 0xdf, id == 0xbd: // Opus is a private stream
		p.Kind = Sound
	}
	kinds[pid] = p.Kind
	p.Begins = p.Kind != Other
	if payload[7]&0x80 != 0 {
		t := payload[9:]
		ticks := int64(t[0]>>1&7)<<30 | int64(t[1])<<22 | int64(t[2]>>1)<<15 | int64(t[3])<<7 | int64(t[4]>>1)
		p.PTS = time.Duration(ticks) * time.Second / clockHz
	}
	return p
}

// learnTables finds the packets with the programme's map.
func learnTables(payload []byte, kinds map[int]Kind) {
	start := 1 + int(payload[0]) + 8
	if start+4 <= len(payload) {
		kinds[int(payload[start+2]&0x1f)<<8|int(payload[start+3])] = Tables
	}
}

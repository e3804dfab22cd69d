package request

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/livekit/protocol/egress"
	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/plan"
)

// Whatever is asked for as a path, and whatever a room is called: a file is below its directory, or refused.
func FuzzAFileStaysBelowItsDirectory(f *testing.F) {
	for _, seed := range []string{
		"a.mp4", "", "/", "..", "../a", "a/../../b", "/srv/recordings/a", "/srv/recordings/../a", "/srv/recordings", "{room_name}", "{room_name}/..",
		`a\..\b`, "a/./b/", "//a", "a.mp4/", "...", "a\x00b", ".mp4", "~root/a", "%2e%2e/a", strings.Repeat("a/", 600),
	} {
		f.Add(seed, "group")
		f.Add("{room_name}/a", seed)
	}
	f.Fuzz(func(t *testing.T, asked, room string) {
		job, err := Parse(composite(func(r *livekit.RoomCompositeEgressRequest) {
			r.RoomName, r.FileOutputs[0].Filepath = room, asked
		}), defaults(), monday)
		if err != nil {
			return
		}
		named := job.Plan.File.Path
		if !filepath.IsLocal(named) || named != filepath.Clean(named) || len(named) > longestPath || strings.HasPrefix(named, "/") {
			t.Errorf("%q of %q becomes %q", asked, room, named)
		}
		if !strings.HasSuffix(strings.ToLower(named), ".mp4") || filepath.Base(named) == ".mp4" && asked == "" {
			t.Errorf("%q of %q becomes %q", asked, room, named)
		}
		if below, err := filepath.Rel(defaults().OutputDir, filepath.Join(defaults().OutputDir, named)); err != nil || below == ".." || strings.HasPrefix(below, "../") {
			t.Errorf("%q of %q leads to %q", asked, room, below)
		}
	})
}

// Whatever is given as a stream's address: its key is in nothing that is shown, or the address is refused.
func FuzzNoKeyOfAStreamIsShown(f *testing.F) {
	for _, before := range []string{
		"rtmp://live.example/app/", "rtmps://live.example:443/rtmp/", "rtmp://live.example/a/b/c/", "rtmp://live.example/", "rtmp://", "mux://",
		"rtmp://live.example/app/x?token=", "rtmp://live.example/app/?k=", "rtmp://user:", "RTMP://live.example/app/", "rtmp://live.example//app//",
		"rtmp://live.example/app/x#", "rtmp://live.example/app/x?a=b/", " rtmp://live.example/app/", "rtmp://[::1]/app/",
	} {
		f.Add(before, "")
		f.Add(before, "?a=1")
		f.Add(before, "/")
		f.Add(before, " live=1")
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		if strings.Contains(before+after, streamKey) {
			return
		}
		address := before + streamKey + after
		if err := CheckStream(address); err != nil {
			if strings.Contains(err.Error(), streamKey) {
				t.Errorf("refusing %q shows the key: %v", address, err)
			}
			return
		}
		u, err := url.Parse(address)
		if err != nil || u.Host == "" {
			t.Errorf("%q is taken", address)
		}
		output := &livekit.StreamOutput{Urls: []string{address}}
		egress.RedactStreamKeys(output)
		// A part of the path that something follows is the application's name, not the key.
		if isKey := strings.HasSuffix(strings.TrimRight(u.Path, "/"), streamKey) || strings.Contains(u.RawQuery, streamKey); isKey {
			if strings.Contains(output.Urls[0], streamKey) || strings.Contains(plan.Redacted(address), streamKey) {
				t.Errorf("%q is shown as %q and %q", address, output.Urls[0], plan.Redacted(address))
			}
		}
	})
}

package stream

import (
	"errors"
	"net/url"
	"strings"

	"rooms.example/recorder/internal/plan"
)

// ErrAddress is a URL that is no RTMP address with an application and a key.
var ErrAddress = errors.New("a stream's address must look like rtmp://host/application/key")

// address splits a URL into what anybody may see and ffmpeg's settings with the rest.
func address(streamURL string) (base, settings string, err error) {
	u, err := url.Parse(streamURL)
	if err != nil || (u.Scheme != "rtmp" && u.Scheme != "rtmps") || u.Host == "" || u.User != nil || strings.ContainsAny(streamURL, "\r\n\x00") {
		return "", "", ErrAddress
	}
	_, path, _ := strings.Cut(streamURL[len(u.Scheme)+3:], "/")
	end := len(path)
	if i := strings.IndexByte(path, '?'); i >= 0 {
		end = i
	}
	i := strings.LastIndexByte(path[:end], '/')
	if i <= 0 || i == len(path)-1 || len(path) > 900 {
		return "", "", ErrAddress
	}
	app, key := path[:i], path[i+1:]
	return u.Scheme + "://" + u.Host + "/" + app, "rtmp_app=" + app + "\nrtmp_playpath=" + key + "\n", nil
}

// What ffmpeg says, and what it means to people.
var known = []struct{ said, means string }{
	{"Connection refused", "connection refused"},
	{"Connection timed out", "no answer from the receiver"},
	{"No route to host", "no way to the receiver"},
	{"Network is unreachable", "no way to the receiver"},
	{"Failed to resolve hostname", "the receiver's name is unknown"},
	{"Name or service not known", "the receiver's name is unknown"},
	{"Connection reset by peer", "the receiver closed the connection"},
	{"Broken pipe", "the receiver closed the connection"},
	{"Server error", "the receiver refused the stream"},
	{"Input/output error", "the receiver closed the connection"},
	{"End of file", "the receiver closed the connection"},
	{"Operation not permitted", "the receiver refused the stream"},
}

// reason is why the program ended by itself, without the key.
func (t *target) reason() error {
	said := t.said.Last()
	for _, k := range known {
		if strings.Contains(said, k.said) {
			return errors.New(k.means)
		}
	}
	if said == "" {
		return errors.New("the receiver closed the connection")
	}
	return errors.New(t.redacted(said))
}

func (t *target) redacted(s string) string {
	base, _, err := address(t.url)
	if err != nil {
		return "unknown error"
	}
	key := strings.TrimPrefix(strings.TrimPrefix(t.url, base), "/")
	s = strings.ReplaceAll(strings.ReplaceAll(s, t.url, plan.Redacted(t.url)), key, "…")
	if name, _, ok := strings.Cut(key, "?"); ok {
		s = strings.ReplaceAll(s, name, "…")
	}
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}

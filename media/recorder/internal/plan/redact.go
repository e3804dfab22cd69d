package plan

import (
	"net/url"

	"github.com/livekit/protocol/utils"
)

// Redacted is a stream's URL for people, logs and EgressInfo: as the official worker writes it
// ("rtmp://host/app/{abc...xyz}"), and without its path and query where that convention finds no key in it.
func Redacted(streamURL string) string {
	if redacted, ok := utils.RedactStreamKey(streamURL); ok {
		return redacted
	}
	u, err := url.Parse(streamURL)
	if err != nil || u.Host == "" {
		return "{...}"
	}
	return u.Scheme + "://" + u.Host + "/{...}"
}

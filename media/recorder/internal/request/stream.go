package request

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/plan"
)

func (w *wanted) addStreams(job *Job) error {
	if w.stream == nil {
		return nil
	}
	switch w.stream.Protocol {
	case livekit.StreamProtocol_DEFAULT_PROTOCOL, livekit.StreamProtocol_RTMP:
	default:
		return refuse("this recorder streams by RTMP, not by %s", w.stream.Protocol)
	}
	if w.encoding.advanced.GetAudioCodec() == livekit.AudioCodec_OPUS {
		return refuse("a stream has AAC sound, not OPUS")
	}
	job.Streaming, job.StreamIDs = true, map[string]string{}
	destinations := slices.Clone(w.stream.Destinations)
	for _, address := range w.stream.Urls {
		destinations = append(destinations, &livekit.StreamDestination{Url: address})
	}
	for _, to := range destinations {
		if err := CheckStream(to.Url); err != nil {
			return err
		}
		if slices.Contains(job.Plan.StreamURLs, to.Url) {
			return refuse("the stream %s is given twice", plan.Redacted(to.Url))
		}
		job.Plan.StreamURLs = append(job.Plan.StreamURLs, to.Url)
		if to.Id != "" {
			job.StreamIDs[to.Url] = to.Id
		}
		job.Info.StreamResults = append(job.Info.StreamResults, &livekit.StreamInfo{Url: plan.Redacted(to.Url), Id: to.Id})
	}
	if w.oldForm {
		list := &livekit.StreamInfoList{Info: job.Info.StreamResults}
		job.Info.Result = &livekit.EgressInfo_Stream{Stream: list} // the caller asked by the old field
	}
	return nil
}

// CheckStream refuses what is no RTMP address, and what LiveKit's redaction would show the key of: "rtmp://host/app/key"
// is what it understands.
//
// Its errors are psrpc's InvalidArgument, without the key.
func CheckStream(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || strings.ContainsFunc(address, unicode.IsSpace) || strings.ContainsFunc(address, unicode.IsControl):
		return refuse("a stream's address is not a URL")
	case u.Scheme == "mux" || u.Scheme == "twitch":
		return refuse("%s:// is not supported: give the rtmps:// address that the service shows", u.Scheme)
	case u.Scheme != "rtmp" && u.Scheme != "rtmps":
		return refuse("a stream's address begins with rtmp:// or rtmps://")
	case u.User != nil:
		return refuse("a stream's address may hold no user name or password")
	}
	// The redaction takes what follows the last "/" for the key, and small letters for the scheme.
	app, key, both := strings.Cut(strings.TrimLeft(u.EscapedPath(), "/"), "/")
	if u.Hostname() == "" || app == "" || !both || key == "" || strings.HasSuffix(key, "/") || !strings.HasPrefix(address, u.Scheme) {
		return refuse("a stream's address has the form rtmp://host/app/key, in small letters up to the host and without a \"/\" at its end")
	}
	if strings.Contains(u.RawQuery+u.Fragment, "/") {
		return refuse("a stream's address may hold no \"/\" behind its \"?\": write %%2F")
	}
	return nil
}

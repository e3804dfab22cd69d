package request

import (
	"net/url"

	"github.com/livekit/protocol/egress"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"

	"rooms.example/recorder/internal/plan"
)

// addPage makes the address of the recording page, by LiveKit's convention for templates: layout, url and token are added
// to the query of the base.
func addPage(p *plan.Plan, w *wanted, req *rpc.StartEgressRequest, d Defaults) error {
	base := w.baseURL
	if base == "" {
		base = d.PageURL
	}
	if base == "" {
		return refuse("the recording page is missing: custom_base_url names it (or RECORDER_PAGE_URL, for every request)")
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return refuse("custom_base_url is not an http(s) URL")
	}
	token, dial := req.Token, req.WsUrl
	if dial == "" {
		dial = d.LiveKitURL
	}
	if token == "" {
		if token, err = egress.BuildEgressToken(req.EgressId, d.APIKey, d.APISecret, w.room); err != nil {
			return psrpc.NewErrorf(psrpc.Internal, "the recorder could not sign a token for its page: %v", err)
		}
	}
	query := u.Query()
	query.Set("layout", w.layout)
	query.Set("url", dial)
	query.Set("token", token)
	u.RawQuery = query.Encode()
	p.PageURL = u.String()
	return nil
}

package rig

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/webhook"
)

// Webhooks hears what LiveKit sends, as Django does, and fails the test when a signature is wrong.
type Webhooks struct {
	URL string
	t   testing.TB

	mu     sync.Mutex
	events []*livekit.WebhookEvent
	texts  []string
}

func newWebhooks(t testing.TB) *Webhooks {
	w := &Webhooks{t: t}
	server := httptest.NewServer(http.HandlerFunc(w.hear))
	t.Cleanup(server.Close)
	w.URL = server.URL
	return w
}

func (w *Webhooks) hear(_ http.ResponseWriter, r *http.Request) {
	text, err := webhook.Receive(r, auth.NewSimpleKeyProvider(Key, Secret))
	if err != nil {
		w.t.Errorf("a webhook with a wrong signature came: %v", err)
		return
	}
	_, _ = io.Copy(io.Discard, r.Body)
	event := &livekit.WebhookEvent{}
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(text, event); err != nil {
		w.t.Errorf("a webhook cannot be read: %v", err)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events, event)
	w.texts = append(w.texts, string(text))
}

// Of are the webhooks about an egress so far, in their order.
func (w *Webhooks) Of(egressID string) []*livekit.WebhookEvent {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []*livekit.WebhookEvent
	for _, event := range w.events {
		if event.EgressInfo.GetEgressId() == egressID {
			all = append(all, event)
		}
	}
	return all
}

// Story is an egress in webhooks, such as "started STARTING, updated ACTIVE".
func (w *Webhooks) Story(egressID string) string {
	var all []string
	for _, event := range w.Of(egressID) {
		all = append(all, strings.TrimPrefix(event.Event, "egress_")+" "+strings.TrimPrefix(event.EgressInfo.Status.String(), "EGRESS_"))
	}
	return strings.Join(all, ", ")
}

// Tell waits until the webhooks about an egress tell a story.
func (w *Webhooks) Tell(egressID, story string) {
	w.t.Helper()
	for end := time.Now().Add(patience); w.Story(egressID) != story; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Errorf("webhooks tell %q, not %q", w.Story(egressID), story)
			return
		}
	}
}

// Ended waits for the end of an egress.
func (w *Webhooks) Ended(egressID string) *livekit.EgressInfo {
	w.t.Helper()
	var info *livekit.EgressInfo
	Until(w.t, "egress_ended comes", func() bool {
		for _, event := range w.Of(egressID) {
			if event.Event == webhook.EventEgressEnded {
				info = event.EgressInfo
			}
		}
		return info != nil
	})
	return info
}

// StaysSilent fails the test if anything about an egress comes within a while.
func (w *Webhooks) StaysSilent(egressID string, while time.Duration) {
	w.t.Helper()
	before := w.Story(egressID)
	time.Sleep(while)
	if after := w.Story(egressID); after != before {
		w.t.Errorf("after %q came %q", before, after)
	}
}

// Hold says whether a text is in any webhook.
func (w *Webhooks) Hold(text string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Contains(strings.Join(w.texts, "\n"), text)
}

package health

import (
	"encoding/json"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Status is what the worker says of itself.
type Status struct {
	Jobs, MaxJobs int
	Accepting     bool
	Why           string // it does not accept
	FilesWaiting  int    // that could not be delivered yet
}

// answer is /healthz.
type answer struct {
	Status    string `json:"status"` // "ok", or what is wrong in words
	Jobs      int    `json:"jobs"`
	MaxJobs   int    `json:"max_jobs"`
	Accepting bool   `json:"accepting"`
	Why       string `json:"why,omitempty"` // it does not accept, though nothing is wrong
	Waiting   int    `json:"files_waiting"`
	Version   string `json:"version"`
}

// Handler serves /healthz and /metrics.
//
// /healthz answers 200 while recordings are possible (also when the worker is full or draining: see "accepting"), else 503.
func Handler(status func() Status, problem func() error, version string, metrics prometheus.Gatherer) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		s := status()
		a := answer{Status: "ok", Jobs: s.Jobs, MaxJobs: s.MaxJobs, Accepting: s.Accepting, Why: s.Why, Waiting: s.FilesWaiting, Version: version}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		if err := problem(); err != nil {
			a.Status, a.Why, a.Accepting = err.Error(), "", false
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(w).Encode(a) // whoever asked has gone
	})
	return mux
}

package health

import (
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/livekit/protocol/livekit"

	"rooms.example/recorder/internal/capture"
)

const namespace = "rooms_recorder"

// Metrics count what the worker does: service.Observer.
type Metrics struct {
	registry    *prometheus.Registry
	started     prometheus.Histogram
	ended       *prometheus.CounterVec
	incomplete  prometheus.Counter
	dropped     prometheus.Counter
	seconds     prometheus.Counter
	bytes       prometheus.Counter
	undelivered prometheus.Counter
	lost        *prometheus.CounterVec
}

// NewMetrics are all zero. jobs, waiting (files) and freeCPU are asked whenever Prometheus asks.
func NewMetrics(jobs, waiting, freeCPU func() float64, maxJobs int, version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		started: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Name: "start_seconds", Help: "From the request to the first frame in the file.",
			Buckets: []float64{1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 40, 60},
		}),
		ended: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "jobs_ended_total", Help: "Recordings that have ended, by LiveKit's status.",
		}, []string{"result"}),
		lost: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "jobs_of_dead_workers_total", Help: "Recordings of dead workers that were ended, by whether a file was saved.",
		}, []string{"file"}),
		incomplete:  counter("incomplete_files_total", "Files in which picture or sound is missing."),
		dropped:     counter("frames_dropped_total", "Frames that could not be encoded in time."),
		seconds:     counter("recorded_seconds_total", "Seconds of finished recordings."),
		bytes:       counter("recorded_bytes_total", "Bytes of finished recordings."),
		undelivered: counter("upload_failures_total", "Files that could not be finished or delivered."),
	}
	gauge := func(name, help string, value func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help}, value)
	}
	m.registry.MustRegister(
		m.started, m.ended, m.lost, m.incomplete, m.dropped, m.seconds, m.bytes, m.undelivered,
		gauge("jobs", "Recordings that run.", jobs),
		gauge("files_waiting", "Files on this machine that could not be delivered yet.", waiting),
		gauge("max_jobs", "Recordings that may run at a time.", func() float64 { return float64(maxJobs) }),
		gauge("free_cpu_cores", "Cores that are free on this machine, over five seconds.", freeCPU),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Namespace: namespace, Name: "info", Help: "Always 1.", ConstLabels: prometheus.Labels{"version": version},
		}, func() float64 { return 1 }),
	)
	for _, status := range livekit.EgressStatus_name {
		if s := livekit.EgressStatus(livekit.EgressStatus_value[status]); s >= livekit.EgressStatus_EGRESS_COMPLETE {
			m.ended.WithLabelValues(result(s))
		}
	}
	return m
}

func counter(name, help string) prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help})
}

// Gatherer is what Prometheus reads.
func (m *Metrics) Gatherer() prometheus.Gatherer { return m.registry }

// Started implements egress.Observer.
func (m *Metrics) Started(after time.Duration) { m.started.Observe(after.Seconds()) }

// Ended implements egress.Observer.
func (m *Metrics) Ended(status livekit.EgressStatus, r capture.Result, undelivered bool) {
	m.ended.WithLabelValues(result(status)).Inc()
	m.dropped.Add(float64(r.Dropped))
	m.seconds.Add(r.Duration.Seconds())
	m.bytes.Add(float64(r.Size))
	if r.Short != "" {
		m.incomplete.Inc()
	}
	if undelivered {
		m.undelivered.Inc()
	}
}

// Lost implements service.Observer.
func (m *Metrics) Lost(salvaged bool) {
	m.lost.WithLabelValues(map[bool]string{true: "saved", false: "none"}[salvaged]).Inc()
}

// result is a status as a label: "complete", "limit_reached".
func result(status livekit.EgressStatus) string {
	return strings.ToLower(strings.TrimPrefix(status.String(), "EGRESS_"))
}

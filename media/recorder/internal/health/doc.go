// Package health says how the worker is: to probes (/healthz), to Prometheus (/metrics), and to the worker itself, which
// takes no recordings while something that they need is missing.
package health

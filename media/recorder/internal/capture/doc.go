// Package capture records one plan: display, sound sink, browser, encoder, file, streams.
package capture

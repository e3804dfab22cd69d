// Package egress runs one recording as LiveKit sees it: its states, its results, what is told to LiveKit and when.
package egress

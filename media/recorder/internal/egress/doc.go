// Package egress runs one recording as LiveKit sees it.
//
// An Egress goes through LiveKit's states (STARTING, ACTIVE, ENDING, then COMPLETE, FAILED, ABORTED or LIMIT_REACHED) in
// the order and with the words of LiveKit's own worker, so that nobody behind LiveKit can tell the two apart:
//
//	all is well             STARTING, ACTIVE, ENDING, COMPLETE     "End reason: StopEgress API", "… Source closed", …
//	the limit is reached    STARTING, ACTIVE, LIMIT_REACHED        413 "Session limit reached", with the file
//	it breaks               STARTING, ACTIVE, FAILED               500 and why, with what there is of the file
//	it never begins         STARTING, ABORTED                      412 "Start signal not received", …
//
// A Reporter tells each state to LiveKit, in order, until it is heard. What really records is behind the interface
// Recorder.
package egress

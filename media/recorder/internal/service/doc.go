// Package service is the worker as LiveKit knows it: it bids for recordings, takes them, serves what is asked of each while
// it runs, and drains.
//
// LiveKit asks all workers who wants a recording (StartEgressAffinity) and gives it to who bids most. A worker that is full,
// draining, without enough free CPU or not healthy does not bid. Each recording that runs has an RPC server of its own
// (StopEgress, UpdateStream), reached by the egress's id. What LiveKit is told goes the other way (package egress).
package service

// Package salvage ends the jobs of workers that have died: LiveKit never does, for it an egress whose worker is gone stays
// ACTIVE for ever.
//
// A dead job of this machine (its lock is free) is ended at once: what is left of its file is finished and uploaded, and
// LiveKit hears FAILED "recorder lost", with the file. A job of another machine is looked at twice, a lease apart, so that
// neither a worker that only has a moment's trouble nor one that is just being restarted beside its folder is run over.
// Only jobs with a record by one of our workers are touched (package lease).
package salvage

// Package lease knows which jobs are whose, and which of them live.
//
// A worker that takes a job writes a record of it to Redis (whose it is, and LiveKit's last EgressInfo of it) and holds a
// lease: a key that expires unless it is renewed. Only jobs with such a record are ever touched by a recorder of ours:
// LiveKit's own workers may use the same Redis. On its machine the worker also holds a lock on a file, which the kernel lets
// go when the process dies: another worker there needs no waiting to know.
//
// Whoever wants to end a dead worker's job claims it first. Claim and renewal are decided by Redis, one or the other:
// a worker that was only away for long learns at its next renewal that its job was claimed, and two workers never end
// the same job. So it learns that another has taken the job, which LiveKit may have asked that one to do meanwhile.
//
//	rooms-recorder:jobs          hash: egress id → record
//	rooms-recorder:{id}:lease    the worker's name; expires
//	rooms-recorder:{id}:claim    who ends it; "settled" for a day when that is done
package lease

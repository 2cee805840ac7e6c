// Package fault makes things go wrong on purpose, so that a person sees what
// becomes of a message then. A Set holds which faults are on; whoever may be hit
// asks it at the moment that counts, and it decides by share, by chance that a seed
// fixes, and by filter. Each hit is an event with a reason.
//
// Half of the faults are of AWS: the embedded one asks before it answers a call,
// delivers an event or hands out a message (see aws/local.Faults), so that they hit
// programs from outside too. The others are of workers: they wrap the ports of the
// pipeline (workers.go), and nothing of the work on a message knows of them.
package fault

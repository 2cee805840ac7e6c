// Package clock is the time that the pipeline goes by: the times of events, the pace
// of stages, heartbeats, countdowns, retry delays, the producer and the sampler. The
// zero Clock is wall time, and in a testing/synctest bubble the bubble's; another one
// comes From a source that may stand still, run slower or faster, or be moved.
//
// How long a call to AWS may take, a request of HTTP, and an engine at one image, is
// wall time all the same: whoever answers does not go by this clock.
//
// An event.Log bears the Clock, and all who write to it go by that one.
package clock

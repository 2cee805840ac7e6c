// Package sample holds streams of events to look at: what a run looks like
// when nothing happens, when it is busy, when everything fails, and when there
// are thousands of messages. Tests of the screen, its documentation and its
// benchmarks draw from them.
//
// A stream is made by a small simulation of the pipeline (see simulation.go)
// whose time starts at Begin and whose chance is fixed, so that the same events
// come out each time. Nothing here talks to AWS or waits.
package sample

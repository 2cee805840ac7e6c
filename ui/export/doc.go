// Package export makes files of the screen's frames: a picture that moves, and a
// recording of a terminal.
package export

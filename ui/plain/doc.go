// Package plain tells what a pipeline does in words, a line an event: for a
// screen reader, for a log, for a terminal that can do no more.
//
// A [Teller] folds the events into a State of its own, so that a line can name
// the image where the event knows only the message, and say what an event means
// rather than what it is called. Steps that say nothing new (polls, samples, API
// calls that went well, each stage of the work, every heartbeat but the first) are
// not told, and what was done on an image is one sentence at its end, for a screen
// reader says a line after the other. --headless has every event.
//
// A line is plain text: what came from outside is escaped, nothing moves the
// cursor, and no meaning is left to colour.
package plain

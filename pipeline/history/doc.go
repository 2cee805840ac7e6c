// Package history keeps what has happened so that it can be looked at again: the
// events, or where to read them again, and now and then a snapshot of their fold. A
// Cursor is somewhere in it, with the State of there, and goes back and forth.
package history

// Package history keeps what has happened so that it can be looked at again: the
// events, or where to read them again, and now and then a snapshot of their fold. A
// Cursor is somewhere in it, with the State of there, and goes back and forth.
//
// Of a run the events stay where the log has them until some thousand have come, and
// then are packed, on a goroutine beside the one that folds; nothing else is copied but
// what changes after a snapshot. Ten minutes are kept, or 128 MB: events, what only
// snapshots have, and the pixels of the newest 400 pictures. Of a recording nothing is
// kept that can be read again; there are snapshots for 512 MB, the fewer for each
// event the longer it is.
package history

package sqs

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"sync"

	"go.etcd.io/bbolt"
)

// journal keeps the queues in a file, with group commit: what the transactions of
// all callers change while one commit is being written goes into the next, so
// that many callers share one. Who finds nobody writing writes itself, which spares
// a lone caller the way to another goroutine and back; what came meanwhile is
// written by the journal's own. A nil *journal keeps nothing.
//
// The journal lags behind the memory, never the other way, and transactions reach
// it in their order. No transaction's answer leaves before everything that it can
// say is on disk, so after a crash the file holds all that anybody was told.
type journal struct {
	db   *bbolt.DB
	path string

	pending []change // of the transaction under way; the service's lock guards it

	mu      sync.Mutex
	next    *commit // gathers changes; nil if there are none
	writing *commit // is being written; nil if none is
	failed  error   // why nothing can be kept any more
	closed  bool

	wake    chan struct{} // holds a token when next was left by who wrote before
	stopped chan struct{} // closed when the writer has ended
}

// change is one key that is set or deleted, or, with a nil key, the end of
// everything that a queue holds.
type change struct {
	bucket bucket
	key    []byte
	value  []byte // nil: the key is deleted
	wipe   uint64 // with a nil key: the queue's uid
}

// commit is what goes to disk at once.
type commit struct {
	changes []change
	done    chan struct{} // closed when it is on disk, or err is set
	err     error
}

// receipt is what a transaction waits for. The zero receipt is for nothing.
type receipt struct {
	journal *journal
	commit  *commit
}

// wait returns when everything up to the transaction is on disk.
func (r receipt) wait() error {
	if r.commit == nil {
		return nil
	}
	r.journal.writeNext(r.commit)
	<-r.commit.done
	return r.commit.err
}

// newJournal starts the goroutine that writes the file; close ends it.
func newJournal(db *bbolt.DB, path string) *journal {
	j := &journal{db: db, path: path, wake: make(chan struct{}, 1), stopped: make(chan struct{})}
	go j.write()
	return j
}

// Survives is what queues and messages are there again after: "nothing", "kill -9",
// or "power loss".
func (s *Service) Survives() string {
	switch {
	case s.journal == nil:
		return "nothing"
	case s.journal.db.NoSync:
		return "kill -9"
	}
	return "power loss"
}

// add notes a change of the transaction under way. The service's lock is held.
func (j *journal) add(c change) { j.pending = append(j.pending, c) }

// seal hands the changes of a transaction over to be written, all or none of
// them. The service's lock is held.
func (j *journal) seal() receipt {
	if j == nil {
		return receipt{}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.failed != nil {
		j.pending = nil
		lost := &commit{done: make(chan struct{}), err: j.failed}
		close(lost.done)
		return receipt{j, lost}
	}
	if len(j.pending) > 0 {
		if j.next == nil {
			j.next = &commit{done: make(chan struct{})}
		}
		j.next.changes = append(j.next.changes, j.pending...)
		clear(j.pending)
		j.pending = j.pending[:0]
	}
	if j.next != nil {
		return receipt{j, j.next}
	}
	return receipt{j, j.writing}
}

// write writes what others have left until the journal is closed.
func (j *journal) write() {
	defer close(j.stopped)
	for range j.wake {
		j.writeNext(nil)
	}
}

// writeNext writes the next commit, unless another is being written, or wanted is
// another than it; nil is any.
func (j *journal) writeNext(wanted *commit) {
	j.mu.Lock()
	c := j.next
	if j.writing != nil || c == nil || wanted != nil && wanted != c {
		j.mu.Unlock()
		return
	}
	j.next, j.writing = nil, c
	err := j.failed
	j.mu.Unlock()
	if err == nil {
		err = j.db.Update(func(tx *bbolt.Tx) error { return c.apply(tx) })
	}
	j.mu.Lock()
	if err != nil && j.failed == nil {
		j.failed = fmt.Errorf("the queues can no longer be kept in %s: %w", j.path, err)
	}
	c.err = j.failed
	j.writing = nil
	if j.next != nil { // those who wait for it found somebody writing
		select {
		case j.wake <- struct{}{}:
		default: // it is awake
		}
	}
	j.mu.Unlock()
	close(c.done)
}

// close writes what is left, and the list of free pages, which has the next start
// know every page of the file; it has all of it on the disk, and closes the file.
func (j *journal) close() error {
	if j == nil {
		return nil
	}
	err := j.seal().wait() // after it nobody writes, and nothing is left
	j.mu.Lock()
	if !j.closed {
		j.closed = true
		close(j.wake)
	}
	j.mu.Unlock()
	<-j.stopped
	if err == nil {
		j.db.NoFreelistSync = false // nobody else uses it any more
		err = errors.Join(j.db.Update(func(*bbolt.Tx) error { return nil }), j.db.Sync())
	}
	return errors.Join(err, j.db.Close())
}

// apply makes the changes in a transaction of the file. Between two wipes they are sorted,
// because the file is a tree that likes its keys in order; of several for one
// key the last counts.
func (c *commit) apply(tx *bbolt.Tx) error {
	rest := c.changes
	for len(rest) > 0 {
		i := slices.IndexFunc(rest, func(c change) bool { return c.key == nil })
		if i < 0 {
			return applySorted(tx, rest)
		}
		if err := applySorted(tx, rest[:i]); err != nil {
			return err
		}
		if err := wipe(tx, rest[i].wipe); err != nil {
			return err
		}
		rest = rest[i+1:]
	}
	return nil
}

// fillPercent is how full a page of the file is made. Messages arrive at the end
// of the tree, so that a page which is left half empty stays so.
const fillPercent = 0.9

func applySorted(tx *bbolt.Tx, changes []change) error {
	slices.SortStableFunc(changes, func(a, b change) int {
		if a.bucket != b.bucket {
			return int(a.bucket) - int(b.bucket)
		}
		return bytes.Compare(a.key, b.key)
	})
	for i, c := range changes {
		if i+1 < len(changes) && changes[i+1].bucket == c.bucket && bytes.Equal(changes[i+1].key, c.key) {
			continue
		}
		b := tx.Bucket(c.bucket.name())
		b.FillPercent = fillPercent
		var err error
		if c.value == nil {
			err = b.Delete(c.key)
		} else {
			err = b.Put(c.key, c.value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// wipe deletes everything that belongs to one queue's content.
func wipe(tx *bbolt.Tx, uid uint64) error {
	prefix := uidKey(uid)
	for _, bucket := range []bucket{messageBucket, stateBucket, acceptedBucket} {
		c := tx.Bucket(bucket.name()).Cursor()
		for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Seek(prefix) {
			if err := c.Delete(); err != nil {
				return err
			}
		}
	}
	return nil
}

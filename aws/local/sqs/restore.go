package sqs

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

const journalFile = "queues.db"

// restore opens the journal in dir and goes on with what it holds.
func (s *Service) restore(dir string) error {
	path := filepath.Join(dir, journalFile)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("the folder for the queues cannot be made: %w", err)
	}
	db, err := s.load(path)
	if err != nil {
		return err
	}
	s.journal = newJournal(db, path)
	return s.turn(context.Background(), func(t *turn) error {
		for _, q := range s.queues {
			t.touch(q)
		}
		for _, task := range s.tasks {
			if task.status == taskRunning {
				task.timer = s.clock.AfterFunc(0, task.tick)
			}
		}
		return nil
	})
}

// load opens the file, checks it and reads it. A damaged file can make bbolt
// panic or touch memory that is not there; both become errors here.
func (s *Service) load(path string) (db *bbolt.DB, err error) {
	faults := debug.SetPanicOnFault(true)
	defer debug.SetPanicOnFault(faults)
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
		switch {
		case err == nil:
			return
		case errors.Is(err, bolterrors.ErrTimeout):
			err = fmt.Errorf("%s is in use by another process: stop that, or choose another folder", path)
		default:
			err = fmt.Errorf("%s is damaged and cannot be used: %w; move it away to start with empty queues, or restore a copy of it", path, err)
		}
		if db != nil {
			err = errors.Join(err, db.Close())
			db = nil
		}
	}()
	if err := checkHead(path); err != nil {
		return nil, err
	}
	db, err = bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return nil, err
	}
	if err := db.Update(makeBuckets); err != nil {
		return db, err
	}
	return db, db.View(s.read)
}

// checkHead checks the two pages at the front of an existing file. Each names
// the tree of one transaction, and bbolt would go back to the older where the
// newer is damaged, losing the newest transaction in silence.
func checkHead(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	const pageHeader, metaSize, magic = 16, 64, 0xED0CDAED
	pageSize := int64(0)
	var pages uint64
	for range 2 {
		b := make([]byte, metaSize)
		if _, err := f.ReadAt(b, pageSize+pageHeader); err != nil {
			return fmt.Errorf("its head is cut short: %w", err)
		}
		sum := fnv.New64a()
		_, _ = sum.Write(b[:metaSize-8]) // a hash never fails
		if binary.NativeEndian.Uint32(b) != magic || binary.NativeEndian.Uint64(b[metaSize-8:]) != sum.Sum64() {
			return errors.New("its head is damaged")
		}
		pageSize = int64(binary.NativeEndian.Uint32(b[8:]))
		pages = max(pages, binary.NativeEndian.Uint64(b[40:]))
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil && uint64(size) < pages*uint64(pageSize) { //nolint:gosec // sizes are not negative
		return fmt.Errorf("it is cut short: %d bytes of %d", size, pages*uint64(pageSize)) //nolint:gosec // sizes are not negative
	}
	return err
}

func makeBuckets(tx *bbolt.Tx) error {
	for _, name := range bucketNames {
		if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
			return err
		}
	}
	return nil
}

// read takes everything from the file into memory.
func (s *Service) read(tx *bbolt.Tx) error {
	for fault := range tx.Check() {
		return fmt.Errorf("its tree is inconsistent: %w", fault)
	}
	byUID := map[uint64]*queue{}
	for _, step := range []func() error{
		func() error { return eachRecord(tx, queueBucket, s.readQueue(byUID)) },
		func() error { return eachRecord(tx, deletedBucket, s.readDeleted) },
		func() error { return eachRecord(tx, taskBucket, s.readTask) },
		func() error { return tx.Bucket(sequenceBucket.name()).ForEach(readSequence(byUID)) },
		func() error { return s.readMessages(tx, byUID) },
		func() error { return readAccepted(tx, byUID) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	slices.SortFunc(s.tasks, func(a, b *moveTask) int { return cmp.Compare(a.order, b.order) })
	return nil
}

// eachRecord calls f with every record of a bucket, checked.
func eachRecord(tx *bbolt.Tx, b bucket, f func(key, record []byte) error) error {
	return tx.Bucket(b.name()).ForEach(func(key, value []byte) error {
		record, err := unsealed(key, value)
		if err != nil {
			return fmt.Errorf("%s %q: %w", b.name(), key, err)
		}
		return f(key, record)
	})
}

func (s *Service) readQueue(byUID map[uint64]*queue) func(name, text []byte) error {
	return func(name, text []byte) error {
		var r queueRecord
		if err := json.Unmarshal(text, &r); err != nil {
			return err
		}
		set, err := newSettings(r.Attributes["FifoQueue"] == "true").with(r.Attributes)
		if err != nil {
			return fmt.Errorf("queue %q: %w", name, err)
		}
		q := newQueue(s, string(name), set, r.Created)
		q.uid, q.modified, q.purged = r.UID, r.Modified, r.Purged
		if r.Tags != nil {
			q.tags = r.Tags
		}
		s.queues[q.name], byUID[q.uid] = q, q
		return nil
	}
}

func (s *Service) readDeleted(name, text []byte) error {
	var at time.Time
	if err := json.Unmarshal(text, &at); err != nil {
		return err
	}
	s.deleted[string(name)] = at
	return nil
}

func (s *Service) readTask(_, text []byte) error {
	var r taskRecord
	if err := json.Unmarshal(text, &r); err != nil {
		return err
	}
	s.tasks = append(s.tasks, &moveTask{
		service: s, ctx: context.Background(), handle: r.Handle, source: r.Source, destination: r.Destination, rate: r.Rate,
		started: r.Started, toMove: r.ToMove, moved: r.Moved, lastSeq: r.LastSeq, status: r.Status, failure: r.Failure, order: r.Order,
	})
	return nil
}

func readSequence(byUID map[uint64]*queue) func(key, value []byte) error {
	return func(key, value []byte) error {
		if len(key) != 8 || len(value) != 8 || byUID[binary.BigEndian.Uint64(key)] == nil {
			return errors.New("a sequence number belongs to no queue")
		}
		byUID[binary.BigEndian.Uint64(key)].seq = binary.BigEndian.Uint64(value)
		return nil
	}
}

// readMessages reads messages and their states side by side: both buckets have
// the same keys.
func (s *Service) readMessages(tx *bbolt.Tx, byUID map[uint64]*queue) error {
	now := s.clock.Now()
	states := tx.Bucket(stateBucket.name()).Cursor()
	stateKey, stateValue := states.First()
	err := eachRecord(tx, messageBucket, func(key, content []byte) error {
		if !bytes.Equal(key, stateKey) || len(key) != 16 {
			return errors.New("a message has lost its state")
		}
		state, err := unsealed(stateKey, stateValue)
		if err != nil {
			return err
		}
		q := byUID[binary.BigEndian.Uint64(key)]
		if q == nil {
			return errors.New("a message belongs to no queue")
		}
		r := record{b: content}
		m := r.message()
		m.seq = binary.BigEndian.Uint64(key[8:])
		rs := record{b: state}
		rs.state(m)
		if r.short || rs.short {
			return errors.New("a message is cut short")
		}
		q.keep(m, now)
		stateKey, stateValue = states.Next()
		return nil
	})
	if err == nil && stateKey != nil {
		err = errors.New("a message's state has lost its message")
	}
	return err
}

func readAccepted(tx *bbolt.Tx, byUID map[uint64]*queue) error {
	windows := map[*queue][]*accepted{}
	err := eachRecord(tx, acceptedBucket, func(key, value []byte) error {
		if len(key) < 8 || byUID[binary.BigEndian.Uint64(key)] == nil {
			return errors.New("a deduplication id belongs to no queue")
		}
		q := byUID[binary.BigEndian.Uint64(key)]
		r := record{b: value}
		windows[q] = append(windows[q], &accepted{key: string(key[8:]), id: r.id(), seq: r.uint64(), until: r.time()})
		return nil
	})
	for q, window := range windows {
		slices.SortFunc(window, func(a, b *accepted) int { return a.until.Compare(b.until) })
		for _, a := range window {
			if q.dedup != nil {
				q.dedup.remember(a)
			}
		}
	}
	return err
}

package sqs

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

const journalFile = "queues.db"

// restore opens the journal in dir and goes on with what it holds.
func (s *Service) restore(dir string, sync bool) error {
	path := filepath.Join(dir, journalFile)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the folder for the queues cannot be made: %w", err)
	}
	db, err := s.load(path)
	if err != nil {
		return err
	}
	db.NoSync, db.NoGrowSync = !sync, !sync
	s.journal = newJournal(db, path)
	return s.transact(context.Background(), func(t *transaction) error {
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

// load opens the file, checks it and reads it.
func (s *Service) load(path string) (db *bbolt.DB, err error) {
	options := &bbolt.Options{Timeout: time.Second, FreelistType: bbolt.FreelistMapType, NoFreelistSync: true}
	_, err = os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		err = createFile(path, options)
	} else if err == nil {
		err = checkUnused(path, *options)
	}
	if err == nil {
		db, err = bbolt.Open(path, 0o600, options)
	}
	if err != nil {
		return nil, explain(path, err)
	}
	if err := db.View(s.read); err != nil {
		return nil, errors.Join(explain(path, err), db.Close())
	}
	return db, nil
}

// createFile makes an empty file of queues under another name first, so that
// there is never half of one under its own.
func createFile(path string, options *bbolt.Options) error {
	fresh := path + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	db, err := bbolt.Open(fresh, 0o600, options)
	if err != nil {
		return err
	}
	if err := errors.Join(db.Update(makeBuckets), db.Close()); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}

// checkUnused checks a file while no other process writes it. Opened only for
// reading, bbolt takes the lock and looks no further than the head.
func checkUnused(path string, options bbolt.Options) error {
	options.ReadOnly = true
	db, err := bbolt.Open(path, 0o600, &options)
	if err != nil {
		return err
	}
	return errors.Join(checkFile(path), db.Close())
}

// explain says what a fault of the file means to the person who started this.
func explain(path string, err error) error {
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return fmt.Errorf("%s is in use by another process: stop that, or choose another folder", path)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("the file of the queues cannot be used: %w", err)
	default:
		return fmt.Errorf("%s is damaged and cannot be used: %w; move it away to start with empty queues, or restore a copy of it", path, err)
	}
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
	for _, name := range bucketNames {
		if tx.Bucket([]byte(name)) == nil {
			return fmt.Errorf("its part %s is missing", name)
		}
	}
	byUID := map[uint64]*queue{}
	for _, step := range []func() error{
		func() error { return eachRecord(tx, queueBucket, s.readQueue(byUID)) },
		func() error { return eachRecord(tx, deletedBucket, s.readDeleted) },
		func() error { return eachRecord(tx, taskBucket, s.readTask) },
		func() error { return eachRecord(tx, sequenceBucket, readSequence(byUID)) },
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
		set, err := newSettings(r.Attributes["FifoQueue"] == "true").with(keptAttributes(r.Attributes))
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
	sender := "" // of the message before; nearly always the same
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
		if m.sender == sender {
			m.sender = sender // one text for all of them
		}
		sender = m.sender
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

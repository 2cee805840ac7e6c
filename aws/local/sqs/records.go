package sqs

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"time"
)

// bucket is a part of the journal's file.
type bucket int

const (
	queueBucket    bucket = iota // name: queueRecord
	deletedBucket                // name of a queue: when it was deleted
	taskBucket                   // handle: taskRecord
	sequenceBucket               // uid: the number of the message that arrived last
	messageBucket                // uid, seq: what never changes about a message
	stateBucket                  // uid, seq: what a receive changes about it
	acceptedBucket               // uid, deduplication key: what a FIFO queue has accepted
)

var bucketNames = [...]string{"queues", "deleted", "tasks", "sequences", "messages", "states", "accepted"}

func (b bucket) name() []byte { return []byte(bucketNames[b]) }

// queueRecord is a queue without its messages.
type queueRecord struct {
	UID                       uint64
	Attributes, Tags          map[string]string
	Created, Modified, Purged time.Time
}

// taskRecord is a move task.
type taskRecord struct {
	Handle, Source, Destination string
	Rate                        *int
	Started                     time.Time
	ToMove, Moved               int
	LastSeq                     uint64
	Status                      taskStatus
	Failure                     string
	Order                       int // among all tasks
}

func (j *journal) putQueue(q *queue) {
	if j == nil {
		return
	}
	j.putJSON(queueBucket, q.name, queueRecord{
		UID: q.uid, Attributes: q.text, Tags: q.tags, Created: q.created, Modified: q.modified, Purged: q.purged,
	})
	j.add(change{bucket: deletedBucket, key: []byte(q.name)})
}

func (j *journal) dropQueue(q *queue, now time.Time) {
	if j == nil {
		return
	}
	j.purge(q)
	j.add(change{bucket: sequenceBucket, key: uidKey(q.uid)})
	j.add(change{bucket: queueBucket, key: []byte(q.name)})
	j.putJSON(deletedBucket, q.name, now)
}

// purge has everything in a queue forgotten, but not the queue.
func (j *journal) purge(q *queue) {
	if j != nil {
		j.add(change{wipe: q.uid})
	}
}

func (j *journal) putTask(task *moveTask) {
	if j == nil {
		return
	}
	j.putJSON(taskBucket, task.handle, taskRecord{
		Handle: task.handle, Source: task.source, Destination: task.destination, Rate: task.rate, Started: task.started,
		ToMove: task.toMove, Moved: task.moved, LastSeq: task.lastSeq, Status: task.status, Failure: task.failure, Order: task.order,
	})
}

func (j *journal) dropTask(task *moveTask) {
	if j != nil {
		j.add(change{bucket: taskBucket, key: []byte(task.handle)})
	}
}

// putMessage keeps a message that has arrived.
func (j *journal) putMessage(q *queue, m *message) {
	if j == nil {
		return
	}
	key := messageKey(q.uid, m.seq)
	j.add(change{bucket: messageBucket, key: key, value: sealed(key, appendMessage(make([]byte, 4, 128+len(m.body)), m))})
	uid := uidKey(q.uid)
	j.add(change{bucket: sequenceBucket, key: uid, value: sealed(uid, binary.BigEndian.AppendUint64(make([]byte, 4, 12), q.seq))})
	j.putState(q, m)
}

// putState keeps what has changed about a message.
func (j *journal) putState(q *queue, m *message) {
	if j == nil {
		return
	}
	key := messageKey(q.uid, m.seq)
	j.add(change{bucket: stateBucket, key: key, value: sealed(key, appendState(make([]byte, 4, 48), m))})
}

func (j *journal) dropMessage(q *queue, m *message) {
	if j == nil {
		return
	}
	key := messageKey(q.uid, m.seq)
	j.add(change{bucket: messageBucket, key: key})
	j.add(change{bucket: stateBucket, key: key})
}

func (j *journal) putAccepted(q *queue, a *accepted) {
	if j == nil {
		return
	}
	key := append(uidKey(q.uid), a.key...)
	value := append(make([]byte, 4, 40), a.id[:]...)
	value = binary.BigEndian.AppendUint64(value, a.seq)
	j.add(change{bucket: acceptedBucket, key: key, value: sealed(key, appendTime(value, a.until))})
}

func (j *journal) dropAccepted(q *queue, a *accepted) {
	if j != nil {
		j.add(change{bucket: acceptedBucket, key: append(uidKey(q.uid), a.key...)})
	}
}

func (j *journal) putJSON(b bucket, name string, record any) {
	text, _ := json.Marshal(record) // records are made of what JSON can hold
	key := []byte(name)
	j.add(change{bucket: b, key: key, value: sealed(key, append(make([]byte, 4, 4+len(text)), text...))})
}

func uidKey(uid uint64) []byte { return binary.BigEndian.AppendUint64(make([]byte, 0, 16), uid) }

func messageKey(uid, seq uint64) []byte { return binary.BigEndian.AppendUint64(uidKey(uid), seq) }

// sealed writes a checksum of key and record into the record's first four
// bytes, which were left free.
func sealed(key, record []byte) []byte {
	binary.BigEndian.PutUint32(record, checksum(key, record))
	return record
}

func checksum(key, record []byte) uint32 {
	return crc32.Update(crc32.ChecksumIEEE(key), crc32.IEEETable, record[4:])
}

var errRecordDamaged = errors.New("a record is damaged: its checksum does not match")

// unsealed is a record without its checksum.
func unsealed(key, record []byte) ([]byte, error) {
	if len(record) < 4 || binary.BigEndian.Uint32(record) != checksum(key, record) {
		return nil, errRecordDamaged
	}
	return record[4:], nil
}

package sqs

import (
	"errors"
	"strings"

	"inflight/aws/local/wire"
)

const maxBatch = 10

// FailedEntry is an entry of a batch that failed.
type FailedEntry struct {
	ID          string `json:"Id"`
	SenderFault bool   `json:"SenderFault"`
	Code        string `json:"Code"`
	Message     string `json:"Message,omitempty"`
}

// entry is what all entries of batches have.
type entry interface{ entryID() string }

// checkBatch says what is wrong with a batch as a whole.
func checkBatch[E entry](entries []E) error {
	switch {
	case len(entries) == 0:
		return batchError("EmptyBatchRequest", "There should be at least one entry in the request.")
	case len(entries) > maxBatch:
		return batchError("TooManyEntriesInBatchRequest", "Maximum number of entries per request are %d. You have sent %d.", maxBatch, len(entries))
	}
	for i, e := range entries {
		id := e.entryID()
		if id == "" || len(id) > 80 || strings.ContainsFunc(id, notInName) {
			return batchError("InvalidBatchEntryId",
				"A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.")
		}
		for _, earlier := range entries[:i] {
			if earlier.entryID() == id {
				return batchError("BatchEntryIdsNotDistinct", "Id %s repeated.", id)
			}
		}
	}
	return nil
}

func batchError(code, format string, args ...any) error {
	return wire.Errorf(code, format, args...).WithQueryCode("AWS.SimpleQueueService." + code)
}

// eachEntry calls f for every entry; one that fails does not fail the others.
func eachEntry[E entry, R any](entries []E, f func(E) (R, error)) (done []R, failed []FailedEntry) {
	for _, e := range entries {
		result, err := f(e)
		if err != nil {
			failed = append(failed, failure(e.entryID(), err))
			continue
		}
		if done == nil {
			done = make([]R, 0, len(entries))
		}
		done = append(done, result)
	}
	return done, failed
}

func failure(id string, err error) FailedEntry {
	var e *wire.Error
	if !errors.As(err, &e) {
		return FailedEntry{ID: id, Code: "InternalError", Message: err.Error()}
	}
	return FailedEntry{ID: id, SenderFault: e.Fault() == "Sender", Code: codeInBatch(e), Message: e.Message}
}

// codeInBatch is what an entry that failed says: the name without the ending
// that it has as an error of its own.
func codeInBatch(e *wire.Error) string {
	if old := e.OldCode(); old == invalidParameter || old == missingParameter {
		return old
	}
	return e.Code
}

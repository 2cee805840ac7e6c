package sqs

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"inflight/aws/local/clock"
	"inflight/aws/local/wire"
)

// Config says where a Service pretends to be and what it works with.
type Config struct {
	Region  string      // in ARNs; "" means us-east-1
	Account string      // in ARNs and URLs; "" means 000000000000
	Clock   clock.Clock // nil is the wall clock
	// Observer, if set, hears of every change to a message.
	Observer Observer
	// Dir is the folder that keeps the queues, in queues.db; "" keeps them in
	// memory only.
	Dir string
	// Sync has each change on the disk before it is answered, so that it outlives
	// a loss of power too. Without it a change is handed to the operating system,
	// which outlives the end of the process, however it ends.
	Sync bool
	// Duplicates, if set, decides whether a receive hands out a message once more
	// that is in flight. It is called with everything locked: it must not call back.
	Duplicates func(ctx context.Context, d Duplicate) bool
	// Report, if set, hears of faults of the service itself.
	Report func(error)
}

// Service is all queues of one account in one region. It is safe for use by
// many goroutines.
type Service struct {
	region, account string
	clock           clock.Clock
	report          func(error)
	table           wire.Table
	outbox          outbox
	duplicates      func(context.Context, Duplicate) bool // nil: never
	journal         *journal                              // nil in memory only

	// mu guards everything below, and everything in the queues.
	mu      sync.Mutex
	queues  map[string]*queue    // by name
	deleted map[string]time.Time // names that cannot be used yet
	tasks   taskList
	closed  bool
	done    chan struct{} // closed by Close
}

// New starts a service. With a Config.Dir it goes on with what the folder
// holds; an error names the file that is damaged or in use.
func New(c Config) (*Service, error) {
	s := &Service{
		region: orElse(c.Region, "us-east-1"), account: orElse(c.Account, "000000000000"),
		clock: c.Clock, report: c.Report, outbox: outbox{observer: c.Observer}, duplicates: c.Duplicates,
		queues: map[string]*queue{}, deleted: map[string]time.Time{}, done: make(chan struct{}),
	}
	if s.clock == nil {
		s.clock = clock.Real{}
	}
	s.table = s.operations()
	if c.Dir != "" {
		if err := s.restore(c.Dir, c.Sync); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func orElse(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// Close ends waiting receives, stops timers and move tasks, and closes the
// journal. It may be called twice.
func (s *Service) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.done)
	for _, q := range s.queues {
		q.stop()
	}
	s.tasks.stop()
	s.mu.Unlock()
	return s.journal.close()
}

// complain reports an error that no caller is there to hear of.
func (s *Service) complain(err error) {
	if err != nil && s.report != nil && !errors.Is(err, errClosed) {
		s.report(err)
	}
}

// Operations are the names of what a Service can be asked, in their order.
func Operations() []string { return slices.Sorted(maps.Keys(new(Service).operations())) }

// operations is the table of what SQS can be asked.
func (s *Service) operations() wire.Table {
	return wire.Table{
		"CreateQueue": wire.Do(s.createQueue), "DeleteQueue": wire.Do(s.deleteQueue),
		"GetQueueUrl": wire.Do(s.getQueueURL), "ListQueues": wire.Do(s.listQueues),
		"GetQueueAttributes": wire.Do(s.getQueueAttributes), "SetQueueAttributes": wire.Do(s.setQueueAttributes),
		"PurgeQueue": wire.Do(s.purgeQueue),

		"SendMessage": wire.Do(s.sendMessage), "SendMessageBatch": wire.Do(s.sendMessageBatch),
		"ReceiveMessage": wire.Do(s.receiveMessage),
		"DeleteMessage":  wire.Do(s.deleteMessage), "DeleteMessageBatch": wire.Do(s.deleteMessageBatch),
		"ChangeMessageVisibility":      wire.Do(s.changeMessageVisibility),
		"ChangeMessageVisibilityBatch": wire.Do(s.changeMessageVisibilityBatch),

		"ListDeadLetterSourceQueues": wire.Do(s.listDeadLetterSourceQueues),
		"StartMessageMoveTask":       wire.Do(s.startMessageMoveTask),
		"CancelMessageMoveTask":      wire.Do(s.cancelMessageMoveTask),
		"ListMessageMoveTasks":       wire.Do(s.listMessageMoveTasks),

		"TagQueue": wire.Do(s.tagQueue), "UntagQueue": wire.Do(s.untagQueue), "ListQueueTags": wire.Do(s.listQueueTags),
		"AddPermission": wire.Do(s.addPermission), "RemovePermission": wire.Do(s.removePermission),
	}
}

// ServeHTTP answers AWS JSON 1.0 where a request names its operation in the
// header X-Amz-Target, and the query protocol otherwise.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Amz-Target") != "" {
		s.table.ServeJSON(w, r, wire.JSON{Version: "1.0", Namespace: "com.amazonaws.sqs", QueryErrors: true, Report: s.report})
		return
	}
	if asksNothing(r) {
		answerNothing(w)
		return
	}
	s.table.ServeQuery(w, r, wire.Query{XMLNS: "http://queue.amazonaws.com/doc/2012-11-05/", Detail: true, Report: s.report})
}

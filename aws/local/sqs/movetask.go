package sqs

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

	"inflight/aws/local/clock"
)

// noQueueReason is why a task fails whose source or destination is gone.
const noQueueReason = "AWS.SimpleQueueService.NonExistentQueue"

// The limits of move tasks.
const (
	maxMoveRate  = 500 // messages a second, also where a task names no rate
	maxListed    = 10
	maxRunning   = 100
	moveInterval = 20 * time.Millisecond // a task moves what is due this often at most
)

// taskStatus is what has become of a move task.
type taskStatus string

const (
	taskRunning   taskStatus = "RUNNING"
	taskCompleted taskStatus = "COMPLETED"
	taskCancelled taskStatus = "CANCELLED"
	taskFailed    taskStatus = "FAILED"
)

// moveTask moves the messages of a dead-letter queue, at a rate, to a queue or
// each to where it came from. The service's lock guards it.
type moveTask struct {
	service     *Service
	ctx         context.Context //nolint:containedctx // of whoever started it, for the Observer
	handle      string
	source      string // ARN
	destination string // ARN; "": each message's own source
	rate        *int   // as given
	started     time.Time
	toMove      int
	moved       int
	lastSeq     uint64 // messages that arrive later are not moved
	status      taskStatus
	failure     string
	timer       clock.Timer
	order       int // among all tasks
}

// taskList is the move tasks there have been, oldest first.
type taskList []*moveTask

func (l taskList) stop() {
	for _, task := range l {
		if task.timer != nil {
			task.timer.Stop()
		}
	}
}

func (l taskList) running() int {
	n := 0
	for _, task := range l {
		if task.status == taskRunning {
			n++
		}
	}
	return n
}

// taskHandle is what a task's handle says, in the form that SQS uses.
type taskHandle struct {
	TaskID    string `json:"taskId"`
	SourceARN string `json:"sourceArn"`
}

// newTaskHandle makes the handle of a task.
func newTaskHandle(source string) string {
	b, _ := json.Marshal(taskHandle{newMessageID().String(), source}) // strings can always be written
	return base64.StdEncoding.EncodeToString(b)
}

// readTaskHandle reads the handle of a task.
func readTaskHandle(text string) (h taskHandle, ok bool) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(b, &h) != nil {
		return taskHandle{}, false
	}
	return h, h.TaskID != "" && h.SourceARN != ""
}

// tick moves what is due by now, and sets the timer to the next message.
func (task *moveTask) tick() {
	s := task.service
	err := s.transact(task.ctx, func(t *transaction) error {
		if task.status != taskRunning {
			return nil
		}
		for due := task.due(t.now); task.status == taskRunning && task.moved < due; {
			task.moveOne(t)
		}
		if task.status == taskRunning && task.moved >= task.toMove {
			task.status = taskCompleted
		}
		s.journal.putTask(task)
		if task.status == taskRunning {
			task.timer = s.clock.AfterFunc(task.pause(t.now), task.tick)
		}
		return nil
	})
	s.complain(err)
}

func (task *moveTask) perSecond() int {
	if task.rate != nil {
		return *task.rate
	}
	return maxMoveRate
}

// due is how many messages should have moved by now. The first moves at once.
func (task *moveTask) due(now time.Time) int {
	return min(task.toMove, 1+int(now.Sub(task.started).Seconds()*float64(task.perSecond())))
}

// pause is how long it is until the next message is due.
func (task *moveTask) pause(now time.Time) time.Duration {
	next := task.started.Add(time.Duration(task.moved) * time.Second / time.Duration(task.perSecond()))
	return max(next.Sub(now), moveInterval)
}

// moveOne moves one message, or ends the task if there is none or it cannot be
// moved.
func (task *moveTask) moveOne(t *transaction) {
	from := t.queueByARN(task.source)
	if from == nil {
		task.fail(noQueueReason)
		return
	}
	batch := from.order.next(1)
	if len(batch) == 0 || batch[0].seq > task.lastSeq {
		for _, m := range batch {
			from.setVisible(m)
		}
		task.status = taskCompleted
		return
	}
	old := batch[0]
	arn := orElse(task.destination, old.source)
	to := t.queueByARN(arn)
	if to == nil {
		from.setVisible(old)
		reason := noQueueReason
		if arn == "" {
			reason = "CouldNotDetermineMessageSource"
		}
		task.fail(reason)
		return
	}
	from.drop(old)
	to.redriveIn(t, from, old)
	task.moved++
}

func (task *moveTask) fail(reason string) { task.status, task.failure = taskFailed, reason }

// redriveIn takes in a dead letter as a message that is new but for what it
// carries.
func (q *queue) redriveIn(t *transaction, from *queue, old *message) {
	m := &message{content: old.content, id: newMessageID(), sentAt: t.now, visibleAt: t.now.Add(q.delayTime)}
	q.enter(t, m)
	notify(t, Observer.MessageRedriven, MessageRedriven{
		From: from.name, To: q.name, OldID: old.id.String(), NewID: m.id.String(), Body: m.body,
	})
}

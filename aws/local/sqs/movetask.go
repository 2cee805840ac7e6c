package sqs

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"inflight/aws/local/clock"
	"inflight/aws/local/wire"
)

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

type startMessageMoveTaskInput struct {
	SourceArn                    string `json:"SourceArn"`
	DestinationArn               string `json:"DestinationArn"`
	MaxNumberOfMessagesPerSecond *int   `json:"MaxNumberOfMessagesPerSecond"`
}

type startMessageMoveTaskOutput struct {
	TaskHandle string `json:"TaskHandle"`
}

func (s *Service) startMessageMoveTask(ctx context.Context, in *startMessageMoveTaskInput) (*startMessageMoveTaskOutput, error) {
	if in.SourceArn == "" {
		return nil, missing("SourceArn")
	}
	if err := inRange("MaxNumberOfMessagesPerSecond", in.MaxNumberOfMessagesPerSecond, 1, maxMoveRate); err != nil {
		return nil, err
	}
	var task *moveTask
	err := s.turn(ctx, func(t *turn) error {
		source, err := t.checkMove(in)
		if err != nil {
			return err
		}
		task = &moveTask{
			service: s, ctx: context.WithoutCancel(ctx), source: in.SourceArn, destination: in.DestinationArn,
			rate: in.MaxNumberOfMessagesPerSecond, started: t.now, toMove: source.order.length(), lastSeq: source.seq, status: taskRunning,
			order: s.forgetTasks(in.SourceArn),
		}
		task.handle = newTaskHandle(in.SourceArn)
		s.tasks = append(s.tasks, task)
		task.timer = s.clock.AfterFunc(0, task.tick)
		s.journal.putTask(task)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &startMessageMoveTaskOutput{TaskHandle: task.handle}, nil
}

// forgetTasks forgets the oldest tasks of a source, so that with the next there
// are as many as can be listed, and gives the next one's place in the order.
func (s *Service) forgetTasks(source string) (order int) {
	kept := 1
	var remaining taskList
	for _, task := range slices.Backward(s.tasks) {
		order = max(order, task.order+1)
		if task.source == source {
			kept++
		}
		if task.source == source && kept > maxListed {
			s.journal.dropTask(task)
			continue
		}
		remaining = append(remaining, task)
	}
	slices.Reverse(remaining)
	s.tasks = remaining
	return order
}

// checkMove says why a task cannot be started, or gives the queue to move from.
func (t *turn) checkMove(in *startMessageMoveTaskInput) (*queue, error) {
	source := t.queueByARN(in.SourceArn)
	switch {
	case source == nil:
		return nil, notFound("The resource that you specified for the SourceArn parameter doesn't exist.")
	case len(t.service.sourcesOf(in.SourceArn)) == 0:
		return nil, invalid("Source queue must be configured as a Dead Letter Queue.")
	case in.DestinationArn == in.SourceArn:
		return nil, invalid("Source queue arn and destination queue arn cannot be the same.")
	case t.service.tasks.runningOn(in.SourceArn) != nil:
		return nil, wire.Errorf("UnsupportedOperation", "There is already a task running. Only one active task is allowed for a source queue arn at a given time.").
			WithQueryCode("AWS.SimpleQueueService.UnsupportedOperation")
	case t.service.tasks.running() >= maxRunning:
		return nil, wire.Errorf("OverLimit", "%d move tasks are running, which is the limit of an account.", maxRunning).WithStatus(http.StatusForbidden)
	}
	if in.DestinationArn == "" {
		return source, nil
	}
	destination := t.service.queueByARN(in.DestinationArn)
	switch {
	case destination == nil:
		return nil, notFound("The resource that you specified for the DestinationArn parameter doesn't exist.")
	case destination.fifo != source.fifo:
		return nil, invalid("Source queue and destination queue must be of the same type.")
	}
	return source, nil
}

func notFound(message string) error {
	return wire.Errorf("ResourceNotFoundException", "%s", message).WithStatus(http.StatusNotFound)
}

func (l taskList) runningOn(source string) *moveTask {
	for _, task := range l {
		if task.source == source && task.status == taskRunning {
			return task
		}
	}
	return nil
}

// newTaskHandle makes a handle of the form that SQS uses.
func newTaskHandle(source string) string {
	b, _ := json.Marshal(map[string]string{"taskId": newMessageID().String(), "sourceArn": source}) // strings can always be written
	return base64.StdEncoding.EncodeToString(b)
}

// tick moves what is due by now, and sets the timer to the next message.
func (task *moveTask) tick() {
	s := task.service
	err := s.turn(task.ctx, func(t *turn) error {
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
func (task *moveTask) moveOne(t *turn) {
	from := t.queueByARN(task.source)
	if from == nil {
		task.fail("AWS.SimpleQueueService.NonExistentQueue")
		return
	}
	batch := from.order.take(1)
	if len(batch) == 0 || batch[0].seq > task.lastSeq {
		for _, m := range batch {
			from.show(m)
		}
		task.status = taskCompleted
		return
	}
	old := batch[0]
	arn := orElse(task.destination, old.source)
	to := t.queueByARN(arn)
	if to == nil {
		from.show(old)
		task.fail(map[bool]string{true: "CouldNotDetermineMessageSource", false: "AWS.SimpleQueueService.NonExistentQueue"}[arn == ""])
		return
	}
	from.drop(old)
	to.redriveIn(t, from, old)
	task.moved++
}

func (task *moveTask) fail(reason string) { task.status, task.failure = taskFailed, reason }

// redriveIn takes in a dead letter as a message that is new but for what it
// carries.
func (q *queue) redriveIn(t *turn, from *queue, old *message) {
	m := &message{content: old.content, id: newMessageID(), sentAt: t.now, visibleAt: t.now.Add(q.delayTime)}
	q.enter(t, m)
	notify(t, Observer.MessageRedriven, MessageRedriven{
		From: from.name, To: q.name, OldID: old.id.String(), NewID: m.id.String(), Body: m.body,
	})
}

type cancelMessageMoveTaskInput struct {
	TaskHandle string `json:"TaskHandle"`
}

type cancelMessageMoveTaskOutput struct {
	Moved int64 `json:"ApproximateNumberOfMessagesMoved"`
}

// cancelMessageMoveTask stops a task. What has moved stays moved.
func (s *Service) cancelMessageMoveTask(ctx context.Context, in *cancelMessageMoveTaskInput) (*cancelMessageMoveTaskOutput, error) {
	if in.TaskHandle == "" {
		return nil, missing("TaskHandle")
	}
	out := &cancelMessageMoveTaskOutput{}
	err := s.turn(ctx, func(*turn) error {
		i := slices.IndexFunc(s.tasks, func(task *moveTask) bool { return task.handle == in.TaskHandle })
		if i < 0 {
			return notFound("The task handle doesn't exist.")
		}
		task := s.tasks[i]
		if task.status != taskRunning {
			return invalidValue("TaskHandle", in.TaskHandle, "Only active tasks can be cancelled.")
		}
		task.status = taskCancelled
		task.timer.Stop()
		s.journal.putTask(task)
		out.Moved = int64(task.moved)
		return nil
	})
	return out, err
}

type listMessageMoveTasksInput struct {
	SourceArn  string `json:"SourceArn"`
	MaxResults *int   `json:"MaxResults"`
}

type listMessageMoveTasksOutput struct {
	Results []listedTask `json:"Results,omitempty" query:"ListMessageMoveTasksResultEntry"`
}

type listedTask struct {
	TaskHandle     string     `json:"TaskHandle,omitempty"`
	Status         taskStatus `json:"Status"`
	SourceArn      string     `json:"SourceArn"`
	DestinationArn string     `json:"DestinationArn,omitempty"`
	MaxPerSecond   *int       `json:"MaxNumberOfMessagesPerSecond,omitempty"`
	Moved          int64      `json:"ApproximateNumberOfMessagesMoved"`
	ToMove         int64      `json:"ApproximateNumberOfMessagesToMove"`
	FailureReason  string     `json:"FailureReason,omitempty"`
	Started        int64      `json:"StartedTimestamp"`
}

// listMessageMoveTasks lists the tasks of a source, newest first. Only one that
// is running has a handle.
func (s *Service) listMessageMoveTasks(ctx context.Context, in *listMessageMoveTasksInput) (*listMessageMoveTasksOutput, error) {
	if in.SourceArn == "" {
		return nil, missing("SourceArn")
	}
	if err := inRange("MaxResults", in.MaxResults, 1, maxListed); err != nil {
		return nil, err
	}
	limit := 1
	if in.MaxResults != nil {
		limit = *in.MaxResults
	}
	out := &listMessageMoveTasksOutput{}
	err := s.turn(ctx, func(t *turn) error {
		if t.queueByARN(in.SourceArn) == nil {
			return notFound("The resource that you specified for the SourceArn parameter doesn't exist.")
		}
		for _, task := range slices.Backward(s.tasks) {
			if task.source == in.SourceArn && len(out.Results) < limit {
				out.Results = append(out.Results, task.listed())
			}
		}
		return nil
	})
	return out, err
}

func (task *moveTask) listed() listedTask {
	l := listedTask{
		Status: task.status, SourceArn: task.source, DestinationArn: task.destination, MaxPerSecond: task.rate,
		Moved: int64(task.moved), ToMove: int64(task.toMove), FailureReason: task.failure, Started: task.started.UnixMilli(),
	}
	if task.status == taskRunning {
		l.TaskHandle = task.handle
	}
	return l
}

package sqs

import (
	"context"
	"net/http"
	"slices"

	"inflight/aws/local/wire"
)

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
	err := s.transact(ctx, func(t *transaction) error {
		source, err := t.validateMove(in)
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

// validateMove says why a task cannot be started, or gives the queue to move from.
func (t *transaction) validateMove(in *startMessageMoveTaskInput) (*queue, error) {
	source := t.queueByARN(in.SourceArn)
	switch {
	case source == nil:
		return nil, errNoSource
	case len(t.service.sourcesOf(in.SourceArn)) == 0:
		return nil, invalid("Source queue must be configured as a Dead Letter Queue.")
	case in.DestinationArn == in.SourceArn:
		return nil, invalid("Source queue arn and destination queue arn cannot be the same.")
	case t.service.tasks.runningOn(in.SourceArn) != nil:
		return nil, invalid("There is already a task running. Only one active task is allowed for a source queue arn at a given time.")
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

// errNoSource says that a move task is to be about a queue that is not there.
var errNoSource = notFound("The resource that you specified for the SourceArn parameter doesn't exist.")

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
	handle, ok := readTaskHandle(in.TaskHandle)
	if !ok {
		return nil, invalid("Value for parameter TaskHandle is invalid.")
	}
	err := s.transact(ctx, func(*transaction) error {
		if s.queueByARN(handle.SourceARN) == nil {
			return errNoSource
		}
		i := slices.IndexFunc(s.tasks, func(task *moveTask) bool {
			known, ok := readTaskHandle(task.handle)
			return ok && known == handle
		})
		if i < 0 {
			return notFound("Task does not exist.")
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
	err := s.transact(ctx, func(t *transaction) error {
		if t.queueByARN(in.SourceArn) == nil {
			return errNoSource
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

package aws

import (
	"context"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/pipeline/redrive"
)

// StartMove starts to move the messages of a dead-letter queue to another
// queue, or back to where each came from if to is empty, at most rate a second;
// 0 is as fast as SQS does it.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
func (q *QueueControl) StartMove(ctx context.Context, from, to string, rate int) (handle string, err error) {
	source, err := q.arn(ctx, from)
	if err != nil {
		return "", err
	}
	in := &sqs.StartMessageMoveTaskInput{SourceArn: &source}
	if to != "" {
		destination, err := q.arn(ctx, to)
		if err != nil {
			return "", err
		}
		in.DestinationArn = &destination
	}
	if rate > 0 {
		in.MaxNumberOfMessagesPerSecond = new(int32(min(rate, redrive.MaxRedriveRate)))
	}
	out, err := q.client.StartMessageMoveTask(ctx, in, sendingOnce)
	if err != nil {
		return "", queueError("starting the redrive", from, maybeDone("it may have begun all the same", err))
	}
	return deref(out.TaskHandle), nil
}

// LatestMove is the newest move task of a dead-letter queue.
func (q *QueueControl) LatestMove(ctx context.Context, from string) (redrive.MoveTask, bool, error) {
	tasks, err := q.moves(ctx, from, 1)
	if err != nil || len(tasks) == 0 {
		return redrive.MoveTask{}, false, err
	}
	return tasks[0], true, nil
}

// maxMoves is how many tasks SQS lists at most.
const maxMoves = 10

// RecentMoves are the last move tasks of a dead-letter queue, the newest first.
func (q *QueueControl) RecentMoves(ctx context.Context, from string) ([]redrive.MoveTask, error) {
	return q.moves(ctx, from, maxMoves)
}

// moves are the last move tasks of a queue, up to limit.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html
func (q *QueueControl) moves(ctx context.Context, from string, limit int32) ([]redrive.MoveTask, error) {
	source, err := q.arn(ctx, from)
	if err != nil {
		return nil, err
	}
	out, err := q.client.ListMessageMoveTasks(ctx, &sqs.ListMessageMoveTasksInput{SourceArn: &source, MaxResults: &limit}, once)
	if err != nil {
		return nil, queueError("asking how far the redrive is", from, err)
	}
	tasks := make([]redrive.MoveTask, len(out.Results))
	for i := range out.Results {
		tasks[i] = moveTask(&out.Results[i])
	}
	slices.SortStableFunc(tasks, func(a, b redrive.MoveTask) int { return b.Started.Compare(a.Started) })
	return tasks, nil
}

// once lets a call fail the first time it does: whoever asks how far something
// is asks again soon.
func once(o *sqs.Options) { o.RetryMaxAttempts = 1 }

// moveTask is a task in the pipeline's words.
func moveTask(r *types.ListMessageMoveTasksResultEntry) redrive.MoveTask {
	task := redrive.MoveTask{
		Handle: deref(r.TaskHandle), Status: redrive.MoveStatus(deref(r.Status)), To: queueOfARN(deref(r.DestinationArn)),
		Moved: int(r.ApproximateNumberOfMessagesMoved), Failure: deref(r.FailureReason), Started: time.UnixMilli(r.StartedTimestamp),
	}
	if r.MaxNumberOfMessagesPerSecond != nil {
		task.Rate = int(*r.MaxNumberOfMessagesPerSecond)
	}
	if r.ApproximateNumberOfMessagesToMove != nil {
		task.Total = int(*r.ApproximateNumberOfMessagesToMove)
	}
	return task
}

// CancelMove cancels a move task that runs.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html
func (q *QueueControl) CancelMove(ctx context.Context, from, handle string) error {
	_, err := q.client.CancelMessageMoveTask(ctx, &sqs.CancelMessageMoveTaskInput{TaskHandle: &handle})
	return queueError("cancelling the redrive", from, err)
}

// QueueNames are all queues of the account and region.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html
func (q *QueueControl) QueueNames(ctx context.Context) ([]string, error) {
	const page = 1000 // without it SQS gives a thousand and keeps silent on the rest
	var names []string
	pager := sqs.NewListQueuesPaginator(q.client, &sqs.ListQueuesInput{MaxResults: new(int32(page))})
	for pager.HasMorePages() {
		out, err := pager.NextPage(ctx)
		if err != nil {
			return nil, queueError("listing the queues", "", err)
		}
		for _, url := range out.QueueUrls {
			names = append(names, path.Base(url))
		}
	}
	slices.Sort(names)
	return names, nil
}

// arn is that of a queue, as AWS tells it.
func (q *QueueControl) arn(ctx context.Context, queue string) (string, error) {
	const name = types.QueueAttributeNameQueueArn
	a, err := q.attributes(ctx, queue, name)
	return a[string(name)], err
}

// queueOfARN is the name of the queue with that ARN.
func queueOfARN(arn string) string { return arn[strings.LastIndexByte(arn, ':')+1:] }

package aws

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// deadLetterRetention is how long dead letters stay: as long as SQS keeps
// anything, because they need a person.
const deadLetterRetention = 14 * 24 * time.Hour

// A deleted queue's name is free again after 60 s.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html
const (
	nameReuse      = 60 * time.Second
	nameReuseLimit = nameReuse + 30*time.Second
	nameReusePause = 5 * time.Second
)

// deadLetterKind is what steps call the dead-letter queue.
const deadLetterKind = "dead-letter queue"

// sqsQueue is a queue on its way to what it should be. wanted says what its
// attributes should be, given what they are.
type sqsQueue struct {
	b          *build
	kind, name string
	url, arn   *string // in the build's resources
	wanted     func(have map[string]string) (map[string]string, error)

	have map[string]string // what SQS said last
}

// deadLetterQueue keeps dead letters for long, and takes them from the queue.
func (b *build) deadLetterQueue() resource {
	q := &sqsQueue{b: b, kind: deadLetterKind, name: b.DeadLetterQueue, url: &b.res.DeadLetterURL, arn: &b.res.DeadLetterARN}
	q.wanted = func(have map[string]string) (map[string]string, error) {
		b.res.QueueARN = sibling(b.res.DeadLetterARN, b.Queue)
		want := map[string]string{"MessageRetentionPeriod": wholeSeconds(deadLetterRetention)}
		// Without a policy every queue may use it, and that is enough of one that
		// was there.
		if policy := have["RedriveAllowPolicy"]; policy != "" || have == nil {
			want["RedriveAllowPolicy"] = allowing(policy, b.res.QueueARN)
		}
		return want, nil
	}
	return q.resource()
}

// queue lets the rule send to it, and sends to the dead-letter queue what was
// received too often.
func (b *build) queue() resource {
	q := &sqsQueue{b: b, kind: "queue", name: b.Queue, url: &b.res.QueueURL, arn: &b.res.QueueARN}
	q.wanted = func(have map[string]string) (map[string]string, error) {
		policy, err := withStatement(have["Policy"], maySend(b.res.QueueARN, b.res.RuleARN))
		if err != nil {
			return nil, err
		}
		return map[string]string{
			"VisibilityTimeout":             wholeSeconds(b.VisibilityTimeout),
			"DelaySeconds":                  wholeSeconds(b.Delay),
			"ReceiveMessageWaitTimeSeconds": wholeSeconds(b.Wait),
			"Policy":                        policy,
			"RedrivePolicy":                 redrivePolicy(b.res.DeadLetterARN, b.MaxReceives),
		}, nil
	}
	return q.resource()
}

func (q *sqsQueue) resource() resource {
	return resource{
		kind: q.kind, name: q.name, look: q.look, create: q.create, change: q.change, remove: q.remove, tags: q.tags, tag: q.tag,
	}
}

// look asks for the queue's URL and attributes.
func (q *sqsQueue) look(ctx context.Context) (there bool, differs []Change, err error) {
	url, err := q.b.c.SQS.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: &q.name})
	if noQueue(err) {
		return false, nil, nil
	}
	if err != nil {
		return false, nil, err
	}
	out, err := q.b.c.SQS.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: url.QueueUrl, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameAll},
	})
	if noQueue(err) {
		return false, nil, nil // deleted a moment ago: its name is the last to go
	}
	if err != nil {
		return false, nil, err
	}
	*q.url, q.have = deref(url.QueueUrl), out.Attributes
	if arn := q.have["QueueArn"]; arn != "" {
		*q.arn = arn
	}
	want, err := q.wanted(q.have)
	if err != nil {
		return true, nil, err
	}
	return true, q.differing(q.have, want), nil
}

// differing are the attributes that are not as wanted, sorted.
func (q *sqsQueue) differing(have, want map[string]string) []Change {
	var changes []Change
	for name, value := range want {
		if have[name] != value && !sameJSON(have[name], value) {
			changes = append(changes, Change{name, have[name], value, q.essential(name, have[name])})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return strings.Compare(a.Setting, b.Setting) })
	return changes
}

// essential tells whether the pipeline does not run with what an attribute is:
// nothing is let in, or dead letters go elsewhere.
func (q *sqsQueue) essential(name, have string) bool {
	switch name {
	case "Policy": // it differs only where the rule may not send
		return true
	case "RedriveAllowPolicy":
		return !allowsAll(have)
	case "RedrivePolicy":
		return redriveTarget(have) != q.b.res.DeadLetterARN
	}
	return false
}

// create makes the queue, and waits where AWS does not let a name be used again
// yet.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
func (q *sqsQueue) create(ctx context.Context) error {
	attributes, err := q.wanted(nil)
	if err != nil {
		return err
	}
	for start := time.Now(); ; {
		_, err := q.b.c.SQS.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &q.name, Attributes: attributes, Tags: q.b.newTags()})
		switch {
		case err == nil:
			return nil
		case hasCode(err, "QueueNameExists", "QueueAlreadyExists"):
			return fmt.Errorf("%w: %w", errMeanwhile, err)
		case !hasCode(err, "QueueDeletedRecently"):
			return err
		case time.Since(start) > nameReuseLimit:
			return fmt.Errorf("its name was not free again after %v: %w", nameReuseLimit, err)
		}
		q.b.report(Step{
			Kind: q.kind, Name: q.name, Outcome: Waiting,
			Detail: fmt.Sprintf("a queue of this name was deleted less than %d s ago, and AWS keeps the name for that long; trying again", nameReuse/time.Second),
		})
		if err := sleep(ctx, nameReusePause); err != nil {
			return err
		}
	}
}

// change sets what should be. Setting what is so already does no harm.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
func (q *sqsQueue) change(ctx context.Context) error {
	want, err := q.wanted(q.have)
	if err != nil {
		return err
	}
	_, err = q.b.c.SQS.SetQueueAttributes(ctx, &sqs.SetQueueAttributesInput{QueueUrl: q.url, Attributes: want})
	return err
}

func (q *sqsQueue) remove(ctx context.Context) error {
	_, err := q.b.c.SQS.DeleteQueue(ctx, &sqs.DeleteQueueInput{QueueUrl: q.url})
	return err
}

// wholeSeconds is how SQS writes durations.
func wholeSeconds(d time.Duration) string { return strconv.Itoa(int(seconds(d))) }

// sleep waits for d, or until somebody gives up.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

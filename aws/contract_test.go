package aws_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/aws"
	"inflight/aws/local"
	"inflight/pipeline/consume"
	"inflight/pipeline/pipelinetest"
)

// worlds are the kinds of AWS that the contract is checked against, with the
// rows in which one differs from AWS's documentation, and why. The fakes of the
// pipeline's tests are checked where they are, by the same rows.
var worlds = []struct {
	name string
	in   func(t *testing.T, check func(context.Context, *aws.Clients))
	// differs is by what a row says.
	differs map[string]string
}{
	{"embedded", inProcess, nil},
	{"moto", inMoto, map[string]string{
		"a purge takes what waits, what is in flight and what is delayed":              "moto 5.2 refuses to delete what a purge took; deleting twice is no error",
		"a message that is visible again stays so, whatever its last receipt asks for": "moto 5.2 takes it out of the sight of others",
		"a purge within a minute of another is refused":                                "moto 5.2 does not hold back a second purge",
		"a caller that hangs up takes no message with it":                              pipelinetest.AtTimes + "moto's wait goes on after its caller has gone, as that of SQS does: it gives the message to nobody",
		"the receipt of a receive that is over changes nothing":                        "moto 5.2 treats the receipts of FIFO queues as those of standard ones",
		"the receipt of a receive that is over deletes nothing":                        "moto 5.2 treats the receipts of FIFO queues as those of standard ones",
		"a letter comes with its body, its attributes and the queue it came from":      "moto 5.2 knows no DeadLetterQueueSourceArn",
		"what SQS does not take is refused, and changes nothing":                       "moto 5.2 takes any number",
		"a queue that never had a task has none":                                       "moto 5.2 knows no move tasks",
		"a task that runs is the latest, and a second is refused":                      "moto 5.2 knows no move tasks",
		"a task that is cancelled has moved what it has moved":                         "moto 5.2 knows no move tasks",
	}},
}

// inProcess is the embedded AWS without a socket, in virtual time.
func inProcess(t *testing.T, check func(context.Context, *aws.Clients)) {
	synctest.Test(t, func(t *testing.T) {
		server, err := local.New(local.Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := server.Close(context.Background()); err != nil {
				t.Error(err)
			}
		}()
		access, secret := server.Credentials()
		c, err := aws.Connect(t.Context(), aws.Options{
			Endpoint: server.Endpoint(), Transport: server.RoundTripper(), AccessKey: access, SecretKey: secret,
			Account: local.DefaultAccount, Region: local.DefaultRegion,
		})
		if err != nil {
			t.Fatal(err)
		}
		check(t.Context(), c)
	})
}

// inMoto is an AWS that others wrote, over a socket and in real time.
func inMoto(t *testing.T, check func(context.Context, *aws.Clients)) {
	check(t.Context(), moto.connect(t, aws.Options{}))
}

// pair creates a queue and its dead-letter queue.
func pair(ctx context.Context, c *aws.Clients, fifo bool) (pipelinetest.Queues, error) {
	const receives = 3
	ending, attributes := "", map[string]string{}
	if fifo {
		ending = ".fifo"
		attributes["FifoQueue"], attributes["ContentBasedDeduplication"] = "true", "true"
	}
	q := pipelinetest.Queues{Name: "work" + ending, Dead: "dead" + ending, MaxReceives: receives, Control: c.QueueControl(), Letters: c.QueueControl()}
	if _, err := c.SQS.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &q.Dead, Attributes: attributes}); err != nil {
		return q, err
	}
	attributes["RedrivePolicy"] = fmt.Sprintf(`{"deadLetterTargetArn":"arn:aws:sqs:%s:%s:%s","maxReceiveCount":"%d"}`,
		c.Region, c.Account, q.Dead, receives)
	made, err := c.SQS.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &q.Name, Attributes: attributes})
	if err != nil {
		return q, err
	}
	q.Queue = c.Queue(*made.QueueUrl)
	q.Send = func(ctx context.Context, body string, delay time.Duration, wrote map[string]string) (string, error) {
		in := &sqs.SendMessageInput{QueueUrl: made.QueueUrl, MessageBody: &body, DelaySeconds: int32(delay / time.Second)}
		if fifo {
			in.MessageGroupId = new("group")
		}
		in.MessageAttributes = map[string]types.MessageAttributeValue{}
		for name, value := range wrote {
			in.MessageAttributes[name] = types.MessageAttributeValue{DataType: new("String"), StringValue: &value}
		}
		out, err := c.SQS.SendMessage(ctx, in)
		if err != nil {
			return "", err
		}
		return *out.MessageId, nil
	}
	return q, nil
}

// deadLetters are the dead letters of a pair.
func deadLetters(ctx context.Context, c *aws.Clients) (pipelinetest.Letters, error) {
	q, err := pair(ctx, c, false)
	if err != nil {
		return pipelinetest.Letters{}, err
	}
	control := c.QueueControl()
	return pipelinetest.Letters{
		LetterQueue: control, MoveTasks: control, Dead: q.Dead, Source: q.Name,
		Put: func(ctx context.Context, body string) error { return bury(ctx, q, body) },
		Waiting: func(ctx context.Context, queue string) (int, error) {
			counts, err := control.Counts(ctx, queue)
			return counts.Visible, err
		},
	}, nil
}

// bury sends a message and receives it until it is dead.
func bury(ctx context.Context, q pipelinetest.Queues, body string) error {
	if _, err := q.Send(ctx, body, 0, map[string]string{"colour": "red"}); err != nil {
		return err
	}
	for n := range q.MaxReceives + 1 {
		got, err := q.Receive(ctx, 1, 0, time.Minute)
		switch {
		case err != nil:
			return err
		case len(got) == 0 && n == q.MaxReceives:
			return nil
		case len(got) != 1:
			return fmt.Errorf("receive %d gave %d messages", n, len(got))
		}
		if err := q.ChangeVisibility(ctx, got[0].Receipt, 0); err != nil {
			return err
		}
	}
	return fmt.Errorf("it is not dead after %d receives", q.MaxReceives)
}

// contract checks rows in every kind of AWS there is.
func contract[W any](t *testing.T, rows []pipelinetest.Row[W], open func(context.Context, *aws.Clients) (W, error)) {
	for _, kind := range worlds {
		t.Run(kind.name, func(t *testing.T) {
			differs := map[string]string{}
			for _, row := range rows {
				if reason := kind.differs[row.Says]; reason != "" {
					differs[row.Says] = reason
				}
			}
			pipelinetest.Run(t, rows, differs, func(t *testing.T, check func(context.Context, W)) {
				kind.in(t, func(ctx context.Context, c *aws.Clients) {
					w, err := open(ctx, c)
					if err != nil {
						t.Fatal(err)
					}
					check(ctx, w)
				})
			})
		})
	}
}

func TestTheContractOfQueuesHolds(t *testing.T) {
	contract(t, append(pipelinetest.QueueRows(), pipelinetest.CancelRows()...), func(ctx context.Context, c *aws.Clients) (pipelinetest.Queues, error) {
		return pair(ctx, c, false)
	})
}

func TestTheContractOfFIFOQueuesHolds(t *testing.T) {
	contract(t, pipelinetest.FIFORows(), func(ctx context.Context, c *aws.Clients) (pipelinetest.Queues, error) {
		return pair(ctx, c, true)
	})
}

func TestTheContractOfBucketsHolds(t *testing.T) {
	n := 0
	contract(t, pipelinetest.StoreRows(), func(ctx context.Context, c *aws.Clients) (pipelinetest.Store, error) {
		n++
		bucket := "contract-" + strconv.Itoa(n)
		_, err := c.S3.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &bucket})
		return pipelinetest.Store{ObjectStore: c.Objects(), Bucket: bucket}, err
	})
}

func TestTheContractOfDeadLettersHolds(t *testing.T) {
	contract(t, pipelinetest.LetterRows(), deadLetters)
}

func TestTheContractOfMoveTasksHolds(t *testing.T) { contract(t, pipelinetest.MoveRows(), deadLetters) }

// TestTheContractNamesNoDifferenceInVain: what is listed, some row says.
func TestTheContractNamesNoDifferenceInVain(t *testing.T) {
	said := map[string]bool{}
	for _, rows := range [][]pipelinetest.Row[pipelinetest.Queues]{pipelinetest.QueueRows(), pipelinetest.CancelRows(), pipelinetest.FIFORows()} {
		for _, row := range rows {
			said[row.Says] = true
		}
	}
	for _, row := range pipelinetest.StoreRows() {
		said[row.Says] = true
	}
	for _, row := range append(pipelinetest.LetterRows(), pipelinetest.MoveRows()...) {
		said[row.Says] = true
	}
	for _, row := range pipelinetest.KnobRows() {
		said[row.Says] = true
	}
	for _, kind := range worlds {
		for says, reason := range kind.differs {
			if !said[says] || strings.TrimSpace(reason) == "" {
				t.Errorf("%s: %q is said by no row, or has no reason", kind.name, says)
			}
		}
	}
}

var _ consume.Queue = pipelinetest.Queues{}

package aws_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws"
	"inflight/aws/gatetest"
	"inflight/aws/local"
	"inflight/pipeline"
	"inflight/pipeline/consume"
)

// deaf carries calls, and loses the answers to the first few of one operation.
type deaf struct {
	next      http.RoundTripper
	operation string
	left      int
	meanwhile func() // what happens before anybody notices; nil: nothing
}

func (d *deaf) RoundTrip(r *http.Request) (*http.Response, error) {
	lost := d.left > 0 && strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+d.operation)
	resp, err := d.next.RoundTrip(r)
	if err != nil || !lost {
		return resp, err
	}
	d.left--
	if d.meanwhile != nil {
		d.meanwhile()
	}
	return nil, errors.Join(syscall.ECONNRESET, resp.Body.Close())
}

// withDeaf runs a test in a bubble, on a stack that somebody else sees well, and we do not.
func withDeaf(t *testing.T, test func(t *testing.T, d *deaf, theirs, ours *aws.Clients, res aws.Resources)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		server, err := local.New(local.Options{Dir: t.TempDir()})
		requireOK(t, err)
		defer func() { requireOK(t, server.Close(context.Background())) }()
		d := &deaf{next: server.RoundTripper()}
		access, secret := server.Credentials()
		to := func(transport http.RoundTripper) *aws.Clients {
			return connect(t, aws.Options{
				Endpoint: server.Endpoint(), Transport: transport, AccessKey: access, SecretKey: secret,
				Account: local.DefaultAccount, Region: local.DefaultRegion,
			})
		}
		theirs, ours := to(server.RoundTripper()), to(d)
		res, err := aws.DefaultStack().Create(t.Context(), ours, nil)
		requireOK(t, err)
		test(t, d, theirs, ours, res)
	})
}

// held is how many messages a queue has, wherever they are.
func held(t *testing.T, c *aws.Clients, queue string) int {
	t.Helper()
	n, err := c.QueueControl().Counts(t.Context(), queue)
	requireOK(t, err)
	return n.Visible + n.InFlight + n.Delayed
}

// maybe holds an error to what is known of a call that had no answer.
func maybe(t *testing.T, err error, says string) {
	t.Helper()
	if !errors.Is(err, consume.ErrUnanswered) || !strings.Contains(err.Error(), says) {
		t.Errorf("%v, want that %s", err, says)
	}
}

// TestWhatIsSentIsSentOnceThoughItsAnswerIsLost: the SDK would try again, and each try
// would be a message.
func TestWhatIsSentIsSentOnceThoughItsAnswerIsLost(t *testing.T) {
	withDeaf(t, func(t *testing.T, d *deaf, theirs, ours *aws.Clients, res aws.Resources) {
		d.operation, d.left = "SendMessage", 1
		_, err := ours.Queue(res.QueueURL).SendMessage(t.Context(), pipeline.NewMessage{Body: "hello"})
		maybe(t, err, "it may be in the queue all the same")
		_, err = theirs.Queue(res.DeadLetterURL).SendMessage(t.Context(), pipeline.NewMessage{Body: "a letter"})
		requireOK(t, err)
		letters, err := ours.QueueControl().ReceiveLetters(t.Context(), res.DeadLetterQueue, time.Minute)
		requireOK(t, err)
		d.left = 1
		_, err = ours.QueueControl().SendLetter(t.Context(), res.Queue, &letters[0])
		maybe(t, err, "a copy of it may be there all the same")
		if n := held(t, theirs, res.Queue); n != 2 {
			t.Errorf("two were sent, %d are there", n)
		}
	})
}

// TestOnAFIFOQueueWhatIsSentIsTriedAgain: its deduplication makes one message of all tries.
func TestOnAFIFOQueueWhatIsSentIsTriedAgain(t *testing.T) {
	withDeaf(t, func(t *testing.T, d *deaf, theirs, ours *aws.Clients, _ aws.Resources) {
		q, err := pair(t.Context(), theirs, true)
		requireOK(t, err)
		out, err := theirs.SQS.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: &q.Name})
		requireOK(t, err)
		d.operation, d.left = "SendMessage", 1
		_, err = ours.Queue(*out.QueueUrl).SendMessage(t.Context(), pipeline.NewMessage{Body: "hello", Group: "g"})
		requireOK(t, err)
		if n := held(t, theirs, q.Name); n != 1 {
			t.Errorf("one was sent, %d are there", n)
		}
	})
}

// TestAPurgeWhoseAnswerIsLostIsNotSaidToBeRefused: tried again, SQS would say that the
// queue was purged a moment ago, which was that very call.
func TestAPurgeWhoseAnswerIsLostIsNotSaidToBeRefused(t *testing.T) {
	withDeaf(t, func(t *testing.T, d *deaf, theirs, ours *aws.Clients, res aws.Resources) {
		_, err := theirs.Queue(res.QueueURL).SendMessage(t.Context(), pipeline.NewMessage{Body: "hello"})
		requireOK(t, err)
		d.operation, d.left = "PurgeQueue", 1
		err = ours.QueueControl().Purge(t.Context(), res.Queue)
		maybe(t, err, "it may be purged all the same")
		if n := held(t, theirs, res.Queue); n != 0 || strings.Contains(err.Error(), "wait a minute") {
			t.Errorf("%d are there: %v", n, err)
		}
	})
}

// TestAMoveTaskWhoseAnswerIsLostIsStartedOnce: a second one would find nothing, and what
// it tells would be taken for what was moved.
func TestAMoveTaskWhoseAnswerIsLostIsStartedOnce(t *testing.T) {
	withDeaf(t, func(t *testing.T, d *deaf, _, ours *aws.Clients, res aws.Resources) {
		d.operation, d.left = "StartMessageMoveTask", 1
		_, err := ours.QueueControl().StartMove(t.Context(), res.DeadLetterQueue, "", 0)
		maybe(t, err, "it may have begun all the same")
		if tasks, err := ours.QueueControl().RecentMoves(t.Context(), res.DeadLetterQueue); err != nil || len(tasks) != 1 {
			t.Errorf("%d tasks, %v", len(tasks), err)
		}
	})
}

// TestWhatIsGivenBackIsNotTakenFromWhoReceivedIt: the first try made the message visible,
// somebody received it, and SQS would obey a second try.
func TestWhatIsGivenBackIsNotTakenFromWhoReceivedIt(t *testing.T) {
	for name, operation := range map[string]string{"a message": "ChangeMessageVisibility", "several": "ChangeMessageVisibilityBatch", "a letter": "ChangeMessageVisibility"} {
		t.Run(name, func(t *testing.T) {
			withDeaf(t, func(t *testing.T, d *deaf, theirs, ours *aws.Clients, res aws.Resources) {
				q := theirs.Queue(res.QueueURL)
				_, err := q.SendMessage(t.Context(), pipeline.NewMessage{Body: "hello"})
				requireOK(t, err)
				first := receive(t, ours.Queue(res.QueueURL))
				d.operation, d.left, d.meanwhile = operation, 1, func() { receive(t, q) }
				switch name {
				case "several":
					err = ours.Queue(res.QueueURL).ChangeVisibilities(t.Context(), []string{first.Receipt}, 0)[0]
				case "a letter":
					err = ours.QueueControl().HoldLetter(t.Context(), res.Queue, first.Receipt, 0)
				default:
					err = ours.Queue(res.QueueURL).ChangeVisibility(t.Context(), first.Receipt, 0)
				}
				if err == nil {
					t.Error("it is said to be given back, and nobody answered")
				}
				if n, err := theirs.QueueControl().Counts(t.Context(), res.Queue); err != nil || n.InFlight != 1 {
					t.Errorf("whoever received it has it no more: %+v, %v", n, err)
				}
			})
		})
	}
}

// TestAHeartbeatIsTriedAgain: the message is ours for long enough.
func TestAHeartbeatIsTriedAgain(t *testing.T) {
	withDeaf(t, func(t *testing.T, d *deaf, theirs, ours *aws.Clients, res aws.Resources) {
		_, err := theirs.Queue(res.QueueURL).SendMessage(t.Context(), pipeline.NewMessage{Body: "hello"})
		requireOK(t, err)
		m := receive(t, ours.Queue(res.QueueURL))
		d.operation, d.left = "ChangeMessageVisibility", 1
		requireOK(t, ours.Queue(res.QueueURL).ChangeVisibility(t.Context(), m.Receipt, time.Minute))
	})
}

// TestADocumentWhoseAnswerIsLostIsNotSaidToBeAnothers.
func TestADocumentWhoseAnswerIsLostIsNotSaidToBeAnothers(t *testing.T) {
	withDeaf(t, func(t *testing.T, d *deaf, _, ours *aws.Clients, res aws.Resources) {
		docs := ours.Documents(aws.DefaultStack(), res)
		for kind, c := range map[pipeline.DocumentKind]struct{ operation, text string }{
			pipeline.PolicyDocument:  {"SetQueueAttributes", ""},
			pipeline.PatternDocument: {"PutRule", `{"source":["nobody"]}`},
		} {
			was := opened(t.Context(), t, docs, kind)
			d.operation, d.left = c.operation, 9
			now, err := docs.Set(t.Context(), &was, c.text)
			if d.left = 0; err != nil || now.Text != c.text {
				t.Errorf("%s: %q, %v", kind, now.Text, err)
			}
			if now, err = docs.Set(t.Context(), &now, was.Text); err != nil || now.Text != was.Text {
				t.Errorf("%s, and back: %q, %v", kind, now.Text, err)
			}
		}
	})
}

// TestWhatWasNeverSentIsNotSaidToBeMaybeDone.
func TestWhatWasNeverSentIsNotSaidToBeMaybeDone(t *testing.T) {
	for name, cause := range map[string]error{
		"no connection": &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED},
		"a certificate": &tls.CertificateVerificationError{Err: errors.New("unknown authority")},
	} {
		t.Run(name, func(t *testing.T) {
			c := connect(t, aws.Options{
				Endpoint: "http://aws.test", Account: local.DefaultAccount, Region: "us-east-1", AccessKey: "a", SecretKey: "b",
				Transport: &gatetest.Gate{Next: never{cause}},
			})
			synctest.Test(t, func(t *testing.T) {
				_, err := c.Queue("http://aws.test/1/q").SendMessage(t.Context(), pipeline.NewMessage{Body: "hello"})
				if err == nil || errors.Is(err, consume.ErrUnanswered) || strings.Contains(err.Error(), "all the same") {
					t.Errorf("%v", err)
				}
			})
		})
	}
}

// never carries nothing.
type never struct{ cause error }

func (n never) RoundTrip(*http.Request) (*http.Response, error) { return nil, n.cause }

// TestWhatIsDeletedThoughItsAnswerIsLostIsDeleted: the SDK tries again, and hears that it
// is not there.
func TestWhatIsDeletedThoughItsAnswerIsLostIsDeleted(t *testing.T) {
	for _, operation := range []string{"s3:DeleteBucket", "sqs:DeleteQueue", "events:DeleteRule", "events:RemoveTargets", "events:DeleteEventBus", "sns:DeleteTopic"} {
		t.Run(operation, func(t *testing.T) {
			gate := &gatetest.Gate{}
			theirs, ours := gated["embedded"](t, gate)
			s := aws.DefaultStack()
			s.Bus = "images"
			_, err := s.Create(t.Context(), ours, nil)
			requireOK(t, err)
			lost := false
			gate.Lose = func(name string) bool {
				now := name == operation && !lost
				lost = lost || now
				return now
			}
			if err := s.Delete(t.Context(), ours, nil); err != nil {
				t.Errorf("it is said to have failed: %v", err)
			}
			if left := everything(t, theirs); !lost || strings.Contains(left, s.Queue) {
				t.Errorf("lost %t, left is\n%s", lost, left)
			}
		})
	}
}

// TestWhatIsCreatedThoughItsAnswerIsLostIsOurs: the SDK tries again, and hears that it is
// there.
func TestWhatIsCreatedThoughItsAnswerIsLostIsOurs(t *testing.T) {
	gate := &gatetest.Gate{}
	_, ours := gated["embedded"](t, gate)
	s := aws.DefaultStack()
	s.Bus, s.Emails = "images", []string{"a@example.com"}
	_, err := s.Create(t.Context(), ours, nil)
	requireOK(t, err)
	for operation := range gate.Seen() {
		if !isWrite(operation) {
			continue
		}
		t.Run(operation, func(t *testing.T) {
			gate := &gatetest.Gate{}
			_, ours := gated["embedded"](t, gate)
			lost := false
			gate.Lose = func(name string) bool {
				now := name == operation && !lost
				lost = lost || now
				return now
			}
			if _, err := s.Create(t.Context(), ours, nil); err != nil || !lost {
				t.Errorf("lost %t, it is said to have failed: %v", lost, err)
			}
			plan, err := s.Plan(t.Context(), ours, aws.Rules{})
			requireOK(t, err)
			for _, step := range plan.Steps() {
				if step.Outcome != aws.Unchanged {
					t.Errorf("it is not as it should be: %+v", step)
				}
			}
		})
	}
}

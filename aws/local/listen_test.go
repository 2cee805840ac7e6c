package local_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/aws/local"
)

func TestPortZeroIsAnyFreePort(t *testing.T) {
	one, _ := listen(t)
	two, transport := listen(t)
	if one.Endpoint() == two.Endpoint() || strings.HasSuffix(two.Endpoint(), ":0") {
		t.Errorf("they listen on %s and %s", one.Endpoint(), two.Endpoint())
	}
	if status, body := fetch(t, transport, http.MethodGet, two.Endpoint()+"/_inflight/health", ""); status != http.StatusOK || !strings.Contains(body, "ok") {
		t.Errorf("its health is %d %s", status, body)
	}
}

func TestAPortInUseIsAnErrorThatNamesItAndWhatToDo(t *testing.T) {
	taken, _ := listen(t)
	s := start(t)
	defer s.Close(context.Background())
	addr := strings.TrimPrefix(taken.Endpoint(), "http://")
	_, err := s.Listen(addr)
	if err == nil || !strings.Contains(err.Error(), addr) || !strings.Contains(err.Error(), "port 0") {
		t.Errorf("got %v", err)
	}
	if _, err := s.Listen("127.0.0.1:0"); err != nil {
		t.Errorf("after that it cannot listen elsewhere: %v", err)
	}
	if _, err := s.Listen("127.0.0.1:0"); err == nil {
		t.Error("it listens twice")
	}
	other := start(t)
	defer other.Close(context.Background())
	if _, err := other.Listen("nonsense"); err == nil {
		t.Error("it listens on nonsense")
	}
}

func TestWhereTheDefaultPortIsTakenAnyFreeOneIsUsed(t *testing.T) {
	l, err := net.Listen("tcp", local.DefaultListen)
	if err == nil { // else somebody else has it, which serves as well
		defer l.Close()
	}
	s := start(t)
	defer s.Close(context.Background())
	addr, err := s.Listen("")
	if err != nil || addr.String() == local.DefaultListen || s.Endpoint() != "http://"+addr.String() {
		t.Errorf("it listens on %v, %v; its endpoint is %s", addr, err, s.Endpoint())
	}
}

func TestAServerCanBeClosedTwice(t *testing.T) {
	for _, durable := range []bool{false, true} {
		s := start(t, func(o *local.Options) { o.Durable = durable })
		if _, err := s.Listen("127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.Close(context.Background()); err != nil {
				t.Errorf("durable %v: %v", durable, err)
			}
		}
	}
}

func TestClosingEndsAPollThatWaits(t *testing.T) {
	s := start(t)
	if _, err := s.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	c := connect(t, s, transport)
	queue := newQueue(t, c, "practiceQ")
	sent, polled := make(chan struct{}), make(chan error, 1)
	go func() {
		ctx := httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{
			WroteRequest: func(httptrace.WroteRequestInfo) { close(sent) },
		})
		_, err := c.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &queue, WaitTimeSeconds: 20})
		polled <- err
	}()
	<-sent
	begun := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := s.Close(ctx); err != nil {
		t.Error(err)
	}
	<-polled
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("closing took %v", took)
	}
}

// newQueue makes a queue and returns its URL.
func newQueue(t *testing.T, c clients, name string) string {
	t.Helper()
	out, err := c.sqs.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name})
	if err != nil {
		t.Fatal(err)
	}
	return *out.QueueUrl
}

func TestACancelledPollReturnsAtOnceAndTakesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t)
		defer s.Close(context.Background())
		c := connect(t, s, s.RoundTripper())
		queue := newQueue(t, c, "practiceQ")
		ctx, cancel := context.WithCancel(t.Context())
		polled := make(chan error, 1)
		go func() {
			_, err := c.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &queue, WaitTimeSeconds: 20})
			polled <- err
		}()
		synctest.Wait()
		begun := time.Now()
		cancel()
		if err := <-polled; !errors.Is(err, context.Canceled) || time.Since(begun) != 0 {
			t.Errorf("after %v: %v", time.Since(begun), err)
		}
		if _, err := c.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &queue, MessageBody: new("hello")}); err != nil {
			t.Fatal(err)
		}
		got, err := c.sqs.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &queue})
		if err != nil || len(got.Messages) != 1 {
			t.Errorf("the message went to the poll that was given up: %v, %v", got, err)
		}
	})
}

func TestLargeAnswersArriveWholeOverLoopbackWithoutRetries(t *testing.T) {
	s, transport := listen(t)
	c := connect(t, s, plainBodies{transport})
	queue := newQueue(t, c, "practiceQ")
	const workers, rounds = 4, 25
	body := strings.Repeat("<0123456789>", 5_000) // 60 kB, as XML and JSON escape it differently
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for range rounds {
				if err := sendAndReceive(t.Context(), c, queue, body); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
}

// plainBodies hands request bodies on as plain Readers, as the program's own
// clients do. Otherwise smithy-go, which closes the request's body as soon as an
// answer begins, makes net/http now and then take that for a failed write, and
// close the connection under the answer. No server can prevent that.
type plainBodies struct{ next http.RoundTripper }

// RoundTrip hides what else the body can do.
func (p plainBodies) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil && r.Body != http.NoBody {
		r = r.Clone(r.Context())
		r.Body = struct{ io.ReadCloser }{r.Body}
	}
	return p.next.RoundTrip(r)
}

// sendAndReceive sends four large messages and receives what there is.
func sendAndReceive(ctx context.Context, c clients, queue, body string) error {
	var entries []sqstypes.SendMessageBatchRequestEntry
	for i := range 4 {
		entries = append(entries, sqstypes.SendMessageBatchRequestEntry{Id: new(strconv.Itoa(i)), MessageBody: &body})
	}
	if _, err := c.sqs.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: &queue, Entries: entries}); err != nil {
		return err
	}
	got, err := c.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &queue, MaxNumberOfMessages: 10})
	if err != nil {
		return err
	}
	for _, m := range got.Messages {
		if *m.Body != body {
			return errors.New("a body was changed on its way")
		}
		if _, err := c.sqs.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &queue, ReceiptHandle: m.ReceiptHandle}); err != nil {
			return err
		}
	}
	return nil
}

package sqs_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/aws/local/sqs"
)

// reopened runs two lives of one service over the same folder, in virtual time.
func reopened(t *testing.T, before, after func(t *tester)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		for _, life := range []func(t *tester){before, after} {
			s, err := sqs.New(sqs.Config{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			life(&tester{t, client(s), s})
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestSQS45QueuesMessagesCountsAndDeadlinesOutliveTheProcess(t *testing.T) {
	const q, dlq = "/000000000000/q", "/000000000000/dlq"
	var flying types.Message
	reopened(t, func(t *tester) {
		q, dlq := t.withDeadLetters(1)
		t.set(q, "VisibilityTimeout", "10")
		_, err := t.TagQueue(t.Context(), &sdk.TagQueueInput{QueueUrl: q, Tags: map[string]string{"k": "v"}})
		t.must(err)
		t.send(dlq, "deleted")
		t.delete(dlq, t.one(dlq))
		t.send(q, "dead")
		t.one(q)
		t.sleep(10 * time.Second)
		t.none(q)
		t.send(q, "flying", func(in *sdk.SendMessageInput) {
			in.MessageAttributes = map[string]types.MessageAttributeValue{"s": text("String", "x"), "b": {DataType: new("Binary"), BinaryValue: []byte{0, 255}}}
		})
		flying = t.one(q)
		t.send(q, "waiting")
		t.send(q, "delayed", func(in *sdk.SendMessageInput) { in.DelaySeconds = 20 })
	}, func(t *tester) {
		t.wantCounts(new(q), "1 1 1")
		t.wantCounts(new(dlq), "1 0 0")
		t.sleep(9 * time.Second)
		t.must(t.visibility(new(q), flying, 3))
		if m := t.one(new(q)); *m.Body != "waiting" {
			t.Errorf("received %q, want waiting", *m.Body)
		}
		t.sleep(3 * time.Second)
		t.set(new(q), "RedrivePolicy", "")
		m := t.one(new(q))
		if *m.Body != "flying" || m.Attributes["ApproximateReceiveCount"] != "2" || string(m.MessageAttributes["b"].BinaryValue) != "\x00\xff" {
			t.Errorf("received %q with %v", *m.Body, m.Attributes)
		}
		dead := t.one(new(dlq))
		if dead.Attributes["ApproximateReceiveCount"] != "2" || dead.Attributes["DeadLetterQueueSourceArn"] != arnPrefix+"q" {
			t.Errorf("the dead letter has %v", dead.Attributes)
		}
		if got := t.attributes(new(q))["VisibilityTimeout"]; got != "10" {
			t.Errorf("the timeout is %s, want 10", got)
		}
		tags, err := t.ListQueueTags(t.Context(), &sdk.ListQueueTagsInput{QueueUrl: new(q)})
		t.must(err)
		if tags.Tags["k"] != "v" {
			t.Errorf("tags are %v", tags.Tags)
		}
	})
}

func TestSQS45DeduplicationAndSequenceOutliveTheProcess(t *testing.T) {
	var first *sdk.SendMessageOutput
	const q = "/000000000000/q.fifo"
	reopened(t, func(t *tester) {
		t.queue("q.fifo", "FifoQueue", "true")
		first = t.send(new(q), "x", inGroup("g", "id"))
		t.delete(new(q), t.one(new(q)))
	}, func(t *tester) {
		if again := t.send(new(q), "x", inGroup("g", "id")); *again.MessageId != *first.MessageId {
			t.Error("the deduplication id is forgotten")
		}
		if next := t.send(new(q), "y", inGroup("g", "id2")); *next.SequenceNumber <= *first.SequenceNumber {
			t.Errorf("sequence number %s after %s", *next.SequenceNumber, *first.SequenceNumber)
		}
	})
}

func TestSQS45DeletedPurgedAndHalfMovedStaySo(t *testing.T) {
	const dlq = "/000000000000/dlq"
	reopened(t, func(t *tester) {
		gone := t.queue("gone")
		t.send(gone, "x")
		_, err := t.DeleteQueue(t.Context(), &sdk.DeleteQueueInput{QueueUrl: gone})
		t.must(err)
		purged := t.queue("purged")
		t.send(purged, "before")
		_, err = t.PurgeQueue(t.Context(), &sdk.PurgeQueueInput{QueueUrl: purged})
		t.must(err)
		t.send(purged, "after")
		t.withDeadLetters(1)
		t.queue("target")
		for i := range 10 {
			t.send(new(dlq), fmt.Sprint(i))
		}
		_, err = t.move("dlq", "target", 1)
		t.must(err)
		t.sleep(3*time.Second + time.Millisecond)
	}, func(t *tester) {
		t.refused(t.create("gone"), "AWS.SimpleQueueService.QueueDeletedRecently")
		if got := bodies(t.receive(new("/000000000000/purged"))); got != "after" {
			t.Errorf("received %q, want after", got)
		}
		if moved := t.tasks("dlq")[0]; *moved.Status != "RUNNING" || moved.ApproximateNumberOfMessagesMoved < 4 {
			t.Errorf("the task is %s with %d moved", *moved.Status, moved.ApproximateNumberOfMessagesMoved)
		}
		t.sleep(10 * time.Second)
		t.wantCounts(new(dlq), "0 0 0")
		t.wantCounts(new("/000000000000/target"), "10 0 0")
	})
}

func TestSQS46ADamagedFileIsAnErrorThatNamesIt(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "queues.db")
	s, err := sqs.New(sqs.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	tt := &tester{t, client(s), s}
	q := tt.queue("q")
	for range 30 {
		_, err := tt.SendMessageBatch(t.Context(), &sdk.SendMessageBatchInput{QueueUrl: q, Entries: entries(10)})
		tt.must(err)
	}
	if _, err := sqs.New(sqs.Config{Dir: dir}); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("opened twice: %v", err)
	}
	killed := read(t, path) // what it answered is there, and nothing that closing it adds
	tt.must(s.Close())
	damaged := map[string][]byte{"empty": {}, "not a database": []byte(strings.Repeat("x", 9000))}
	for end, whole := range map[string][]byte{"closed": read(t, path), "killed": killed} {
		damaged[end+" and whole"] = whole
		for _, n := range []int{1, 100, 5000, len(whole) / 2, len(whole) - 1} {
			damaged[fmt.Sprint(end, ", cut at ", n)] = whole[:n]
		}
		for i := range 200 {
			at := i * len(whole) / 200
			damaged[fmt.Sprint(end, ", a byte changed at ", at)] = append(append(append([]byte(nil), whole[:at]...), whole[at]^0x55), whole[at+1:]...)
		}
	}
	for name, content := range damaged {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := sqs.New(sqs.Config{Dir: dir})
		if err != nil {
			if !strings.Contains(err.Error(), path) || strings.HasSuffix(name, "whole") {
				t.Errorf("%s: refused, or the error does not name the file: %v", name, err)
			}
			continue
		}
		// A byte in a free page changes nothing; then everything must be there.
		tt := &tester{t, client(s), s}
		if got := tt.counts(q); got != "300 0 0" {
			t.Errorf("%s: opened, but has %s messages", name, got)
		}
		tt.must(s.Close())
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// serveUntilKilled is the other process of the test below.
func serveUntilKilled(dir string) {
	s, err := sqs.New(sqs.Config{Dir: dir})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("http://" + l.Addr().String())
	fmt.Println(http.Serve(l, s))
}

// TestSQS45KillingTheProcessLosesNothingThatWasAcknowledged kills one process
// after the other over one folder, each in the midst of what 8 clients have it
// write, messages larger than a page of the file among it.
func TestSQS45KillingTheProcessLosesNothingThatWasAcknowledged(t *testing.T) {
	if dir := os.Getenv("INFLIGHT_TEST_SERVE"); dir != "" {
		serveUntilKilled(dir)
	}
	dir := t.TempDir()
	l := ledger{sent: map[string]bool{}, deleted: map[string]bool{}}
	for _, acknowledged := range []int{500, 3, 171, 42, 264} {
		l.workUntilKilled(t, dir, acknowledged)

		s, err := sqs.New(sqs.Config{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		there := map[string]bool{}
		for _, m := range s.Peek("q", 100_000) {
			there[m.MessageID] = true
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for id := range l.sent {
			if !there[id] && !l.deleted[id] {
				t.Errorf("the message %s was acknowledged and is lost", id)
			}
		}
		for id := range l.deleted {
			if there[id] {
				t.Errorf("the message %s was deleted and is back", id)
			}
		}
	}
	if len(l.sent) < 800 || len(l.deleted) == 0 {
		t.Errorf("only %d messages were sent and %d deleted", len(l.sent), len(l.deleted))
	}
}

// ledger is what the clients of a service that is killed know of its messages.
type ledger struct {
	mu            sync.Mutex
	sent, deleted map[string]bool
}

// workUntilKilled starts another process over a folder, works with it, and kills
// it when it has acknowledged so many messages more.
func (l *ledger) workUntilKilled(t *testing.T, dir string, acknowledged int) {
	t.Helper()
	process := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	process.Env = append(os.Environ(), "INFLIGHT_TEST_SERVE="+dir)
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	defer process.Wait()
	endpoint, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	c := clientTo(strings.TrimSpace(endpoint), &http.Client{Transport: transport})
	created, err := c.CreateQueue(t.Context(), &sdk.CreateQueueInput{QueueName: new("q")})
	if err != nil {
		_ = process.Process.Kill()
		t.Fatal(err)
	}
	until := len(l.sent) + acknowledged
	l.work(c, created.QueueUrl, func() {
		if len(l.sent) == until {
			_ = process.Process.Kill()
		}
	})
}

// work sends, receives and deletes from several clients until the server is
// gone. A deletion that was asked for and not answered may or may not have
// happened: its message is left out of both sets.
func (l *ledger) work(c *sdk.Client, url *string, acknowledged func()) {
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := 0; ; i++ {
				body := fmt.Sprint(worker, i, strings.Repeat("x", i%7*1500))
				out, err := c.SendMessage(context.Background(), &sdk.SendMessageInput{QueueUrl: url, MessageBody: &body})
				if err != nil {
					return
				}
				l.mu.Lock()
				l.sent[*out.MessageId] = true
				acknowledged()
				l.mu.Unlock()
				got, err := c.ReceiveMessage(context.Background(), &sdk.ReceiveMessageInput{QueueUrl: url})
				if err != nil || len(got.Messages) == 0 || i%3 == 0 {
					continue
				}
				m := got.Messages[0]
				_, err = c.DeleteMessage(context.Background(), &sdk.DeleteMessageInput{QueueUrl: url, ReceiptHandle: m.ReceiptHandle})
				l.mu.Lock()
				if err == nil {
					l.deleted[*m.MessageId] = true
				} else {
					delete(l.sent, *m.MessageId)
				}
				l.mu.Unlock()
			}
		})
	}
	wg.Wait()
}

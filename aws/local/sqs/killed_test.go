package sqs_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws/local/sqs"
)

// TestSQS45AnAnswerIsNotGivenBeforeItsChangeIsWritten has a process kill itself at
// the moment in which it has an answer. From outside the kill comes too late: what
// is not waited for is written by then.
func TestSQS45AnAnswerIsNotGivenBeforeItsChangeIsWritten(t *testing.T) {
	const messages = 5
	if dir := os.Getenv("INFLIGHT_TEST_DIE"); dir != "" {
		dieAtAnswer(dir, messages)
	}
	for range 5 {
		dir := t.TempDir()
		process := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		process.Env = append(os.Environ(), "INFLIGHT_TEST_DIE="+dir)
		if out, err := process.CombinedOutput(); err == nil || len(out) > 0 {
			t.Fatalf("the process was not killed: %v: %s", err, out)
		}
		s := start(t, sqs.Config{Dir: dir})
		if n := len(s.Peek("q", messages+1)); n != messages {
			t.Errorf("%d messages were sent, and %d are there", messages, n)
		}
	}
}

// dieAtAnswer is the other process: it sends messages to itself, and kills itself
// when it has the last answer, which has then not left it.
func dieAtAnswer(dir string, messages int) {
	s, err := sqs.New(sqs.Config{Dir: dir})
	if err != nil {
		fmt.Println(err)
		os.Exit(0)
	}
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		fmt.Println(err)
		os.Exit(0)
	}
	answers := 0
	c := clientTo("http://sqs.test", &http.Client{Transport: direct{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(w, r)
		if answers++; answers == 1+messages {
			_ = self.Kill()
			select {} // until the signal comes
		}
	})}})
	ctx := context.Background()
	q, err := c.CreateQueue(ctx, &sdk.CreateQueueInput{QueueName: new("q")})
	body := strings.Repeat("x", 250_000)
	for range messages {
		if err == nil {
			_, err = c.SendMessage(ctx, &sdk.SendMessageInput{QueueUrl: q.QueueUrl, MessageBody: &body})
		}
	}
	fmt.Println("still alive:", err)
	os.Exit(0)
}

package aws

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/smithy-go"
)

// justDeleted is an SQS that lets a queue's name be used again at a moment.
type justDeleted struct {
	free    time.Time
	created bool
	asked   int
	body    string // of the request that created it
}

func (s *justDeleted) RoundTrip(r *http.Request) (*http.Response, error) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	body, err := io.ReadAll(r.Body)
	if err := errors.Join(err, r.Body.Close()); err != nil {
		return nil, err
	}
	switch operation {
	case "CreateQueue":
		s.asked++
		if time.Now().Before(s.free) {
			return answer(http.StatusBadRequest, `{"__type":"com.amazonaws.sqs#QueueDeletedRecently","message":"wait 60 seconds"}`)
		}
		s.created, s.body = true, strings.Replace(string(body), `"tags"`, `"Tags"`, 1)
	case "ListQueueTags":
		return answer(http.StatusOK, s.body)
	case "GetQueueUrl":
		if !s.created {
			return answer(http.StatusBadRequest, `{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}`)
		}
	}
	return answer(http.StatusOK, `{"QueueUrl":"http://aws.test/000000000000/practiceDLQ"}`)
}

func answer(status int, body string) (*http.Response, error) {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}, nil
}

// settleQueue creates the dead-letter queue of the default stack on an SQS.
func settleQueue(ctx context.Context, t *testing.T, sqs http.RoundTripper) ([]Step, error) {
	t.Helper()
	c, err := Connect(ctx, Options{Endpoint: "http://aws.test", Transport: sqs, Account: madeUpAccount})
	if err != nil {
		t.Fatal(err)
	}
	var told []Step
	b, err := DefaultStack().build(c, func(s Step) { told = append(told, s) })
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.do(ctx, &part{resource: b.deadLetterQueue(), todo: ToCreate})
	return told, err
}

func TestANameThatIsNotFreeYetIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sqs := &justDeleted{free: time.Now().Add(12 * time.Second)}
		told, err := settleQueue(t.Context(), t, sqs)
		if err != nil {
			t.Fatal(err)
		}
		if sqs.asked != 4 { // after 0, 5, 10 and 15 s
			t.Errorf("asked %d times", sqs.asked)
		}
		if len(told) != 4 || told[0].Outcome != Waiting || !strings.Contains(told[0].Detail, "deleted less than 60 s ago") || told[3].Outcome != Created {
			t.Errorf("told %+v, want three times waiting and then created", told)
		}
	})
}

func TestWaitingForANameEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		_, err := settleQueue(t.Context(), t, &justDeleted{free: begun.Add(time.Hour)})
		if code(err) != "QueueDeletedRecently" || time.Since(begun) > 2*time.Minute {
			t.Errorf("after %v: %v", time.Since(begun), err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
		defer cancel()
		_, err := settleQueue(ctx, t, &justDeleted{free: time.Now().Add(time.Hour)})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("given up after 7 s: %v", err)
		}
	})
}

func TestARefusedIdentitySaysWhatToDo(t *testing.T) {
	tests := []struct{ code, want string }{
		{"ExpiredToken", "sign in again"},
		{"InvalidClientTokenId", "aws sts get-caller-identity"},
		{"Throttling", "asking AWS whose account this is"},
	}
	for _, test := range tests {
		cause := &smithy.GenericAPIError{Code: test.code}
		err := (&Clients{}).explainIdentity(t.Context(), cause)
		if !strings.Contains(err.Error(), test.want) || !errors.Is(err, cause) {
			t.Errorf("%s: %v", test.code, err)
		}
	}
}

func TestARefusalSaysWhichPolicyIsNeeded(t *testing.T) {
	denied := &smithy.GenericAPIError{Code: "AccessDenied"}
	for what, err := range map[string]error{
		"a queue":   queueError("purging", "practiceQ", denied),
		"an object": objectError("reading", "b", "k", denied),
		"a topic":   (&Topic{arn: "t"}).explain(denied),
		"the stack": (&build{c: &Clients{}}).explain("creating", &resource{kind: "rule", name: "r"}, denied),
	} {
		if !strings.Contains(err.Error(), "docs/permissions.md") || !errors.Is(err, denied) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

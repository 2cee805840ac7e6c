package sqs_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"inflight/aws/local/clock"
	"inflight/aws/local/sqs"
)

// model is what a queue should be like: a list of messages with the time at
// which each is visible. It is slow and plain.
type model struct {
	fifo     bool
	messages []*modelMessage // in the order of sending
}

type modelMessage struct {
	id, body, group string
	visibleAt       time.Time
	handle          string // of the last receive
	received        bool   // in flight if not visible, delayed otherwise
}

func (m *modelMessage) visible(now time.Time) bool { return !m.visibleAt.After(now) }

// counts is visible, in flight, delayed.
func (m *model) counts(now time.Time) [3]int {
	var c [3]int
	for _, each := range m.messages {
		switch {
		case each.visible(now):
			c[0]++
		case each.received:
			c[1]++
		default:
			c[2]++
		}
	}
	return c
}

// blocked reports whether an earlier message of the same group is in flight.
func (m *model) blocked(place int, now time.Time) bool {
	return m.fifo && slices.ContainsFunc(m.messages[:place], func(each *modelMessage) bool {
		return each.group == m.messages[place].group && each.received && !each.visible(now)
	})
}

// receivable is the messages that a receive may give now.
func (m *model) receivable(now time.Time) (list []*modelMessage) {
	for i, each := range m.messages {
		if each.visible(now) && !m.blocked(i, now) {
			list = append(list, each)
		}
	}
	return list
}

// machine calls a real queue and the model side by side.
type machine struct {
	t     *rapid.T
	s     *sqs.Service
	clock *clock.Controlled
	url   string
	m     model
	sent  int
	old   []string // handles of earlier receives and of deleted messages
}

// call makes a request and decodes its answer. It tells whether it succeeded.
func (x *machine) call(operation string, in map[string]any, out any) bool {
	in["QueueUrl"] = x.url
	body, err := json.Marshal(in)
	if err != nil {
		x.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(string(body)))
	r.Header.Set("X-Amz-Target", "AmazonSQS."+operation)
	w := httptest.NewRecorder()
	x.s.ServeHTTP(w, r)
	if w.Code >= 500 {
		x.t.Fatalf("%s %s: %d %s", operation, body, w.Code, w.Body)
	}
	if w.Code != 200 {
		return false
	}
	if err := json.Unmarshal(w.Body.Bytes(), out); err != nil {
		x.t.Fatal(err)
	}
	return true
}

func (x *machine) Send(t *rapid.T) {
	x.t = t
	x.sent++
	in := map[string]any{"MessageBody": fmt.Sprint("m", x.sent)}
	group, delay := "", 0
	if x.m.fifo {
		group = rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "group")
		in["MessageGroupId"], in["MessageDeduplicationId"] = group, fmt.Sprint(x.sent)
	} else if delay = rapid.IntRange(0, 3).Draw(t, "delay"); delay > 0 {
		in["DelaySeconds"] = delay
	}
	var out struct{ MessageId string } //nolint:revive // AWS's name
	if !x.call("SendMessage", in, &out) {
		t.Fatal("cannot send")
	}
	x.m.messages = append(x.m.messages, &modelMessage{
		id: out.MessageId, body: fmt.Sprint("m", x.sent), group: group, visibleAt: x.clock.Now().Add(time.Duration(delay) * time.Second),
	})
}

func (x *machine) Receive(t *rapid.T) {
	x.t = t
	limit := rapid.IntRange(1, 10).Draw(t, "max")
	timeout := rapid.IntRange(0, 5).Draw(t, "timeout")
	may := x.m.receivable(x.clock.Now())
	var out struct {
		Messages []struct{ MessageId, ReceiptHandle, Body string } //nolint:revive // AWS's names
	}
	if !x.call("ReceiveMessage", map[string]any{"MaxNumberOfMessages": limit, "VisibilityTimeout": timeout}, &out) {
		t.Fatal("cannot receive")
	}
	if want := min(limit, len(may)); len(out.Messages) != want {
		t.Fatalf("received %d messages, want %d", len(out.Messages), want)
	}
	last := map[string]int{} // by group, the place of the message received last
	for _, got := range out.Messages {
		i := slices.IndexFunc(may, func(each *modelMessage) bool { return each.id == got.MessageId })
		if i < 0 {
			t.Fatalf("received %s, which nobody should have now", got.Body)
		}
		each := may[i]
		if each.body != got.Body {
			t.Fatalf("%s has the body %s", each.body, got.Body)
		}
		if x.m.fifo {
			x.inOrder(t, may, i, last)
		}
		if each.handle != "" {
			x.old = append(x.old, each.handle)
		}
		each.received, each.handle = true, got.ReceiptHandle
		each.visibleAt = x.clock.Now().Add(time.Duration(timeout) * time.Second)
	}
}

// inOrder fails if a message of the group came before its turn.
func (x *machine) inOrder(t *rapid.T, may []*modelMessage, i int, last map[string]int) {
	group := may[i].group
	from, seen := last[group]
	if !seen {
		from = -1
	}
	for k := from + 1; k < i; k++ {
		if may[k].group == group {
			t.Fatalf("%s came before %s of the same group", may[i].body, may[k].body)
		}
	}
	last[group] = i
}

// pick draws a message that has been received.
func (x *machine) pick(t *rapid.T) *modelMessage {
	x.t = t
	var received []*modelMessage
	for _, each := range x.m.messages {
		if each.handle != "" {
			received = append(received, each)
		}
	}
	if len(received) == 0 {
		t.Skip("nothing has been received")
	}
	return rapid.SampledFrom(received).Draw(t, "message")
}

// expired reports whether a handle no longer works: only on FIFO queues.
func (x *machine) expired(each *modelMessage) bool {
	return x.m.fifo && each.visible(x.clock.Now())
}

func (x *machine) Delete(t *rapid.T) {
	each := x.pick(t)
	ok := x.call("DeleteMessage", map[string]any{"ReceiptHandle": each.handle}, &struct{}{})
	if ok == x.expired(each) {
		t.Fatalf("deleting %s: %v, expired: %v", each.body, ok, x.expired(each))
	}
	if ok {
		x.old = append(x.old, each.handle)
		x.m.messages = slices.DeleteFunc(x.m.messages, func(m *modelMessage) bool { return m == each })
	}
}

func (x *machine) ChangeVisibility(t *rapid.T) {
	each := x.pick(t)
	seconds := rapid.IntRange(0, 5).Draw(t, "seconds")
	ok := x.call("ChangeMessageVisibility", map[string]any{"ReceiptHandle": each.handle, "VisibilityTimeout": seconds}, &struct{}{})
	if ok == x.expired(each) {
		t.Fatalf("changing %s: %v, expired: %v", each.body, ok, x.expired(each))
	}
	if ok && !each.visible(x.clock.Now()) { // what is visible again stays so
		each.visibleAt = x.clock.Now().Add(time.Duration(seconds) * time.Second)
	}
}

func (x *machine) Purge(t *rapid.T) {
	x.t = t
	if rapid.IntRange(0, 9).Draw(t, "rarely") > 0 {
		t.Skip("not now")
	}
	if x.call("PurgeQueue", map[string]any{}, &struct{}{}) {
		x.m.messages = nil
	}
}

func (x *machine) Wait(t *rapid.T) {
	x.t = t
	x.clock.Advance(time.Duration(rapid.IntRange(1, 4000).Draw(t, "milliseconds")) * time.Millisecond)
}

// Check compares the queue with the model after each step.
func (x *machine) Check(t *rapid.T) {
	x.t = t
	var out struct{ Attributes map[string]string }
	x.call("GetQueueAttributes", map[string]any{"AttributeNames": []string{"All"}}, &out)
	want := x.m.counts(x.clock.Now())
	for i, name := range []string{"", "NotVisible", "Delayed"} {
		if got := out.Attributes["ApproximateNumberOfMessages"+name]; got != fmt.Sprint(want[i]) {
			t.Fatalf("ApproximateNumberOfMessages%s is %s, want %d", name, got, want[i])
		}
	}
	peeked := x.s.Peek(x.url[strings.LastIndexByte(x.url, '/')+1:], 10_000)
	if len(peeked) != len(x.m.messages) {
		t.Fatalf("the queue holds %d messages, want %d", len(peeked), len(x.m.messages))
	}
}

func TestAnyInterleavingAgreesWithTheModel(t *testing.T) {
	for _, fifo := range []bool{false, true} {
		for _, durable := range []bool{false, true} {
			t.Run(fmt.Sprintf("FIFO %v, durable %v", fifo, durable), func(t *testing.T) {
				dir := ""
				if durable {
					dir = t.TempDir()
				}
				runs := 0
				rapid.Check(t, func(t *rapid.T) {
					runs++
					runModel(t, fifo, dir, runs)
				})
			})
		}
	}
}

func runModel(t *rapid.T, fifo bool, dir string, run int) {
	if dir != "" {
		dir = fmt.Sprint(dir, "/", run)
	}
	stopped := clock.NewControlled(nil, 0) // moves only when it is told to
	s, err := sqs.New(sqs.Config{Dir: dir, Clock: stopped})
	if err != nil {
		t.Fatal(err)
	}
	x := &machine{t: t, s: s, clock: stopped, url: "/000000000000/q", m: model{fifo: fifo}}
	in := map[string]any{"QueueName": "q"}
	if fifo {
		x.url += ".fifo"
		in = map[string]any{"QueueName": "q.fifo", "Attributes": map[string]string{"FifoQueue": "true"}}
	}
	x.call("CreateQueue", in, &struct{}{})
	actions := map[string]func(*rapid.T){
		"send": x.Send, "receive": x.Receive, "delete": x.Delete, "change visibility": x.ChangeVisibility, "purge": x.Purge, "wait": x.Wait, "": x.Check,
	}
	if dir != "" {
		actions["restart"] = func(t *rapid.T) {
			if err := x.s.Close(); err != nil {
				t.Fatal(err)
			}
			if x.s, err = sqs.New(sqs.Config{Dir: dir, Clock: stopped}); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Repeat(actions)
	if err := x.s.Close(); err != nil {
		t.Fatal(err)
	}
}

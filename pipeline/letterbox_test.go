package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"inflight/pipeline"
)

// errRefused is what a letterBox says that is told to refuse.
var errRefused = errors.New("refused")

// letterBox is a dead-letter queue "dlq" whose letters came from "q", the queues
// they can go to, and the move tasks of both, as small as the tests need it. In
// a synctest bubble its time is virtual.
type letterBox struct {
	mu      sync.Mutex
	letters []*boxed
	sent    map[string][]pipeline.Letter // by queue
	calls   []string                     // sends and deletes, in their order
	refuse  map[string]bool              // "send ID" and "delete ID" that fail, and "tasks"
	onSend  func(queue, id string, l *pipeline.Letter)

	task    *pipeline.MoveTask
	before  []pipeline.MoveTask // the newest last
	after   []pipeline.MoveTask // that somebody else has started since, the newest last
	lag     time.Duration       // how long a task is not listed yet
	started int                 // tasks
	linger  time.Duration       // of a receive that finds nothing
	slow    time.Duration       // each receive
}

// boxed is a letter in its box.
type boxed struct {
	pipeline.Letter

	visible time.Time
}

// newLetterBox has n letters, named a, b, c…, or by numbers where they are many.
func newLetterBox(n int) *letterBox {
	b := &letterBox{sent: map[string][]pipeline.Letter{}, refuse: map[string]bool{}}
	for i := range n {
		id := strconv.Itoa(i)
		if n <= 26 {
			id = string(rune('a' + i))
		}
		b.put(id, body(id+".jpg", "1"))
	}
	return b
}

// put puts a letter in.
func (b *letterBox) put(id, body string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.letters = append(b.letters, &boxed{Letter: pipeline.Letter{
		Delivery: pipeline.Delivery{MessageID: id, Body: body, ReceiveCount: 3}, Source: "q",
		Attributes: map[string]pipeline.Attribute{"colour": {Type: "String", Text: "red"}},
	}})
}

func (b *letterBox) ReceiveLetters(ctx context.Context, _ string, hold time.Duration) ([]pipeline.Letter, error) {
	time.Sleep(b.slow) // in a bubble
	b.mu.Lock()
	defer b.mu.Unlock()
	var got []pipeline.Letter
	for _, l := range b.letters {
		if len(got) < 10 && !l.visible.After(time.Now()) {
			l.ReceiveCount++
			l.Receipt = fmt.Sprintf("%s/%d", l.MessageID, l.ReceiveCount)
			l.visible = time.Now().Add(hold)
			got = append(got, l.Letter)
		}
	}
	if err := ctx.Err(); err != nil { // the queue does not hear that its caller has hung up
		return nil, err
	}
	if len(got) == 0 {
		b.mu.Unlock()
		time.Sleep(b.linger) // in a bubble
		b.mu.Lock()
	}
	return got, nil
}

// find is the letter of a receipt, of its latest receive or an earlier one.
func (b *letterBox) find(receipt string) *boxed {
	id, _, _ := strings.Cut(receipt, "/")
	for _, l := range b.letters {
		if l.MessageID == id {
			return l
		}
	}
	return nil
}

func (b *letterBox) HoldLetter(_ context.Context, _, receipt string, d time.Duration) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.find(receipt)
	if l == nil {
		return fmt.Errorf("hold: %w", pipeline.ErrNoMessage)
	}
	if l.visible.After(time.Now()) { // a letter that is visible stays so
		l.visible = time.Now().Add(d)
	}
	return nil
}

func (b *letterBox) SendLetter(_ context.Context, queue string, l *pipeline.Letter) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	call := "send " + l.MessageID
	b.calls = append(b.calls, call)
	if b.refuse[call] {
		return "", errRefused
	}
	b.sent[queue] = append(b.sent[queue], *l)
	id := "new-" + l.MessageID
	if b.onSend != nil {
		b.onSend(queue, id, l)
	}
	return id, nil
}

func (b *letterBox) DeleteLetter(_ context.Context, _, receipt string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	id, _, _ := strings.Cut(receipt, "/")
	call := "delete " + id
	b.calls = append(b.calls, call)
	if b.refuse[call] {
		return errRefused
	}
	b.letters = slices.DeleteFunc(b.letters, func(l *boxed) bool { return l.MessageID == id })
	return nil
}

func (b *letterBox) QueueNames(context.Context) ([]string, error) {
	return []string{"dlq", "other", "q"}, nil
}

// advance moves what the task has moved until now.
func (b *letterBox) advance() {
	t := b.task
	if t == nil || t.Status != pipeline.MoveRunning {
		return
	}
	if t.Rate > 0 {
		t.Moved = min(t.Total, int(time.Since(t.Started).Seconds()*float64(t.Rate)))
	} else {
		t.Moved = t.Total
	}
	if t.Moved == t.Total {
		t.Status, t.Handle = pipeline.MoveCompleted, ""
	}
}

func (b *letterBox) StartMove(_ context.Context, _, to string, rate int) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.advance()
	if b.task != nil && b.task.Status == pipeline.MoveRunning {
		return "", errors.New("there is already a task running")
	}
	left := 0 // SQS moves what it can receive
	for _, l := range b.letters {
		if !l.visible.After(time.Now()) {
			left++
		}
	}
	if b.task != nil {
		left = b.task.Total - b.task.Moved
	}
	if b.task != nil {
		b.before = append(b.before, *b.task)
	}
	b.started++
	b.task = &pipeline.MoveTask{
		Handle: fmt.Sprint("task ", b.started), Status: pipeline.MoveRunning, To: to, Rate: rate, Total: left, Started: time.Now(),
	}
	return b.task.Handle, nil
}

func (b *letterBox) LatestMove(context.Context, string) (pipeline.MoveTask, bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refuse["tasks"] {
		b.calls = append(b.calls, "ask")
		return pipeline.MoveTask{}, false, errRefused
	}
	b.advance()
	if b.task == nil {
		return pipeline.MoveTask{}, false, nil
	}
	return *b.task, true, nil
}

func (b *letterBox) RecentMoves(_ context.Context, _ string) ([]pipeline.MoveTask, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refuse["tasks"] {
		return nil, errRefused
	}
	b.advance()
	all := slices.Clone(b.before)
	if b.task != nil && time.Since(b.task.Started) >= b.lag {
		all = append(all, *b.task)
	}
	all = append(all, b.after...)
	slices.Reverse(all)
	return all, nil
}

func (b *letterBox) CancelMove(_ context.Context, _, handle string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.advance()
	if b.task == nil || b.task.Handle != handle {
		return errRefused
	}
	b.task.Status, b.task.Handle = pipeline.MoveCancelled, ""
	return nil
}

// visible are the ids of the letters that can be received now.
func (b *letterBox) visible() (ids []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.letters {
		if !l.visible.After(time.Now()) {
			ids = append(ids, l.MessageID)
		}
	}
	return ids
}

// did are the sends and deletes so far.
func (b *letterBox) did() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.calls)
}

// sentTo are the letters sent to a queue so far.
func (b *letterBox) sentTo(queue string) []pipeline.Letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.sent[queue])
}

// tasks is how many move tasks were started.
func (b *letterBox) tasks() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.started
}

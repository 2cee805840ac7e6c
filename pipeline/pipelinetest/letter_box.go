package pipelinetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/redrive"
)

// ErrRefused is what a LetterBox says that is told to refuse.
var ErrRefused = errors.New("refused")

// LetterBox is a dead-letter queue "dlq" whose letters came from "q", the queues
// they can go to, and the move tasks of both, as small as the tests need it. In
// a synctest bubble its time is virtual.
type LetterBox struct {
	Mu      sync.Mutex
	letters []*boxed
	sent    map[string][]redrive.Letter // by queue
	calls   []string                    // sends and deletes, in their order
	Refuse  map[string]bool             // "send ID" and "delete ID" that fail, and "tasks"
	OnSend  func(queue, id string, l *redrive.Letter)

	task    *redrive.MoveTask
	Before  []redrive.MoveTask // the newest last
	After   []redrive.MoveTask // that somebody else has started since, the newest last
	Lag     time.Duration      // how long a task is not listed yet
	started int                // tasks
	Linger  time.Duration      // of a receive that finds nothing
	Slow    time.Duration      // each receive
}

// boxed is a letter in its box.
type boxed struct {
	redrive.Letter

	visible time.Time
}

// NewLetterBox has n letters, named a, b, c…, or by numbers where they are many.
func NewLetterBox(n int) *LetterBox {
	b := &LetterBox{sent: map[string][]redrive.Letter{}, Refuse: map[string]bool{}}
	for i := range n {
		id := strconv.Itoa(i)
		if n <= 26 {
			id = string(rune('a' + i))
		}
		b.Put(id, Body(id+".jpg", "1"))
	}
	return b
}

// Put puts a letter in.
func (b *LetterBox) Put(id, body string) {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	b.letters = append(b.letters, &boxed{Letter: redrive.Letter{
		Message: consume.Message{MessageID: id, Body: body, ReceiveCount: 3}, Source: "q",
		Attributes: map[string]redrive.Attribute{"colour": {Type: "String", Text: "red"}},
	}})
}

func (b *LetterBox) ReceiveLetters(ctx context.Context, _ string, hold time.Duration) ([]redrive.Letter, error) {
	time.Sleep(b.Slow) // in a bubble
	b.Mu.Lock()
	defer b.Mu.Unlock()
	var got []redrive.Letter
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
		b.Mu.Unlock()
		time.Sleep(b.Linger) // in a bubble
		b.Mu.Lock()
	}
	return got, nil
}

// find is the letter of a receipt, of its latest receive or an earlier one.
func (b *LetterBox) find(receipt string) *boxed {
	id, _, _ := strings.Cut(receipt, "/")
	for _, l := range b.letters {
		if l.MessageID == id {
			return l
		}
	}
	return nil
}

func (b *LetterBox) HoldLetter(_ context.Context, _, receipt string, d time.Duration) error {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	l := b.find(receipt)
	if l == nil {
		return fmt.Errorf("hold: %w", consume.ErrNoMessage)
	}
	if l.visible.After(time.Now()) { // a letter that is visible stays so
		l.visible = time.Now().Add(d)
	}
	return nil
}

func (b *LetterBox) SendLetter(_ context.Context, queue string, l *redrive.Letter) (string, error) {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	call := "send " + l.MessageID
	b.calls = append(b.calls, call)
	if b.Refuse[call] {
		return "", ErrRefused
	}
	b.sent[queue] = append(b.sent[queue], *l)
	id := "new-" + l.MessageID
	if b.OnSend != nil {
		b.OnSend(queue, id, l)
	}
	return id, nil
}

func (b *LetterBox) DeleteLetter(_ context.Context, _, receipt string) error {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	id, _, _ := strings.Cut(receipt, "/")
	call := "delete " + id
	b.calls = append(b.calls, call)
	if b.Refuse[call] {
		return ErrRefused
	}
	b.letters = slices.DeleteFunc(b.letters, func(l *boxed) bool { return l.MessageID == id })
	return nil
}

func (b *LetterBox) QueueNames(context.Context) ([]string, error) {
	return []string{"dlq", "other", "q"}, nil
}

// advance moves what the task has moved until now.
func (b *LetterBox) advance() {
	t := b.task
	if t == nil || t.Status != redrive.MoveRunning {
		return
	}
	if t.Rate > 0 {
		t.Moved = min(t.Total, int(time.Since(t.Started).Seconds()*float64(t.Rate)))
	} else {
		t.Moved = t.Total
	}
	if t.Moved == t.Total {
		t.Status, t.Handle = redrive.MoveCompleted, ""
	}
}

func (b *LetterBox) StartMove(_ context.Context, _, to string, rate int) (string, error) {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	b.advance()
	if b.task != nil && b.task.Status == redrive.MoveRunning {
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
		b.Before = append(b.Before, *b.task)
	}
	b.started++
	b.task = &redrive.MoveTask{
		Handle: fmt.Sprint("task ", b.started), Status: redrive.MoveRunning, To: to, Rate: rate, Total: left, Started: time.Now(),
	}
	return b.task.Handle, nil
}

func (b *LetterBox) LatestMove(context.Context, string) (redrive.MoveTask, bool, error) {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	if b.Refuse["tasks"] {
		b.calls = append(b.calls, "ask")
		return redrive.MoveTask{}, false, ErrRefused
	}
	b.advance()
	if b.task == nil {
		return redrive.MoveTask{}, false, nil
	}
	return *b.task, true, nil
}

func (b *LetterBox) RecentMoves(_ context.Context, _ string) ([]redrive.MoveTask, error) {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	if b.Refuse["tasks"] {
		return nil, ErrRefused
	}
	b.advance()
	all := slices.Clone(b.Before)
	if b.task != nil && time.Since(b.task.Started) >= b.Lag {
		all = append(all, *b.task)
	}
	all = append(all, b.After...)
	slices.Reverse(all)
	return all, nil
}

func (b *LetterBox) CancelMove(_ context.Context, _, handle string) error {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	b.advance()
	if b.task == nil || b.task.Handle != handle {
		return ErrRefused
	}
	b.task.Status, b.task.Handle = redrive.MoveCancelled, ""
	return nil
}

// Visible are the ids of the letters that can be received now.
func (b *LetterBox) Visible() (ids []string) {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	for _, l := range b.letters {
		if !l.visible.After(time.Now()) {
			ids = append(ids, l.MessageID)
		}
	}
	return ids
}

// Did are the sends and deletes so far.
func (b *LetterBox) Did() []string {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	return slices.Clone(b.calls)
}

// SentTo are the letters sent to a queue so far.
func (b *LetterBox) SentTo(queue string) []redrive.Letter {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	return slices.Clone(b.sent[queue])
}

// Tasks is how many move tasks were started.
func (b *LetterBox) Tasks() int {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	return b.started
}

package ui

import (
	"context"
	"errors"
	"fmt"
	"sync"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/redrive"
	"inflight/pipeline/setting"
	"inflight/pipeline/state"
	"inflight/ui/scenes"
)

// fakeControl counts what it is asked for.
type fakeControl struct {
	mu    sync.Mutex
	calls []string
	err   error

	readings []setting.Reading
}

func (c *fakeControl) note(format string, a ...any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, fmt.Sprintf(format, a...))
	return c.err
}

// asked are the calls so far.
func (c *fakeControl) asked() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.calls...)
}

func (c *fakeControl) Settings(context.Context) ([]setting.Reading, error) { return c.readings, nil }

func (c *fakeControl) Turn(_ context.Context, name event.Setting, value string) error {
	return c.note("turn %s to %s", name, value)
}
func (c *fakeControl) UndoTurn(context.Context) error      { return c.note("undo a turn") }
func (c *fakeControl) RestorePreset(context.Context) error { return c.note("restore the preset") }
func (c *fakeControl) Pause(context.Context) error         { return c.note("pause") }
func (c *fakeControl) Resume(context.Context) error        { return c.note("resume") }
func (c *fakeControl) Freeze(context.Context) error        { return c.note("freeze") }
func (c *fakeControl) Thaw(context.Context) error          { return c.note("thaw") }
func (c *fakeControl) Step(context.Context) error          { return c.note("step") }
func (c *fakeControl) SetSpeed(_ context.Context, speed float64) error {
	return c.note("speed %g", speed)
}
func (c *fakeControl) UploadBroken(context.Context) error { return c.note("upload broken") }
func (c *fakeControl) Purge(context.Context) error        { return c.note("purge") }
func (c *fakeControl) PurgeDeadLetters(context.Context) error {
	return c.note("purge dead letters")
}
func (c *fakeControl) SetWorkers(_ context.Context, n int) error { return c.note("workers %d", n) }
func (c *fakeControl) SetModel(_ context.Context, name string) error {
	return c.note("model %s", name)
}
func (c *fakeControl) Upload(_ context.Context, n int) error { return c.note("upload %d", n) }

func (c *fakeControl) AnnounceAgain(_ context.Context, id, key string) error {
	return c.note("announce %s of %s again", key, id)
}

func (c *fakeControl) RedriveLetters(_ context.Context, o redrive.RedriveOrder) error {
	return c.note("redrive %d to %q at %d", len(o.Letters), o.To, o.Rate)
}
func (c *fakeControl) CancelRedrive(context.Context) error { return c.note("cancel the redrive") }
func (c *fakeControl) ChangeRedriveRate(_ context.Context, rate int) error {
	return c.note("redrive at %d", rate)
}
func (c *fakeControl) LookAtLetters(context.Context) error { return c.note("look at the letters") }
func (c *fakeControl) DeleteLetters(_ context.Context, ids []string) error {
	return c.note("delete %d letters", len(ids))
}

// CheckFault finds one fault impossible.
func (*fakeControl) CheckFault(spec fault.Spec) error {
	if spec.Name == fault.DiscordRefuses {
		return errors.New("there is no Discord here")
	}
	return nil
}

func (c *fakeControl) SwitchFault(_ context.Context, spec fault.Spec) error {
	return c.note("fault %s for %s", spec, spec.For)
}

func (c *fakeControl) FaultOff(_ context.Context, name fault.Name, f fault.Filter) error {
	return c.note("fault %s off", fault.Spec{Name: name, Rate: 1, Filter: f})
}
func (c *fakeControl) FaultsOff(context.Context) error { return c.note("faults off") }

// QueueNames are a few.
func (c *fakeControl) QueueNames(context.Context) ([]string, error) {
	return []string{"alerts.fifo", "images-to-look-at", "practiceDLQ", "practiceQ"}, c.note("queue names")
}

func (c *fakeControl) ReceiveByHand(context.Context) (consume.InHand, error) {
	return consume.InHand{MessageID: "m-by-hand", Receipt: "AQEB/receipt+handle=="}, c.note("receive by hand")
}

func (c *fakeControl) ExtendInHand(_ context.Context, id string) error {
	return c.note("extend %s", id)
}

func (c *fakeControl) GiveBackInHand(_ context.Context, id string) error {
	return c.note("give back %s", id)
}

func (c *fakeControl) DeleteInHand(_ context.Context, id string) error {
	return c.note("delete %s", id)
}

func (c *fakeControl) Send(_ context.Context, m pipeline.NewMessage, times int) (string, error) {
	return "m-sent", c.note("send %q %d times, delayed by %s", m.Body, times, m.Delay)
}

func (c *fakeControl) ObjectEvent(_ context.Context, key string) (string, error) {
	return event.ObjectCreated(event.ImageRef{Bucket: "images", Key: key}, "000000000000", "us-east-1"), c.note("the event of %s", key)
}

func (c *fakeControl) UploadFile(_ context.Context, path string) error {
	return c.note("upload %s", path)
}

// fakeDescriber describes every node, and counts.
type fakeDescriber struct {
	mu    sync.Mutex
	nodes []state.Node
}

func (d *fakeDescriber) Describe(_ context.Context, node state.Node) (title, text string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.nodes = append(d.nodes, node)
	return "practiceQ", queueSentence + "\n\n" + queueText, nil
}

// asked are the nodes so far.
func (d *fakeDescriber) asked() []state.Node {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]state.Node(nil), d.nodes...)
}

// queueSentence is what the real one says above it.
const queueSentence = "Only the rule HD-image-upload-trigger may send to practiceQ: its access policy says so (besides who IAM allows in its own account)."

const queueText = `{
  "QueueArn": "arn:aws:sqs:us-east-1:000000000000:practiceQ",
  "VisibilityTimeout": "4",
  "ReceiveMessageWaitTimeSeconds": "5",
  "RedrivePolicy": {
    "deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:practiceDLQ",
    "maxReceiveCount": 3
  },
  "Policy": {
    "Version": "2012-10-17",
    "Statement": [
      {
        "Effect": "Allow",
        "Principal": {
          "Service": "events.amazonaws.com"
        },
        "Action": "sqs:SendMessage",
        "Resource": "arn:aws:sqs:us-east-1:000000000000:practiceQ",
        "Condition": {
          "ArnEquals": {
            "aws:SourceArn": "arn:aws:events:us-east-1:000000000000:rule/HD-image-upload-trigger"
          }
        }
      }
    ]
  },
  "ApproximateNumberOfMessages": "0",
  "ApproximateNumberOfMessagesNotVisible": "4",
  "ApproximateNumberOfMessagesDelayed": "0"
}`

// Document is one of nobody else's.
func (c *fakeControl) Document(_ context.Context, kind pipeline.DocumentKind) (pipeline.Document, error) {
	return pipeline.Document{Kind: kind, Name: "practice", Text: `{"source":["aws.s3"]}`, Own: `{"source":["aws.s3"],"detail-type":["Object Created"]}`}, c.note("read the %s", kind)
}

func (c *fakeControl) CheckDocument(_ context.Context, d *pipeline.Document, text, key string) (string, error) {
	return "It matches the last event.", c.note("check %s on %q", d.Compact(text), key)
}

func (c *fakeControl) SetDocument(_ context.Context, d *pipeline.Document, text string) (pipeline.Document, error) {
	now := *d
	now.Text = d.Compact(text)
	return now, c.note("set %s", now.Text)
}

// program is the Bubble Tea program of a model.
func (m *model) program(ctx context.Context, more ...tea.ProgramOption) *tea.Program {
	return program(ctx, scenes.Of(m.ctx, m, opening(m.options.Scenes)), &m.options, more...)
}

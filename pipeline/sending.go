package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"inflight/pipeline/event"
)

// Limits of a message, https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html,
// and of how many a person sends at once.
const (
	maxMessageSize = 1 << 20 // with its attributes
	MaxDelay       = 900 * time.Second
	maxAttributes  = 10
	MaxSent        = 100
)

// NewMessage is a message to be sent by hand.
type NewMessage struct {
	Body       string
	Delay      time.Duration // 0: the queue's own
	Attributes []Attribute
	Group      string // of a FIFO queue, and only there
}

// Attribute is what a sender writes on a message.
type Attribute struct{ Name, Type, Value string }

// Sender sends messages to the queue. Implementations are safe for use by many
// goroutines.
type Sender interface {
	SendMessage(ctx context.Context, m NewMessage) (id string, err error)
}

// attributeName and attributeType are what SQS takes.
var (
	attributeName = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`)
	attributeType = regexp.MustCompile(`^(String|Number)(\.[^\s]+)?$`)
)

// Check says what SQS would refuse of the message.
func (m *NewMessage) Check() error {
	size := len(m.Body)
	for _, a := range m.Attributes {
		size += len(a.Name) + len(a.Type) + len(a.Value)
	}
	switch {
	case m.Body == "":
		return errors.New("SQS takes no empty body (MissingParameter)")
	case m.Delay < 0 || m.Delay > MaxDelay:
		return fmt.Errorf("a delay is 0 to %g s, this is %g s", MaxDelay.Seconds(), m.Delay.Seconds())
	case m.Group != "" && m.Delay > 0:
		return errors.New("a FIFO queue takes no delay on a message: its own holds for all")
	case size > maxMessageSize:
		return fmt.Errorf("it is %s bytes with its attributes, and SQS takes up to %s", event.Count(int64(size)), event.Count(maxMessageSize))
	case len(m.Attributes) > maxAttributes:
		return fmt.Errorf("it has %d attributes, and SQS takes up to %d", len(m.Attributes), maxAttributes)
	}
	if err := checkText(m.Body); err != nil {
		return fmt.Errorf("its body has %w", err)
	}
	return m.checkAttributes()
}

// checkText finds a character that SQS does not take.
func checkText(text string) error {
	for at, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[at:], string(utf8.RuneError)):
			return fmt.Errorf("bytes that are no text (UTF-8) at %d: SQS takes only text", at)
		case r == '\t', r == '\n', r == '\r', r >= 0x20 && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000:
		default:
			return fmt.Errorf("the character U+%04X at %d, which SQS does not take (InvalidMessageContents)", r, at)
		}
	}
	return nil
}

// checkAttributes says what SQS would refuse of the attributes.
func (m *NewMessage) checkAttributes() error {
	seen := map[string]bool{}
	for _, a := range m.Attributes {
		lower := strings.ToLower(a.Name)
		switch {
		case len(a.Name) > 256 || !attributeName.MatchString(a.Name):
			return fmt.Errorf("%q is no name of an attribute: letters, digits, _, - and single dots", event.OneLine(a.Name, 40))
		case strings.HasPrefix(lower, "aws.") || strings.HasPrefix(lower, "amazon."):
			return fmt.Errorf("the attribute %s begins as AWS's own do", a.Name)
		case seen[a.Name]:
			return fmt.Errorf("the attribute %s is there twice", a.Name)
		case !attributeType.MatchString(a.Type):
			return fmt.Errorf("the attribute %s is of the type %q: String or Number", a.Name, event.OneLine(a.Type, 40))
		case a.Value == "":
			return fmt.Errorf("the attribute %s has no value", a.Name)
		}
		if _, err := strconv.ParseFloat(a.Value, 64); err != nil && strings.HasPrefix(a.Type, "Number") {
			return fmt.Errorf("the attribute %s is a Number, and %q is none", a.Name, event.OneLine(a.Value, 40))
		}
		if err := checkText(a.Value); err != nil {
			return fmt.Errorf("the attribute %s has %w", a.Name, err)
		}
		seen[a.Name] = true
	}
	return nil
}

// ParseAttributes reads attributes as a person writes them: name=value, size:Number=5.
func ParseAttributes(text string) (all []Attribute, err error) {
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			return nil, fmt.Errorf("%q is no attribute: name=value, or name:Number=5, with commas between", event.OneLine(part, 40))
		}
		a := Attribute{Name: strings.TrimSpace(name), Type: "String", Value: strings.TrimSpace(value)}
		if name, kind, typed := strings.Cut(a.Name, ":"); typed {
			a.Name, a.Type = name, kind
		}
		all = append(all, a)
	}
	return all, nil
}

// BodyOfFile reads a file as the body of a message: no more of it than SQS takes.
func BodyOfFile(path string) (string, error) {
	info, err := os.Stat(path) // before it is opened: a pipe would wait for who writes
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "", fmt.Errorf("there is no file %s", path)
	case err != nil:
		return "", fmt.Errorf("look at the file: %w", err)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is no regular file", path)
	case info.Size() > maxMessageSize:
		return "", fmt.Errorf("%s has %s bytes, and SQS takes up to %s", path, event.Count(info.Size()), event.Count(maxMessageSize))
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("open the file: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxMessageSize+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return "", fmt.Errorf("read %s: %w", path, err)
	}
	return string(text), nil
}

// errNoSender is what a person hears where nothing can be sent.
var errNoSender = errors.New("nothing can be sent from here")

// Send sends a message so many times, and returns the id of the last. What was sent
// before an error stays sent.
func (p *Pipeline) Send(ctx context.Context, m NewMessage, times int) (lastID string, err error) {
	if err := m.Check(); err != nil {
		return "", err
	}
	if times < 1 || times > MaxSent {
		return "", fmt.Errorf("%d messages: it is 1 to %d at once", times, MaxSent)
	}
	if p.Sender == nil {
		return "", errNoSender
	}
	for sent := range times {
		id, err := p.Sender.SendMessage(ctx, m)
		if err != nil {
			if sent > 0 {
				err = fmt.Errorf("%d of %d were sent, then: %w", sent, times, err)
			}
			return lastID, p.Log.TellAction("sending a message by hand", err)
		}
		lastID = id
		p.tellSent(id, &m)
	}
	text := "a message was sent by hand"
	if times > 1 {
		text = fmt.Sprintf("%d messages were sent by hand", times)
	}
	return lastID, p.Log.TellAction(text, nil)
}

// tellSent reports a message that was sent, where nobody else does.
func (p *Pipeline) tellSent(id string, m *NewMessage) {
	if p.PurgesReported { // by the embedded AWS, which reports what is sent, too
		return
	}
	ref, _ := event.ParseImageRef(m.Body) // a message need not be an event
	delay := m.Delay
	if delay == 0 {
		delay = time.Duration(p.Setup.Delay * float64(time.Second))
	}
	sent := &event.MessageSent{Queue: p.Setup.Queue, ETag: ref.ETag, Body: event.Preview(m.Body)}
	now := p.Log.Clock.Now()
	if delay > 0 {
		sent.VisibleAt = now.Add(delay)
	}
	p.Log.Emit(event.Event{Time: now, MessageID: id, Bucket: ref.Bucket, Key: ref.Key, Body: sent})
}

// ObjectEvent is the event with which S3 would tell that the object of the source
// bucket is there, as EventBridge hands it on.
func (p *Pipeline) ObjectEvent(ctx context.Context, key string) (string, error) {
	bucket := p.Setup.SourceBucket
	info, err := p.Consumers.Store.Head(ctx, bucket, key)
	if err != nil {
		return "", fmt.Errorf("look at %s in %s: %w", event.OneLine(key, 80), bucket, err)
	}
	return event.ObjectCreated(event.ImageRef{Bucket: bucket, Key: key, Size: info.Size, ETag: info.ETag, Time: p.Log.Clock.Now()}, p.Setup.Account, p.Setup.Region), nil
}

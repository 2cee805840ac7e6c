package sns

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"inflight/aws/local/policy"
	"inflight/aws/local/wire"
)

const (
	maxMessage = 256 << 10 // bytes of a message with its attributes
	maxSubject = 100       // characters
)

// message is what Publish and the entries of PublishBatch have in common.
type message struct {
	ID                     string           `json:"Id"` // of a batch's entry
	Message                string           `json:"Message"`
	Subject                *string          `json:"Subject"`
	MessageStructure       string           `json:"MessageStructure"`
	MessageAttributes      []namedAttribute `json:"MessageAttributes"      query:"MessageAttributes.entry"`
	MessageGroupID         string           `json:"MessageGroupId"`
	MessageDeduplicationID string           `json:"MessageDeduplicationId"`
}

// publishInput is where Publish publishes to. What it publishes is a message,
// read from the same call.
type publishInput struct {
	TopicArn    string `json:"TopicArn"`
	TargetArn   string `json:"TargetArn"`
	PhoneNumber string `json:"PhoneNumber"`
}

type publishOutput struct {
	MessageID      string `json:"MessageId"`
	SequenceNumber string `json:"SequenceNumber"`
}

// notification is a message on its way to the subscribers of a topic.
type notification struct {
	topicARN, topicName, displayName string
	signatureVersion                 string
	id                               string
	at                               time.Time
	subject                          string
	text                             string            // what a protocol is sent that has no text of its own
	texts                            map[string]string // by protocol
	attributes                       map[string]Attribute
	group, dedup, sequence           string
	trace                            string // what its publisher's request was part of, "" for none
	size                             int    // bytes of message and attributes
}

// textFor is what a protocol is sent.
func (n *notification) textFor(protocol string) string {
	if text, ok := n.texts[protocol]; ok {
		return text
	}
	return n.text
}

// publish sends a message to the subscribers of a topic.
//
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
func (s *Service) publish(ctx context.Context, in *publishInput) (*publishOutput, error) {
	arn := orElse(in.TopicArn, in.TargetArn)
	switch {
	case in.PhoneNumber != "":
		return nil, notBuilt("PhoneNumber", "text messages")
	case arn == "":
		return nil, invalid("TopicArn or TargetArn Reason: no value for required parameter")
	case strings.Contains(arn, ":endpoint/"):
		return nil, notBuilt("TargetArn", "mobile push endpoints")
	}
	m := new(message)
	if err := wire.CallFrom(ctx).Decode(m); err != nil {
		return nil, err
	}
	return s.publishMessage(ctx, arn, m)
}

func (s *Service) publishMessage(ctx context.Context, arn string, m *message) (*publishOutput, error) {
	n, err := m.validate()
	if err != nil {
		return nil, err
	}
	return s.publishTo(ctx, arn, n, nil)
}

// PublishFrom publishes a message for another service of AWS, such as
// events.amazonaws.com, and for a resource of it, such as a rule, if the
// topic's policy allows sns:Publish to both. The errors are *wire.Error:
// NotFound, AuthorizationError, or what Publish answers.
func (s *Service) PublishFrom(ctx context.Context, topicARN, principal, sourceARN, text string) error {
	n, err := (&message{Message: text}).validate()
	if err != nil {
		return err
	}
	_, err = s.publishTo(wire.WithCaller(ctx, wire.Service), topicARN, n, &policy.Request{
		Principal: principal, Action: "sns:Publish", Resource: topicARN, SourceARN: sourceARN, SourceAccount: s.account,
	})
	return err
}

// allows says whether a topic's policy lets a service do something.
func (t *topic) allows(r *policy.Request) error {
	if t.policy != nil && t.policy.Allows(*r) {
		return nil
	}
	return wire.Errorf("AuthorizationError", "User: %s is not authorized to perform: SNS:Publish on resource: %s "+
		"because no statement of the topic's policy allows it for %s", r.Principal, t.ARN, r.SourceARN).WithStatus(http.StatusForbidden)
}

// publishTo delivers n to the subscribers of a topic. A by that is not nil is
// a service, which needs the policy's leave.
func (s *Service) publishTo(ctx context.Context, arn string, n *notification, by *policy.Request) (*publishOutput, error) {
	if !s.begin() {
		return nil, errUnavailable
	}
	defer s.work.Done()
	if strings.HasSuffix(arn, ".fifo") {
		s.fifoTurn.Lock() // until the queues have it, so that messages arrive in order
		defer s.fifoTurn.Unlock()
	}
	// A publisher that hangs up after the message was taken takes nothing back.
	jobs, out, err := s.accept(context.WithoutCancel(ctx), arn, n, by)
	for _, j := range jobs {
		s.start(j)
	}
	return out, err
}

// accept takes a message for a topic and makes the jobs that deliver it.
func (s *Service) accept(ctx context.Context, arn string, n *notification, by *policy.Request) ([]*delivery, *publishOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.topicAt(arn)
	if err != nil {
		return nil, nil, err
	}
	if by != nil {
		if err := t.allows(by); err != nil {
			return nil, nil, err
		}
	}
	n.topicARN, n.topicName, n.displayName = t.ARN, t.name(), t.Attributes["DisplayName"]
	n.signatureVersion = orElse(t.Attributes["SignatureVersion"], "1")
	n.id, n.at = wire.NewRequestID(), s.now()
	if call := wire.CallFrom(ctx); call != nil {
		n.trace = call.Request.Header.Get("X-Amzn-Trace-Id")
	}
	earlier, err := t.number(n)
	if err != nil || earlier != nil {
		return nil, earlier, err
	}
	return s.jobsFor(ctx, t, n), &publishOutput{MessageID: n.id, SequenceNumber: n.sequence}, nil
}

// jobsFor is a job for each subscriber that wants the message. The lock is
// held.
func (s *Service) jobsFor(ctx context.Context, t *topic, n *notification) []*delivery {
	var jobs []*delivery
	for _, sub := range t.Subscriptions {
		if sub.State == confirmedState && sub.filter.wants(n, n.textFor(sub.Protocol)) {
			jobs = append(jobs, newJob(ctx, t, sub, n))
		}
	}
	return jobs
}

// validate validates a message as far as no topic is needed for it.
func (in *message) validate() (*notification, error) {
	attributes, size, err := attributeMap(in.MessageAttributes)
	if err != nil {
		return nil, err
	}
	n := &notification{
		text: in.Message, attributes: attributes, size: size + len(in.Message),
		group: in.MessageGroupID, dedup: in.MessageDeduplicationID,
	}
	switch {
	case in.Message == "":
		return nil, invalid("Empty message")
	case n.size > maxMessage:
		return nil, invalid("Message too long")
	case !utf8.ValidString(in.Message):
		return nil, invalid("Message Reason: it is not valid UTF-8")
	}
	if in.Subject != nil {
		if n.subject = *in.Subject; !validSubject(n.subject) {
			return nil, invalid("Subject")
		}
	}
	switch in.MessageStructure {
	case "":
		return n, nil
	case "json":
		return n, n.structure(in.Message)
	default:
		return nil, invalid("Invalid MessageStructure value: %s", in.MessageStructure)
	}
}

// validSubject: printable ASCII that begins with a letter, a digit or a
// punctuation mark.
func validSubject(subject string) bool {
	outside := strings.ContainsFunc(subject, func(r rune) bool { return r < ' ' || r > '~' })
	return subject != "" && subject[0] != ' ' && len(subject) <= maxSubject && !outside
}

// structure reads a message that has a text for each protocol.
func (n *notification) structure(text string) error {
	var texts map[string]any
	if err := json.Unmarshal([]byte(text), &texts); err != nil || texts == nil {
		return invalid("Message Structure - JSON message body failed to parse")
	}
	n.texts = make(map[string]string, len(texts))
	for protocol, value := range texts {
		if s, ok := value.(string); ok {
			n.texts[protocol] = s // what is no text is passed over, as AWS does
		}
	}
	if n.text = n.texts["default"]; n.text == "" {
		return invalid("Message Structure - No default entry in JSON message body")
	}
	return nil
}

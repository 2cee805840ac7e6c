package sqs

import (
	"context"
	"crypto/md5"
	"time"

	"inflight/aws/local/wire"
)

// outgoing is a message as its sender gives it.
type outgoing struct {
	MessageBody             string               `json:"MessageBody"`
	DelaySeconds            *int                 `json:"DelaySeconds"`
	MessageAttributes       map[string]Attribute `json:"MessageAttributes"       query:"MessageAttribute,Name,Value"`
	MessageSystemAttributes map[string]Attribute `json:"MessageSystemAttributes" query:"MessageSystemAttribute,Name,Value"`
	MessageDeduplicationID  *string              `json:"MessageDeduplicationId"`
	MessageGroupID          *string              `json:"MessageGroupId"`
}

type sendMessageInput struct {
	QueueURL string `json:"QueueUrl"`
	outgoing
}

type sendMessageBatchInput struct {
	QueueURL string      `json:"QueueUrl"`
	Entries  []sendEntry `json:"Entries" query:"SendMessageBatchRequestEntry"`
}

type sendEntry struct {
	ID string `json:"Id"`
	outgoing
}

func (e sendEntry) entryID() string { return e.ID }

// sent is the answer to one message.
type sent struct {
	MessageID                    string `json:"MessageId"`
	MD5OfMessageBody             string `json:"MD5OfMessageBody"`
	MD5OfMessageAttributes       string `json:"MD5OfMessageAttributes,omitempty"`
	MD5OfMessageSystemAttributes string `json:"MD5OfMessageSystemAttributes,omitempty"`
	SequenceNumber               string `json:"SequenceNumber,omitempty"`
}

type sentEntry struct {
	ID string `json:"Id"`
	sent
}

type sendMessageBatchOutput struct {
	Successful []sentEntry   `json:"Successful,omitempty" query:"SendMessageBatchResultEntry"`
	Failed     []FailedEntry `json:"Failed,omitempty"     query:"BatchResultErrorEntry"`
}

func (s *Service) sendMessage(ctx context.Context, in *sendMessageInput) (*sent, error) {
	d, err := in.prepare(s.account)
	if err != nil {
		return nil, err
	}
	d.traceBy(ctx)
	var out sent
	err = s.transact(ctx, func(t *transaction) error {
		q, err := t.queueByURL(in.QueueURL)
		if err != nil {
			return err
		}
		out, err = q.send(t, d)
		return err
	})
	return &out, err
}

func (s *Service) sendMessageBatch(ctx context.Context, in *sendMessageBatchInput) (*sendMessageBatchOutput, error) {
	if err := checkBatch(in.Entries); err != nil {
		return nil, err
	}
	total := 0
	for i := range in.Entries {
		total += in.Entries[i].size()
	}
	if total > maxBatchBytes {
		return nil, batchError("BatchRequestTooLong", "Batch requests cannot be longer than %d bytes. You have sent %d bytes.", maxBatchBytes, total)
	}
	// What needs no lock is done before it is taken.
	drafts := make([]draft, len(in.Entries))
	faults := make([]error, len(in.Entries))
	for i := range in.Entries {
		drafts[i], faults[i] = in.Entries[i].prepare(s.account)
		drafts[i].traceBy(ctx)
	}
	out := &sendMessageBatchOutput{Successful: make([]sentEntry, 0, len(drafts))}
	err := s.transact(ctx, func(t *transaction) error {
		q, err := t.queueByURL(in.QueueURL)
		if err != nil {
			return err
		}
		if err := in.validateFor(q); err != nil {
			return err
		}
		for i, d := range drafts {
			answer, err := sent{}, faults[i]
			switch {
			case err != nil:
			case d.size > q.maxSize:
				err = invalid("One or more parameters cannot be validated. Reason: Message must be shorter than %d bytes.", q.maxSize)
			default:
				answer, err = q.send(t, d)
			}
			if err != nil {
				out.Failed = append(out.Failed, failure(in.Entries[i].ID, err))
				continue
			}
			out.Successful = append(out.Successful, sentEntry{ID: in.Entries[i].ID, sent: answer})
		}
		return nil
	})
	return out, err
}

// validateFor says what fails a batch as a whole on its queue. On a FIFO queue that
// is an entry without a group, or without what it is deduplicated by.
func (in *sendMessageBatchInput) validateFor(q *queue) error {
	if !q.fifo {
		return nil
	}
	for i := range in.Entries {
		e := &in.Entries[i]
		switch {
		case e.MessageGroupID == nil:
			return invalid("%s", missing("MessageGroupId").Message)
		case e.MessageDeduplicationID == nil && !q.contentDedup:
			return errNoDeduplication
		}
	}
	return nil
}

// draft is a message that is ready to be sent to any queue.
type draft struct {
	content
	delay  *int
	answer sent // but for what the queue adds
	size   int
}

// traceHeader is the header of a request that says which trace it is part of.
const traceHeader = "X-Amzn-Trace-Id"

// traceBy gives a message without a trace of its own that of the request it was
// sent in.
//
// https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html
func (d *draft) traceBy(ctx context.Context) {
	if d.trace != "" {
		return
	}
	if call := wire.CallFrom(ctx); call != nil {
		d.trace = traceOf(call.Request.Header.Get(traceHeader))
	}
}

// traceOf is a trace as a message can carry it; "" for one it cannot.
func traceOf(header string) string {
	if forbidden(header, "") != "" {
		return ""
	}
	return header
}

// prepare checks what does not depend on the queue and works out the checksums.
func (o *outgoing) prepare(sender string) (draft, error) {
	if err := o.validate(); err != nil {
		return draft{}, err
	}
	d := draft{
		content: content{
			body: o.MessageBody, attributes: o.MessageAttributes, sender: sender,
			trace: o.MessageSystemAttributes[traceAttribute].text(), bodyMD5: md5.Sum([]byte(o.MessageBody)),
		},
		delay: o.DelaySeconds, size: o.size(),
	}
	if o.MessageGroupID != nil {
		d.group = *o.MessageGroupID
	}
	if o.MessageDeduplicationID != nil {
		d.dedup = *o.MessageDeduplicationID
	}
	d.answer = sent{
		MD5OfMessageBody:             d.md5OfBody(),
		MD5OfMessageAttributes:       md5OfAttributes(o.MessageAttributes),
		MD5OfMessageSystemAttributes: md5OfAttributes(o.MessageSystemAttributes),
	}
	return d, nil
}

func (o *outgoing) validate() error {
	if o.MessageBody == "" {
		return missing("MessageBody")
	}
	if err := validateBody(o.MessageBody); err != nil {
		return err
	}
	if err := inRange("DelaySeconds", o.DelaySeconds, 0, maxDelay); err != nil {
		return err
	}
	if err := validateAttributes(o.MessageAttributes); err != nil {
		return err
	}
	if err := validateSystemAttributes(o.MessageSystemAttributes); err != nil {
		return err
	}
	for name, value := range map[string]*string{"MessageGroupId": o.MessageGroupID, "MessageDeduplicationId": o.MessageDeduplicationID} {
		if value == nil {
			continue
		}
		if err := validateToken(name, *value); err != nil {
			return err
		}
	}
	return nil
}

// size is what counts against MaximumMessageSize: the body and the attributes,
// but not the trace header.
func (o *outgoing) size() int {
	size := len(o.MessageBody)
	for name, a := range o.MessageAttributes {
		size += a.size(name)
	}
	return size
}

// send takes a message into the queue.
func (q *queue) send(t *transaction, d draft) (sent, error) {
	if d.size > q.maxSize {
		return sent{}, invalid("One or more parameters are invalid. Reason: Message must be shorter than %d bytes.", q.maxSize)
	}
	wait := q.delayTime
	if d.delay != nil {
		wait = time.Duration(*d.delay) * time.Second
	}
	m := &message{content: d.content, id: newMessageID(), sentAt: t.now, visibleAt: t.now.Add(wait)}
	if q.fifo {
		if d.delay != nil && *d.delay != 0 {
			return sent{}, invalidValue("DelaySeconds", *d.delay, "The request include parameter that is not valid for this queue type.")
		}
		m.visibleAt = t.now.Add(q.delayTime)
		if earlier, err := q.deduplicate(m); earlier != nil || err != nil {
			return answerFor(d, earlier), err
		}
	} else if d.dedup != "" {
		return sent{}, invalid("The request include parameter MessageDeduplicationId, that is not valid for this queue type.")
	}
	q.accept(t, m)
	d.answer.MessageID = m.id.String()
	if q.fifo {
		d.answer.SequenceNumber = sequenceNumber(m.seq)
	}
	return d.answer, nil
}

// answerFor answers a message that the queue has seen before.
func answerFor(d draft, earlier *accepted) sent {
	if earlier == nil {
		return sent{}
	}
	d.answer.MessageID = earlier.id.String()
	d.answer.SequenceNumber = sequenceNumber(earlier.seq)
	return d.answer
}

// deduplicate gives a message of a FIFO queue its deduplication id, and finds
// the one that was accepted with the same in the last five minutes.
func (q *queue) deduplicate(m *message) (*accepted, error) {
	switch {
	case m.group == "":
		return nil, missing("MessageGroupId")
	case m.dedup == "" && !q.contentDedup:
		return nil, errNoDeduplication
	case m.dedup == "":
		m.dedup = contentDedupID(m.body)
	}
	return q.dedup.seen[q.dedupKey(m)], nil
}

// accept puts a message that is new here into the queue.
func (q *queue) accept(t *transaction, m *message) {
	q.enter(t, m)
	if q.fifo {
		a := &accepted{key: q.dedupKey(m), id: m.id, seq: m.seq, until: t.now.Add(dedupPeriod)}
		q.dedup.remember(a)
		q.service.journal.putAccepted(q, a)
	}
	notify(t, Observer.MessageSent, MessageSent{
		QueueName: q.name, QueueARN: q.arn, MessageID: m.id.String(), Body: m.body, SentAt: m.sentAt, VisibleAt: m.visibleAt,
	})
}

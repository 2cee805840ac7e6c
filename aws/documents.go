package aws

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/pipeline"
)

// Documents are the documents of a stack that decide what arrives: the pattern of its
// rule and the policy of its queue. It is safe for use by many goroutines.
type Documents struct {
	c     *Clients
	owner string
	r     Resources
}

// Documents are those of a stack.
func (c *Clients) Documents(s Stack, r Resources) *Documents {
	return &Documents{c: c, owner: s.Owner(), r: r}
}

// Read reads a document, and whose it is.
func (d *Documents) Read(ctx context.Context, kind pipeline.DocumentKind) (pipeline.Document, error) {
	if kind == pipeline.PatternDocument {
		return d.readPattern(ctx)
	}
	return d.readPolicy(ctx)
}

func (d *Documents) readPattern(ctx context.Context) (doc pipeline.Document, err error) {
	doc = pipeline.Document{Kind: pipeline.PatternDocument, Name: d.r.Rule, Bus: d.r.Bus, Own: createdPattern(d.r.SourceBucket)}
	out, err := d.c.Events.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: &d.r.Rule, EventBusName: &d.r.Bus})
	if err != nil {
		return doc, fmt.Errorf("reading the event pattern of rule %s: %w", d.r.Rule, err)
	}
	doc.Text = deref(out.EventPattern)
	doc.Rest = pipeline.RuleRest{State: string(out.State), Description: deref(out.Description), Schedule: deref(out.ScheduleExpression), RoleARN: deref(out.RoleArn)}
	tags, err := (&build{c: d.c}).eventTags(ctx, deref(out.Arn))
	if err != nil {
		return doc, fmt.Errorf("reading the tags that say whose rule %s is: %w", d.r.Rule, err)
	}
	doc.Foreign = foreignTo(d.owner, tags)
	return doc, nil
}

func (d *Documents) readPolicy(ctx context.Context) (doc pipeline.Document, err error) {
	doc = pipeline.Document{Kind: pipeline.PolicyDocument, Name: d.r.Queue}
	if doc.Text, err = d.c.QueuePolicy(ctx, d.r.QueueURL); err != nil {
		return doc, err
	}
	// A policy that cannot be read is left alone: there is none of our own to put back.
	doc.Own, _ = withStatement(doc.Text, maySend(d.r.QueueARN, d.r.RuleARN))
	tags, err := d.c.SQS.ListQueueTags(ctx, &sqs.ListQueueTagsInput{QueueUrl: &d.r.QueueURL})
	if err != nil {
		return doc, queueError("reading the tags that say whose it is", d.r.Queue, err)
	}
	doc.Foreign = foreignTo(d.owner, tags.Tags)
	return doc, nil
}

// emptyEvent is an event that patterns can be tried on where none is known.
const emptyEvent = `{"account":"000000000000","source":"none","time":"2000-01-01T00:00:00Z","region":"us-east-1","resources":[],"detail-type":"none","detail":{}}`

// Check asks AWS about a text that is not set, and says what it means. A pattern is
// tried on the event of what is named; without one AWS only says whether it is a pattern.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html
func (d *Documents) Check(ctx context.Context, doc *pipeline.Document, text, event, name string) (says string, err error) {
	if err := doc.Check(text); err != nil {
		return "", err
	}
	if text = doc.Compact(text); doc.Kind == pipeline.PolicyDocument {
		return whoMaySend(doc.Name, text), nil
	}
	on := event
	if on == "" {
		on = emptyEvent
	}
	if on, err = withID(on); err != nil {
		return "", err
	}
	out, err := d.c.Events.TestEventPattern(ctx, &eventbridge.TestEventPatternInput{EventPattern: &text, Event: &on})
	switch {
	case err != nil:
		return "", fmt.Errorf("testing the pattern: %w", err)
	case event == "":
		return "EventBridge takes it as a pattern.", nil
	case out.Result:
		return fmt.Sprintf("It matches the event of %s.", name), nil
	}
	return fmt.Sprintf("It does not match the event of %s: the rule does not send such an event on.", name), nil
}

// withID gives an event the id that EventBridge gives to each.
func withID(event string) (string, error) {
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(event), &fields); err != nil {
		return "", fmt.Errorf("the event cannot be read: %w", err)
	}
	if fields["id"] == nil {
		fields["id"] = json.RawMessage(`"00000000-0000-0000-0000-000000000000"`)
	}
	text, err := json.Marshal(fields)
	return string(text), err
}

// Set sets a document to a text, unless it is somebody else's or has changed since it
// was read: then now is how it is. AWS knows no way to set it only if it is unchanged,
// so that a change in the moment between the two calls is lost.
func (d *Documents) Set(ctx context.Context, read *pipeline.Document, text string) (now pipeline.Document, err error) {
	if err := read.Check(text); err != nil {
		return *read, err
	}
	if now, err = d.Read(ctx, read.Kind); err != nil {
		return *read, err
	}
	switch {
	case now.Foreign != "":
		return now, fmt.Errorf("the %s is not this stack's, and stays as it is: %s", now.Of(), now.Foreign)
	case !sameJSON(now.Text, read.Text):
		return now, pipeline.ErrChangedMeanwhile
	}
	text = read.Compact(text)
	if now.Kind == pipeline.PolicyDocument {
		err = d.c.SetQueuePolicy(ctx, d.r.QueueURL, text)
	} else {
		err = d.putPattern(ctx, &now, text)
	}
	if unanswered(err) {
		if is, aerr := d.Read(ctx, now.Kind); aerr == nil && sameJSON(is.Text, text) {
			now, err = is, nil
		}
	}
	if err == nil {
		now.Text = text
		if now.Kind == pipeline.PolicyDocument {
			now.Own, _ = withStatement(text, maySend(d.r.QueueARN, d.r.RuleARN))
		}
	}
	return now, err
}

// putPattern puts the rule with another pattern. What it does not say of a rule
// EventBridge forgets, but for tags and targets.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
func (d *Documents) putPattern(ctx context.Context, doc *pipeline.Document, text string) error {
	set := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	_, err := d.c.Events.PutRule(ctx, &eventbridge.PutRuleInput{
		Name: &doc.Name, EventBusName: &doc.Bus, EventPattern: &text, State: types.RuleState(doc.Rest.State),
		Description: set(doc.Rest.Description), ScheduleExpression: set(doc.Rest.Schedule), RoleArn: set(doc.Rest.RoleARN),
	})
	if err != nil {
		return fmt.Errorf("setting the event pattern of rule %s: %w", doc.Name, err)
	}
	return nil
}

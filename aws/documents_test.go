package aws_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws"
	"inflight/pipeline"
	"inflight/pipeline/event"
)

// opened is a document of the default stack, as it is.
func opened(ctx context.Context, t *testing.T, d *aws.Documents, kind pipeline.DocumentKind) pipeline.Document {
	t.Helper()
	doc, err := d.Read(ctx, kind)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestADocumentIsSetAndPutBack(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		res, _ := p.create(t, aws.DefaultStack())
		d := p.Documents(aws.DefaultStack(), res)
		for kind, text := range map[pipeline.DocumentKind]string{
			pipeline.PatternDocument: "{\n  \"source\": [\"nobody\"]\n}",
			pipeline.PolicyDocument:  "",
		} {
			was := opened(t.Context(), t, d, kind)
			if was.Foreign != "" || was.Own != was.Text || was.Text == "" {
				t.Errorf("at first it is %+v", was)
			}
			now, err := d.Set(t.Context(), &was, text)
			if err != nil {
				t.Fatal(err)
			}
			if got := opened(t.Context(), t, d, kind); got != now || got.Text != was.Compact(text) || got.Rest != was.Rest {
				t.Errorf("set to %q it is %+v, and Set says %+v", text, got, now)
			}
			if _, err := d.Set(t.Context(), &now, now.Own); err != nil {
				t.Fatal(err)
			}
		}
		p.check(t, aws.DefaultStack()).only(t, aws.Unchanged)
	})
}

func TestADocumentThatSomebodyElseChangedMeanwhileIsNotOverwritten(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		res, _ := p.create(t, aws.DefaultStack())
		d := p.Documents(aws.DefaultStack(), res)
		for _, kind := range []pipeline.DocumentKind{pipeline.PatternDocument, pipeline.PolicyDocument} {
			mine, theirs := opened(t.Context(), t, d, kind), opened(t.Context(), t, d, kind)
			other := strings.Replace(theirs.Text, `"Version"`, `"Id":"theirs","Version"`, 1)
			if kind == pipeline.PatternDocument {
				other = `{"source":["theirs"]}`
			}
			if _, err := d.Set(t.Context(), &theirs, other); err != nil {
				t.Fatal(err)
			}
			now, err := d.Set(t.Context(), &mine, mine.Text)
			if !errors.Is(err, pipeline.ErrChangedMeanwhile) || !sameDocument(now.Text, other) {
				t.Errorf("%s: %v, and it is %q", kind, err, now.Text)
			}
			if got := opened(t.Context(), t, d, kind); !sameDocument(got.Text, other) {
				t.Errorf("%s is %q", kind, got.Text)
			}
			if _, err := d.Set(t.Context(), &now, mine.Text); err != nil {
				t.Errorf("asked again: %v", err)
			}
		}
	})
}

// sameDocument tells whether two documents say the same: moto writes a policy in its own way.
func sameDocument(a, b string) bool {
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}

func TestADocumentOfSomebodyElseIsNotSet(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		res, _ := p.create(t, aws.DefaultStack())
		d := p.Documents(aws.DefaultStack(), res)
		if _, err := p.SQS.UntagQueue(t.Context(), &sqs.UntagQueueInput{QueueUrl: &res.QueueURL, TagKeys: []string{aws.StackTag}}); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Events.UntagResource(t.Context(), &eventbridge.UntagResourceInput{ResourceARN: &res.RuleARN, TagKeys: []string{aws.StackTag}}); err != nil {
			t.Fatal(err)
		}
		for kind, text := range map[pipeline.DocumentKind]string{pipeline.PatternDocument: `{"source":["nobody"]}`, pipeline.PolicyDocument: ""} {
			was := opened(t.Context(), t, d, kind)
			if was.Foreign != "it has no tag inflight:stack" {
				t.Errorf("%s is foreign: %q", kind, was.Foreign)
			}
			if _, err := d.Set(t.Context(), &was, text); err == nil || !strings.Contains(err.Error(), "not this stack's") {
				t.Errorf("%s: %v", kind, err)
			}
			if got := opened(t.Context(), t, d, kind); got.Text != was.Text {
				t.Errorf("%s is %q", kind, got.Text)
			}
		}
	})
}

func TestAPatternIsTriedOnAnEventAndAPolicySaysWhoMaySend(t *testing.T) {
	inProcess(t, func(ctx context.Context, p *aws.Clients) { // moto 5.2 answers every pattern alike
		res, err := aws.DefaultStack().Create(ctx, p, nil)
		if err != nil {
			t.Fatal(err)
		}
		d := p.Documents(aws.DefaultStack(), res)
		image := event.ObjectCreated(event.ImageRef{Bucket: res.SourceBucket, Key: "cat.jpg", Size: 3}, p.Account, p.Region)
		pattern, policy := opened(ctx, t, d, pipeline.PatternDocument), opened(ctx, t, d, pipeline.PolicyDocument)
		for _, c := range []struct {
			doc               *pipeline.Document
			text, event, says string
		}{
			{&pattern, pattern.Text, image, "It matches the event of cat.jpg."},
			{&pattern, `{"source":["nobody"]}`, image, "It does not match the event of cat.jpg"},
			{&pattern, `{"source":["nobody"]}`, "", "takes it as a pattern"},
			{&policy, policy.Text, "", "rule " + res.Rule},
			{&policy, "", "", "no access policy"},
		} {
			if says, err := d.Check(ctx, c.doc, c.text, c.event, "cat.jpg"); err != nil || !strings.Contains(says, c.says) {
				t.Errorf("%s: %q, %v", c.text, says, err)
			}
		}
		for _, text := range []string{`{"source":"aws.s3"}`, `{"source":[{"nothing":1}]}`, "{", "[]", "{}", "", "null"} {
			if says, err := d.Check(ctx, &pattern, text, image, "cat.jpg"); err == nil {
				t.Errorf("%s is no pattern: %q", text, says)
			}
			if _, err := d.Set(ctx, &pattern, text); err == nil {
				t.Errorf("%s is set as a pattern", text)
			}
		}
		if got := opened(ctx, t, d, pipeline.PatternDocument); got != pattern {
			t.Errorf("it is %+v", got)
		}
	})
}

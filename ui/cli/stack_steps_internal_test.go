package cli

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"inflight/aws"
	"inflight/aws/gatetest"
	"inflight/aws/local"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

func TestEachStepOfSettingUpIsAPlainSentence(t *testing.T) {
	for want, step := range map[string]aws.Step{
		"created the queue practiceQ":                                                  {Kind: "queue", Name: "practiceQ", Outcome: aws.Created},
		"found the queue practiceQ, as it should be":                                   {Kind: "queue", Name: "practiceQ", Outcome: aws.Unchanged},
		"changed the queue practiceQ (VisibilityTimeout)":                              {Kind: "queue", Name: "practiceQ", Outcome: aws.Changed, Detail: "VisibilityTimeout"},
		"tagged the topic t: it is this stack's own from now on":                       {Kind: "topic", Name: "t", Outcome: aws.Adopted},
		"found the bucket b, which is not this stack's: it is used as it is":           {Kind: "bucket", Name: "b", Outcome: aws.Foreign},
		"found the rule r to differ (EventPattern): it is left as it is":               {Kind: "rule", Name: "r", Outcome: aws.Differs, Detail: "EventPattern"},
		"found no queue practiceQ yet":                                                 {Kind: "queue", Name: "practiceQ", Outcome: aws.ToCreate},
		"found the queue practiceQ to differ (VisibilityTimeout): it is to be changed": {Kind: "queue", Name: "practiceQ", Outcome: aws.ToChange, Detail: "VisibilityTimeout"},
		"found the topic t without a tag: it is to be this stack's own":                {Kind: "topic", Name: "t", Outcome: aws.ToAdopt},
		"created the lifecycle of the bucket b":                                        {Kind: "lifecycle", Name: "b", Outcome: aws.Created},
		"deleted the queue practiceQ again":                                            {Kind: "queue", Name: "practiceQ", Outcome: aws.Undone},
		"waits for the queue practiceQ (a queue of that name was deleted just now)":    {Kind: "queue", Name: "practiceQ", Outcome: aws.Waiting, Detail: "a queue of that name was deleted just now"},
	} {
		if got := stepInWords(step); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

// stepper sets a stack up on an embedded AWS, through a gate, and collects the
// events of its steps.
type stepper struct {
	gate    *gatetest.Gate
	clients *aws.Clients
}

func newStepper(t *testing.T) *stepper {
	t.Helper()
	server, err := local.New(local.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	s := &stepper{gate: &gatetest.Gate{Next: server.RoundTripper()}}
	access, secret := server.Credentials()
	s.clients, err = aws.Connect(t.Context(), aws.Options{
		Endpoint: "http://aws.test", Transport: http.RoundTripper(s.gate), AccessKey: access, SecretKey: secret,
		Account: local.DefaultAccount, Region: local.DefaultRegion, Tap: func(aws.Call) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// setUp sets the stack up, and returns the events of its steps.
func (s *stepper) setUp(t *testing.T, stack aws.Stack, rules aws.Rules) ([]event.Event, *steps, error) {
	t.Helper()
	log := &event.Log{}
	r := log.NewReader()
	told := &steps{log: log, stack: stack}
	_, err := stack.CreateWatched(t.Context(), s.clients, rules, told.watch(nil))
	return r.Take(nil), told, err
}

// texts are what events say, with the operation.
func texts(events []event.Event) []string {
	var all []string
	for _, e := range events {
		b := pipelinetest.As[event.StackStep](e)
		all = append(all, strings.TrimSpace(b.Text+" "+b.Operation))
	}
	return all
}

func TestEachCallThatSetsTheStackUpIsAStepInWords(t *testing.T) {
	s := newStepper(t)
	stack := aws.DefaultStack()
	stack.Bus, stack.Emails = "own", []string{"a@example.com"}
	stack = stack.Named()
	events, told, err := s.setUp(t, stack, aws.Rules{Change: true})
	if err != nil {
		t.Fatal(err)
	}
	got := texts(events)
	for _, want := range []string{
		"found no queue practiceQ yet",
		"created the event bus own CreateEventBus",
		"created the dead-letter queue practiceDLQ, for what practiceQ gives up CreateQueue",
		"put the rule HD-image-upload-trigger: it matches each new object of the bucket naa-hd-image-source PutRule",
		"created the queue practiceQ: its policy lets the rule HD-image-upload-trigger send to it; after 3 receives a message goes to practiceDLQ CreateQueue",
		"made practiceQ a target of the rule HD-image-upload-trigger PutTargets",
		"created the topic naa-hd-thumbnails CreateTopic",
		"subscribed a@example.com to the topic naa-hd-thumbnails Subscribe",
		"created the bucket naa-hd-thumbnails CreateBucket",
		"tagged the bucket naa-hd-thumbnails: it is this stack's own from now on PutBucketTagging",
		"blocked public access to the bucket naa-hd-image-source PutPublicAccessBlock",
		"told S3 what to delete from the bucket naa-hd-thumbnails, and when PutBucketLifecycleConfiguration",
		"let S3 tell EventBridge what happens in the bucket naa-hd-image-source PutBucketNotificationConfiguration",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("nothing says %q", want)
		}
	}
	if t.Failed() {
		t.Log(strings.Join(got, "\n"))
	}
	if n := strings.Count(strings.Join(got, "\n"), "created the queue practiceQ"); n != 1 {
		t.Errorf("creating the queue is said %d times", n)
	}
	if sum := told.sum(); sum != "the stack is there: 16 parts created" {
		t.Errorf("it sums up: %q", sum)
	}

	// On what is there, each part is found, and nothing is done.
	events, told, err = s.setUp(t, stack, aws.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		b := pipelinetest.As[event.StackStep](e)
		if b.Operation != "" || b.Outcome != event.StepThere || !strings.HasSuffix(b.Text, ", as it should be") {
			t.Errorf("on what is there it says %q (%s, %s)", b.Text, b.Operation, b.Outcome)
		}
	}
	if sum := told.sum(); sum != "the stack is there: 16 parts found as they should be" {
		t.Errorf("it sums up: %q", sum)
	}

	// What differs is left as it is, or changed, as the rules say.
	stack.VisibilityTimeout *= 2
	events, told, err = s.setUp(t, stack, aws.Rules{})
	if want := "found the queue practiceQ to differ (VisibilityTimeout): it is left as it is"; err != nil || !slices.Contains(texts(events), want) {
		t.Errorf("%v: nothing says %q of %q", err, want, texts(events))
	}
	if sum := told.sum(); sum != "the stack is there: 15 parts found as they should be, 1 left as they are" {
		t.Errorf("it sums up: %q", sum)
	}
	events, told, err = s.setUp(t, stack, aws.Rules{Change: true})
	if want := "changed the queue practiceQ (VisibilityTimeout) SetQueueAttributes"; err != nil || !slices.Contains(texts(events), want) {
		t.Errorf("%v: nothing says %q of %q", err, want, texts(events))
	}
	if sum := told.sum(); sum != "the stack is there: 15 parts found as they should be, 1 changed" {
		t.Errorf("it sums up: %q", sum)
	}
}

// changes tells whether an operation, such as "sqs:CreateQueue", changes something.
func changes(operation string) bool {
	_, name, _ := strings.Cut(operation, ":")
	return !slices.ContainsFunc([]string{"Get", "List", "Head", "Describe"}, func(asks string) bool { return strings.HasPrefix(name, asks) })
}

func TestAStepIsSaidWhenItIsDoneAndNotBefore(t *testing.T) {
	s := newStepper(t)
	log := &event.Log{}
	r := log.NewReader()
	said, done := 0, 0
	look := func() {
		for _, e := range r.Take(nil) {
			if pipelinetest.As[event.StackStep](e).Operation != "" {
				said++
			}
		}
	}
	s.gate.Refuse = func(operation string) bool {
		if look(); said != done {
			t.Errorf("at %s %d steps are said, and %d were done", operation, said, done)
		}
		if changes(operation) {
			done++
		}
		return false
	}
	told := &steps{log: log, stack: aws.DefaultStack().Named()}
	if _, err := told.stack.CreateWatched(t.Context(), s.clients, aws.Rules{}, told.watch(nil)); err != nil {
		t.Fatal(err)
	}
	if look(); said != done || done < 13 {
		t.Errorf("in the end %d steps are said, and %d were done", said, done)
	}
}

func TestWhatCannotBeSetUpIsNotSaidToBeDoneAndWhatIsUndoneIs(t *testing.T) {
	for _, refused := range []string{
		"sqs:CreateQueue", "events:PutRule", "events:PutTargets", "sns:CreateTopic", "s3:CreateBucket", "s3:PutPublicAccessBlock",
		"s3:PutBucketLifecycleConfiguration", "s3:PutBucketNotificationConfiguration",
	} {
		t.Run(refused, func(t *testing.T) {
			s := newStepper(t)
			met := false
			s.gate.Refuse = func(operation string) bool {
				met = met || operation == refused
				return operation == refused
			}
			events, _, err := s.setUp(t, aws.DefaultStack().Named(), aws.Rules{})
			undone := (*aws.UndoneError)(nil)
			if !met || !errors.As(err, &undone) {
				t.Fatalf("%s was asked for: %v; %v", refused, met, err)
			}
			standing := map[string]bool{}
			_, operation, _ := strings.Cut(refused, ":")
			for _, e := range events {
				e := pipelinetest.As[event.StackStep](e)
				if e.Operation == operation {
					t.Errorf("it says %q", e.Text)
				}
				if e.Resource == "queue" || e.Resource == "dead-letter queue" || e.Resource == "bucket" || e.Resource == "topic" || e.Resource == "rule" {
					standing[e.Resource+" "+e.Target] = e.Outcome == event.StepThere
				}
			}
			for thing, there := range standing {
				if there {
					t.Errorf("the %s is said to be there still: %q", thing, texts(events))
				}
			}
			if created := strings.Contains(strings.Join(texts(events), "\n"), "created the"); created != (undone.Became != "") {
				t.Errorf("something was created: %v, and it says %q", created, undone.Became)
			}
		})
	}
}

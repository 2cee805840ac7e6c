package eventbridge_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"inflight/aws/local/eventbridge"
)

// in keeps a service's state in a folder.
func in(dir string) func(*eventbridge.Config) {
	return func(c *eventbridge.Config) { c.Dir = dir }
}

// Line 45 of the behaviour list.
func TestBusesRulesAndTargetsSurvive(t *testing.T) {
	dir := t.TempDir()
	first := newWorld(t, in(dir))
	if _, err := first.client.CreateEventBus(t.Context(), &sdk.CreateEventBusInput{Name: new("images"), Tags: []types.Tag{{Key: new("k"), Value: new("v")}}}); err != nil {
		t.Fatal(err)
	}
	first.rule("images", "r", `{"source":["shop"]}`, transformed(`"<n>"`, map[string]string{"n": "$.detail.n"}))
	first.scheduled("tick", "rate(1 minute)")
	// The first is not closed: that is what is left after kill -9.
	second := newWorld(t, in(dir))
	e := entry(`{"n":"seven"}`)
	e.EventBusName = new("images")
	second.send(e)
	if got := second.targets.bodies(); got != "\"seven\"\n" {
		t.Errorf("got %q", got)
	}
	rule, err := second.client.DescribeRule(t.Context(), &sdk.DescribeRuleInput{Name: new("tick")})
	if err != nil || *rule.ScheduleExpression != "rate(1 minute)" {
		t.Errorf("the schedule is %+v, %v", rule, err)
	}
	tags, err := second.client.ListTagsForResource(t.Context(), &sdk.ListTagsForResourceInput{ResourceARN: new(busARN + "images")})
	if err != nil || len(tags.Tags) != 1 {
		t.Errorf("tags %v, %v", tags, err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 1 {
		t.Errorf("files %v, %v", left, err)
	}
}

func TestWithAFolderAnEventIsAcknowledgedWhenItsTargetsHaveIt(t *testing.T) {
	w := newWorld(t, in(t.TempDir()))
	if _, err := w.client.CreateEventBus(t.Context(), &sdk.CreateEventBusInput{Name: new("images")}); err != nil {
		t.Fatal(err)
	}
	w.rule("default", "r", `{"source":["shop"]}`, to(queueARN), types.Target{Id: new("two"), Arn: new(busARN + "images")})
	w.rule("images", "r", `{"source":["shop"]}`, to(queueARN+"2"))
	for i := 1; i <= 20; i++ {
		w.send(entry(`{}`))
		if got := len(w.targets.all()); got != 2*i {
			t.Fatalf("%d deliveries after %d events", got, i)
		}
	}
	w.targets.fail(queueARN, busy)
	w.send(entry(`{}`)) // a target that is busy does not hold it up
}

func TestWaitingForTheTargetsEndsWithTheContext(t *testing.T) {
	release := make(chan struct{})
	w := newWorld(t, in(t.TempDir()), func(c *eventbridge.Config) { c.Queues = stuck(release) })
	w.rule("default", "r", `{"source":["aws.s3"]}`, to(queueARN))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := w.service.PutServiceEvent(ctx, eventbridge.Event{Source: "aws.s3", Detail: []byte(`{}`)})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	close(release)
}

// stuck is a QueueSender that waits for a channel.
type stuck chan struct{}

// SendToQueue waits.
func (s stuck) SendToQueue(context.Context, eventbridge.TargetEvent) error {
	<-s
	return nil
}

func TestADamagedFileIsNamed(t *testing.T) {
	for _, content := range []string{
		`{`, `[]`, `{"default":null}`, `{"default":{}}`, `{"default":{"Name":"default","Rules":{"r":null},"Tags":{}}}`,
		`{"default":{"Name":"default","Rules":{"r":{"Name":"r","Targets":{},"Tags":{},"Pattern":"{"}},"Tags":{}}}`,
		`{"default":{"Name":"default","Rules":{"r":{"Name":"r","Targets":{"t":{}},"Tags":{}}},"Tags":{}}}`,
		`{"default":{"Name":"default","Rules":{"r":{"Name":"r","Targets":{},"Tags":{},"Pattern":"{\"a\":[\"b\"]}","Schedule":"never"}},"Tags":{}}}`,
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, "events.json")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := eventbridge.New(eventbridge.Config{Dir: dir})
		if err == nil {
			t.Errorf("%s was read as good", content)
			_ = s.Close()
			continue
		}
		if !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%s: the error is %v", content, err)
		}
	}
}

package eventbridge_test

import (
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"inflight/aws/local/eventbridge"
)

// scheduled puts a rule with a schedule and a queue.
func (w *world) scheduled(name, expression string) {
	w.t.Helper()
	if _, err := w.client.PutRule(w.t.Context(), &sdk.PutRuleInput{Name: &name, ScheduleExpression: &expression}); err != nil {
		w.t.Fatal(err)
	}
	w.put("default", name, to(queueARN))
}

func TestARateRunsARuleAgainAndAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		start := time.Now()
		w.scheduled("tick", "rate(5 minutes)")
		time.Sleep(16 * time.Minute)
		synctest.Wait()
		got := w.targets.all()
		if len(got) != 3 {
			t.Fatalf("sent %v", got)
		}
		for i, d := range got {
			var e eventbridge.Event
			if err := json.Unmarshal([]byte(d.Body), &e); err != nil {
				t.Fatal(err)
			}
			due := start.Add(time.Duration(i+1) * 5 * time.Minute).UTC().Format(time.RFC3339)
			if e.Time != due || e.Source != "aws.events" || e.DetailType != "Scheduled Event" || string(e.Detail) != "{}" ||
				len(e.Resources) != 1 || e.Resources[0] != ruleARN+"tick" {
				t.Errorf("event %d is %s, want it at %s", i, d.Body, due)
			}
		}
		matched, _ := w.seen.all()
		if len(matched) != 3 || matched[0].Rule != "tick" {
			t.Errorf("matched %+v", matched)
		}
		out, err := w.client.DescribeRule(t.Context(), &sdk.DescribeRuleInput{Name: new("tick")})
		if err != nil || *out.ScheduleExpression != "rate(5 minutes)" || out.EventPattern != nil {
			t.Errorf("described as %+v, %v", out, err)
		}
		w.close()
	})
}

func TestAScheduleStopsWhileItsRuleIsDisabledAndWhenItIsDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.scheduled("tick", "rate(1 minute)")
		name := new("tick")
		count := func(what string, want int) {
			t.Helper()
			time.Sleep(3*time.Minute + time.Second)
			synctest.Wait()
			if got := len(w.targets.all()); got != want {
				t.Errorf("%s: %d sent, want %d", what, got, want)
			}
		}
		count("enabled", 3)
		_, err := w.client.DisableRule(t.Context(), &sdk.DisableRuleInput{Name: name})
		wantCode(t, "disable", err, "")
		count("disabled", 3)
		_, err = w.client.EnableRule(t.Context(), &sdk.EnableRuleInput{Name: name})
		wantCode(t, "enable", err, "")
		count("enabled again", 6)
		_, err = w.client.RemoveTargets(t.Context(), &sdk.RemoveTargetsInput{Rule: name, Ids: []string{"one"}})
		wantCode(t, "remove", err, "")
		_, err = w.client.DeleteRule(t.Context(), &sdk.DeleteRuleInput{Name: name})
		wantCode(t, "delete", err, "")
		count("deleted", 6)
		w.close()
	})
}

func TestACronExpressionRunsARuleWhenItSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t) // the bubble begins on Saturday, 2000-01-01
		w.scheduled("noon", "cron(30 12 ? * MON-FRI *)")
		time.Sleep(7 * 24 * time.Hour)
		synctest.Wait()
		got := w.targets.all()
		if len(got) != 5 {
			t.Fatalf("%d in a week, want 5", len(got))
		}
		var e eventbridge.Event
		if err := json.Unmarshal([]byte(got[0].Body), &e); err != nil || e.Time != "2000-01-03T12:30:00Z" {
			t.Errorf("the first is at %s, %v", e.Time, err)
		}
		w.close()
	})
}

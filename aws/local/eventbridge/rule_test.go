package eventbridge_test

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// Line 33 of the behaviour list.
func TestARulesARNNamesItsBusUnlessThatIsTheDefault(t *testing.T) {
	w := newWorld(t)
	if _, err := w.client.CreateEventBus(t.Context(), &sdk.CreateEventBusInput{Name: new("images")}); err != nil {
		t.Fatal(err)
	}
	for bus, want := range map[string]string{"default": ruleARN + "r", "images": ruleARN + "images/r", busARN + "images": ruleARN + "images/r"} {
		out, err := w.client.PutRule(t.Context(), &sdk.PutRuleInput{Name: new("r"), EventBusName: &bus, EventPattern: new(`{"a":["b"]}`)})
		if err != nil || *out.RuleArn != want {
			t.Errorf("on %s: %v, %v, want %s", bus, out, err, want)
		}
	}
}

func TestARuleIsPutDescribedChangedAndListed(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	put := &sdk.PutRuleInput{Name: new("r"), EventPattern: new(`{"a":["b"]}`), Description: new("first"), State: types.RuleStateDisabled}
	if _, err := w.client.PutRule(ctx, put); err != nil {
		t.Fatal(err)
	}
	w.put("default", "r", to(queueARN))
	out, err := w.client.DescribeRule(ctx, &sdk.DescribeRuleInput{Name: new("r")})
	if err != nil {
		t.Fatal(err)
	}
	if out.State != types.RuleStateDisabled || *out.Description != "first" || *out.EventPattern != `{"a":["b"]}` ||
		*out.EventBusName != "default" || *out.CreatedBy != "000000000000" {
		t.Errorf("described as %+v", out)
	}
	put.Description, put.State = new("second"), types.RuleStateEnabled
	if _, err = w.client.PutRule(ctx, put); err != nil {
		t.Fatal(err)
	}
	rules, err := w.client.ListRules(ctx, &sdk.ListRulesInput{NamePrefix: new("r")})
	if err != nil || len(rules.Rules) != 1 || *rules.Rules[0].Description != "second" || rules.Rules[0].State != types.RuleStateEnabled {
		t.Errorf("listed as %+v, %v", rules, err)
	}
	targets, err := w.client.ListTargetsByRule(ctx, &sdk.ListTargetsByRuleInput{Rule: new("r")})
	if err != nil || len(targets.Targets) != 1 {
		t.Errorf("the targets did not stay: %+v, %v", targets, err)
	}
}

func TestOnlyAnEnabledRuleMatches(t *testing.T) {
	w := newWorld(t)
	w.rule("default", "r", `{"source":["shop"]}`, to(queueARN))
	_, err := w.client.DisableRule(t.Context(), &sdk.DisableRuleInput{Name: new("r")})
	wantCode(t, "disable", err, "")
	w.send(entry(`{"n":1}`))
	_, err = w.client.EnableRule(t.Context(), &sdk.EnableRuleInput{Name: new("r")})
	wantCode(t, "enable", err, "")
	sent := w.send(entry(`{"n":2}`))
	w.close()
	if matched, _ := w.seen.all(); len(matched) != 1 || matched[0].Event.ID != *sent.Entries[0].EventId || matched[0].Rule != "r" || matched[0].Bus != "default" {
		t.Errorf("matched %+v", matched)
	}
	if got := w.targets.all(); len(got) != 1 {
		t.Errorf("sent %v", got)
	}
}

func TestARuleIsDeletedWhenItHasNoTargets(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.rule("default", "r", `{"source":["shop"]}`, to(queueARN))
	_, err := w.client.DeleteRule(ctx, &sdk.DeleteRuleInput{Name: new("r")})
	wantCode(t, "delete with targets", err, "ValidationException")
	if _, err = w.client.RemoveTargets(ctx, &sdk.RemoveTargetsInput{Rule: new("r"), Ids: []string{"one", "unknown"}}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // deleting what is not there is no error
		_, err = w.client.DeleteRule(ctx, &sdk.DeleteRuleInput{Name: new("r")})
		wantCode(t, "delete", err, "")
	}
	for what, call := range map[string]func() error{
		"describe": func() error { _, err := w.client.DescribeRule(ctx, &sdk.DescribeRuleInput{Name: new("r")}); return err },
		"enable":   func() error { _, err := w.client.EnableRule(ctx, &sdk.EnableRuleInput{Name: new("r")}); return err },
		"disable":  func() error { _, err := w.client.DisableRule(ctx, &sdk.DisableRuleInput{Name: new("r")}); return err },
		"remove targets": func() error {
			_, err := w.client.RemoveTargets(ctx, &sdk.RemoveTargetsInput{Rule: new("r"), Ids: []string{"one"}})
			return err
		},
		"a bus that is not there": func() error {
			_, err := w.client.ListRules(ctx, &sdk.ListRulesInput{EventBusName: new("x")})
			return err
		},
	} {
		wantCode(t, what, call(), "ResourceNotFoundException")
	}
}

func TestARuleThatIsWrongIsRefused(t *testing.T) {
	w := newWorld(t)
	pattern := new(`{"a":["b"]}`)
	for what, in := range map[string]*sdk.PutRuleInput{
		"a name with a space":            {Name: new("a b"), EventPattern: pattern},
		"neither pattern nor schedule":   {Name: new("r")},
		"an unknown state":               {Name: new("r"), EventPattern: pattern, State: "ON"},
		"a schedule on another bus":      {Name: new("r"), EventBusName: new("x"), ScheduleExpression: new("rate(1 minute)")},
		"a schedule that says nothing":   {Name: new("r"), ScheduleExpression: new("every minute")},
		"a rate in the plural for one":   {Name: new("r"), ScheduleExpression: new("rate(1 minutes)")},
		"a rate in the singular for two": {Name: new("r"), ScheduleExpression: new("rate(2 minute)")},
		"a rate of nothing":              {Name: new("r"), ScheduleExpression: new("rate(0 minutes)")},
		"a rate that is endless":         {Name: new("r"), ScheduleExpression: new("rate(999999999999 days)")},
		"a rate in seconds":              {Name: new("r"), ScheduleExpression: new("rate(5 seconds)")},
		"a cron expression of five":      {Name: new("r"), ScheduleExpression: new("cron(0 12 * * ?)")},
		"both days named":                {Name: new("r"), ScheduleExpression: new("cron(0 12 * * * *)")},
		"no day named":                   {Name: new("r"), ScheduleExpression: new("cron(0 12 ? * ? *)")},
		"a minute too many":              {Name: new("r"), ScheduleExpression: new("cron(60 12 * * ? *)")},
		"a range that goes back":         {Name: new("r"), ScheduleExpression: new("cron(5-3 12 * * ? *)")},
		"an increment of nothing":        {Name: new("r"), ScheduleExpression: new("cron(5/0 12 * * ? *)")},
		"a sixth week":                   {Name: new("r"), ScheduleExpression: new("cron(0 12 ? * 2#6 *)")},
	} {
		_, err := w.client.PutRule(t.Context(), in)
		wantCode(t, what, err, "ValidationException")
	}
	_, err := w.client.PutRule(t.Context(), &sdk.PutRuleInput{Name: new("r"), EventBusName: new("x"), EventPattern: pattern})
	wantCode(t, "a bus that is not there", err, "ResourceNotFoundException")
}

package eventbridge_test

import (
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// The constraints are those of the model of the API, in the words of AWS's own
// validation.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
func TestWhatBreaksAConstraintOfTheAPIIsToldWithItsPlace(t *testing.T) {
	w := newWorld(t)
	w.rule("default", "r", `{"source":["shop"]}`)
	ctx := t.Context()
	const pattern = `Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+`
	long := strings.Repeat("x", 65)
	target := func(ids ...string) error {
		var targets []types.Target
		for _, id := range ids {
			targets = append(targets, types.Target{Id: &id, Arn: new(queueARN)})
		}
		_, err := w.client.PutTargets(ctx, &sdk.PutTargetsInput{Rule: new("r"), Targets: targets})
		return err
	}
	rule := func(in *sdk.PutRuleInput) error {
		in.EventPattern = new(`{"a":["b"]}`)
		_, err := w.client.PutRule(ctx, in)
		return err
	}
	bus := func(name string) error {
		_, err := w.client.CreateEventBus(ctx, &sdk.CreateEventBusInput{Name: &name})
		return err
	}
	for message, err := range map[string]error{
		"1 validation error detected: Value 'a b' at 'targets.1.member.id' failed to satisfy constraint: " + pattern:                                                target("a b"),
		"1 validation error detected: Value 'größe' at 'targets.3.member.id' failed to satisfy constraint: " + pattern:                                              target("a", "b", "größe"),
		"1 validation error detected: Value '" + long + "' at 'targets.1.member.id' failed to satisfy constraint: Member must have length less than or equal to 64": target(long),
		"2 validation errors detected: Value '/' at 'targets.1.member.id' failed to satisfy constraint: " + pattern +
			"; Value '?' at 'targets.2.member.id' failed to satisfy constraint: " + pattern: target("/", "?"),
		"1 validation error detected: Value 'my rule' at 'name' failed to satisfy constraint: " + pattern:                                                                                         rule(&sdk.PutRuleInput{Name: new("my rule")}),
		"1 validation error detected: Value 'on' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]": rule(&sdk.PutRuleInput{Name: new("r"), State: "on"}),
		"1 validation error detected: Value 'a/b' at 'name' failed to satisfy constraint: " + pattern:                                                                                             bus("a/b"),
		"1 validation error detected: Value '" + strings.Repeat("y", 257) + "' at 'name' failed to satisfy constraint: Member must have length less than or equal to 256":                         bus(strings.Repeat("y", 257)),
	} {
		wantMessage(t, message, err, "ValidationException", message)
	}
	if list, err := w.client.ListTargetsByRule(ctx, &sdk.ListTargetsByRuleInput{Rule: new("r")}); err != nil || len(list.Targets) != 0 {
		t.Errorf("there are targets all the same: %+v, %v", list, err)
	}
}

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
func TestASchedulesErrorSaysNoMoreThanAWSDoes(t *testing.T) {
	w := newWorld(t)
	for _, schedule := range []string{"rate(1 minutes)", "rate(minute)", "cron(0 12 * * ?)", "cron(61 * * * ? *)", "at(2026-01-01T00:00:00)", " rate(5 minutes)"} {
		_, err := w.client.PutRule(t.Context(), &sdk.PutRuleInput{Name: new("r"), ScheduleExpression: &schedule})
		wantMessage(t, schedule, err, "ValidationException", "Parameter ScheduleExpression is not valid.")
	}
}

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html
func TestTagsOfWhatIsNotThereAreRefusedForWhatItIs(t *testing.T) {
	w := newWorld(t)
	if _, err := w.client.CreateEventBus(t.Context(), &sdk.CreateEventBusInput{Name: new("photos")}); err != nil {
		t.Fatal(err)
	}
	for arn, message := range map[string]string{
		ruleARN + "nobody":        "Rule nobody does not exist on EventBus default.",
		ruleARN + "photos/nobody": "Rule nobody does not exist on EventBus photos.",
		ruleARN + "films/nobody":  "Event bus films does not exist.",
		busARN + "films":          "Event bus films does not exist.",
	} {
		_, list := w.client.ListTagsForResource(t.Context(), &sdk.ListTagsForResourceInput{ResourceARN: &arn})
		_, tag := w.client.TagResource(t.Context(), &sdk.TagResourceInput{ResourceARN: &arn, Tags: []types.Tag{{Key: new("a"), Value: new("b")}}})
		_, untag := w.client.UntagResource(t.Context(), &sdk.UntagResourceInput{ResourceARN: &arn, TagKeys: []string{"a"}})
		for _, err := range []error{list, tag, untag} {
			wantMessage(t, arn, err, "ResourceNotFoundException", message)
		}
	}
	w.rule("photos", "r", `{"source":["shop"]}`)
	if _, err := w.client.TagResource(t.Context(), &sdk.TagResourceInput{ResourceARN: new(ruleARN + "photos/r"), Tags: []types.Tag{{Key: new("a"), Value: new("b")}}}); err != nil {
		t.Errorf("a rule of another bus: %v", err)
	}
	_, err := w.client.ListTagsForResource(t.Context(), &sdk.ListTagsForResourceInput{ResourceARN: new("photos")})
	wantCode(t, "no ARN at all", err, "ValidationException")
}

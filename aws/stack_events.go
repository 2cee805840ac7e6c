package aws

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"inflight/pipeline/state"
)

// defaultBus is the bus that services of AWS send their events to.
const defaultBus = "default"

// bus is the bus that the rule is on.
func (s Stack) bus() string {
	if s.Bus == "" {
		return defaultBus
	}
	return s.Bus
}

// rule matches new objects of the source bucket.
func (b *build) rule() resource {
	return b.ruleOn(b.bus(), b.Rule, &b.res.RuleARN)
}

// target sends what the rule matches to the queue.
func (b *build) target() resource {
	return b.targetOf(b.bus(), b.Rule, b.Queue, func() types.Target {
		return types.Target{Id: &b.Queue, Arn: &b.res.QueueARN}
	})
}

// ownBus is a bus of one's own, and the rule by which the default bus forwards
// new objects to it; nothing where the default bus is enough.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html
func (b *build) ownBus() []resource {
	if b.Bus == "" {
		return nil
	}
	arn, forward := b.c.arn("events", "event-bus/"+b.Bus), b.forwardingRule()
	forwardARN := b.c.arn("events", "rule/"+forward)
	return []resource{b.eventBus(&arn), b.ruleOn(defaultBus, forward, &forwardARN), b.targetOf(defaultBus, forward, b.Bus, func() types.Target {
		t := types.Target{Id: &b.Bus, Arn: &arn}
		if b.BusRole != "" {
			t.RoleArn = &b.BusRole
		}
		return t
	})}
}

// forwardingRule is the name of the rule by which the default bus forwards.
func (s Stack) forwardingRule() string { return state.ForwardingRule(s.Rule, s.Bus) }

// eventBus is the bus itself; arn is where its ARN goes.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html
func (b *build) eventBus(arn *string) resource {
	look := func(ctx context.Context) (bool, []Change, error) {
		out, err := b.c.Events.DescribeEventBus(ctx, &eventbridge.DescribeEventBusInput{Name: &b.Bus})
		if noEvents(err) {
			return false, nil, nil
		}
		if err == nil && out.Arn != nil {
			*arn = *out.Arn
		}
		return err == nil, nil, err
	}
	create := func(ctx context.Context) error {
		_, err := b.c.Events.CreateEventBus(ctx, &eventbridge.CreateEventBusInput{Name: &b.Bus, Tags: eventTagList(b.newTags())})
		if hasCode(err, "ResourceAlreadyExistsException") {
			return fmt.Errorf("%w: %w", errMeanwhile, err)
		}
		return err
	}
	remove := func(ctx context.Context) error {
		_, err := b.c.Events.DeleteEventBus(ctx, &eventbridge.DeleteEventBusInput{Name: &b.Bus})
		return err
	}
	return resource{
		kind: "event bus", name: b.Bus, look: look, create: create, remove: remove,
		tags: func(ctx context.Context) (map[string]string, error) { return b.eventTags(ctx, *arn) },
		tag:  func(ctx context.Context, add map[string]string) error { return b.tagEvents(ctx, *arn, add) },
	}
}

// ruleOn is an enabled rule for new objects on a bus; arn is where its ARN goes.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
func (b *build) ruleOn(bus, name string, arn *string) resource {
	pattern := createdPattern(b.SourceBucket)
	look := func(ctx context.Context) (there bool, differs []Change, err error) {
		out, err := b.c.Events.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: &name, EventBusName: &bus})
		if noEvents(err) {
			return false, nil, nil
		}
		if err != nil {
			return false, nil, err
		}
		if out.Arn != nil {
			*arn = *out.Arn
		}
		if !sameJSON(deref(out.EventPattern), pattern) {
			differs = append(differs, Change{"EventPattern", deref(out.EventPattern), pattern, true})
		}
		if out.State == types.RuleStateDisabled {
			differs = append(differs, Change{"State", string(out.State), string(types.RuleStateEnabled), true})
		}
		return true, differs, nil
	}
	put := func(ctx context.Context, tags []types.Tag) error {
		_, err := b.c.Events.PutRule(ctx, &eventbridge.PutRuleInput{
			Name: &name, EventBusName: &bus, EventPattern: &pattern, State: types.RuleStateEnabled, Tags: tags,
			Description: new("New images in the bucket " + b.SourceBucket),
		})
		return err
	}
	remove := func(ctx context.Context) error {
		_, err := b.c.Events.DeleteRule(ctx, &eventbridge.DeleteRuleInput{Name: &name, EventBusName: &bus})
		return err
	}
	return resource{
		kind: "rule", name: name, look: look, remove: remove,
		create: func(ctx context.Context) error { return b.createRule(ctx, *arn, put) },
		change: func(ctx context.Context) error { return put(ctx, nil) },
		tags:   func(ctx context.Context) (map[string]string, error) { return b.eventTags(ctx, *arn) },
		tag:    func(ctx context.Context, add map[string]string) error { return b.tagEvents(ctx, *arn, add) },
	}
}

// createRule makes a rule with put, and makes sure that it is a new one. There is
// no call that creates a rule and fails where there is one: PutRule replaces it,
// and keeps its tags.
func (b *build) createRule(ctx context.Context, arn string, put func(context.Context, []types.Tag) error) error {
	if err := put(ctx, eventTagList(b.newTags())); err != nil {
		return err
	}
	tags, err := b.eventTags(looking(ctx), arn)
	if err == nil && tags[CreatedTag] != b.mark {
		return fmt.Errorf("%w, but its event pattern is ours now: look at it and set it right", errMeanwhile)
	}
	return err
}

// targetOf is a target of a rule. What it is, is asked for only when it is
// needed: by then its ARN is known.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
func (b *build) targetOf(bus, rule, name string, want func() types.Target) resource {
	look := func(ctx context.Context) (bool, []Change, error) {
		have, err := b.findTarget(ctx, bus, rule, name)
		if err != nil || have == nil {
			return false, nil, err
		}
		var differs []Change
		target := want()
		if old, arn := deref(have.Arn), deref(target.Arn); old != arn {
			differs = append(differs, Change{"Arn", old, arn, true})
		}
		if old, role := deref(have.RoleArn), deref(target.RoleArn); old != role {
			differs = append(differs, Change{"RoleArn", old, role, true})
		}
		return true, differs, nil
	}
	put := func(ctx context.Context) error {
		out, err := b.c.Events.PutTargets(ctx, &eventbridge.PutTargetsInput{
			Rule: &rule, EventBusName: &bus, Targets: []types.Target{want()},
		})
		if err == nil && len(out.FailedEntries) > 0 {
			f := out.FailedEntries[0]
			return fmt.Errorf("EventBridge refuses it as a target of rule %s: %s: %s", rule, deref(f.ErrorCode), deref(f.ErrorMessage))
		}
		return err
	}
	remove := func(ctx context.Context) error {
		_, err := b.c.Events.RemoveTargets(ctx, &eventbridge.RemoveTargetsInput{
			Rule: &rule, EventBusName: &bus, Ids: []string{name},
		})
		return err
	}
	return resource{kind: "target", name: name, of: "rule " + rule, essential: true, look: look, create: put, change: put, remove: remove}
}

// findTarget looks for a target by its id; nil is none. A rule has at most five.
func (b *build) findTarget(ctx context.Context, bus, rule, id string) (*types.Target, error) {
	out, err := b.c.Events.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{Rule: &rule, EventBusName: &bus})
	if noEvents(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for i := range out.Targets {
		if deref(out.Targets[i].Id) == id {
			return &out.Targets[i], nil
		}
	}
	return nil, nil
}

// noEvents reports whether EventBridge knows no such bus or rule.
func noEvents(err error) bool { return hasCode(err, "ResourceNotFoundException") }

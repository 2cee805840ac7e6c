package aws

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Create makes the account's resources what the stack says, and may be called
// again and again: what is there and the stack's own is kept, what differs in it
// is set. What is there and not its own is used as it is, or refused; then, and
// after any other error, nothing is left of what was created. report, which may
// be nil, is told of each resource as it comes to be; it is called from this
// goroutine.
func (s Stack) Create(ctx context.Context, c *Clients, report func(Step)) (Resources, error) {
	return s.CreateBy(ctx, c, Rules{Change: true}, report)
}

// CreateBy is Create under other rules.
func (s Stack) CreateBy(ctx context.Context, c *Clients, rules Rules, report func(Step)) (Resources, error) {
	p, err := s.Plan(ctx, c, rules)
	if err != nil {
		return Resources{}, err
	}
	return p.Apply(ctx, report)
}

// Check looks at each resource and changes nothing: report is told of each
// whether it is as the stack says, missing, not the stack's own, or in what it
// differs. The error is nil even then.
func (s Stack) Check(ctx context.Context, c *Clients, report func(Step)) (Resources, error) {
	p, err := s.Plan(ctx, c, Rules{Change: true})
	if err != nil {
		return Resources{}, err
	}
	if report == nil {
		return p.resources(), nil
	}
	for _, step := range p.Steps() {
		switch step.Outcome {
		case ToCreate:
			step.Outcome = Missing
		case ToChange:
			step.Outcome = Differs
			if len(step.Changes) == 1 && step.Changes[0].Setting == step.Kind { // the whole of it
				step.Outcome, step.Detail = Missing, ""
			}
		default:
		}
		report(step)
	}
	return p.resources(), nil
}

// Delete takes the stack away with everything in it: objects, messages,
// subscriptions. What is there and not the stack's own is kept, and told. What
// is not there is no error, and one that cannot be deleted does not keep the
// others; the errors are joined.
func (s Stack) Delete(ctx context.Context, c *Clients, report func(Step)) error {
	b, err := s.build(c, report)
	if err != nil {
		return err
	}
	var failed []error
	for _, t := range slices.Backward(b.removable()) {
		if err := b.takeAway(ctx, t); err != nil {
			failed = append(failed, b.explain("deleting", &t.resource, err))
		}
	}
	return errors.Join(failed...)
}

// Removable are the resources that Delete would delete, as Deleted, and those
// that it would keep, as Foreign. It changes nothing.
func (s Stack) Removable(ctx context.Context, c *Clients) ([]Step, error) {
	b, err := s.build(c, nil)
	if err != nil {
		return nil, err
	}
	var steps []Step
	for _, t := range b.removable() {
		if t.of != "" {
			continue
		}
		f, err := b.find(ctx, &t.resource, nil)
		switch {
		case err != nil:
			return nil, b.explain("checking", &t.resource, err)
		case f.there:
			step := Step{Kind: t.kind, Name: t.name, Outcome: Deleted, Whole: true}
			if f.owner != ours {
				step.Outcome, step.Detail = Foreign, keptBecause(f)
			}
			steps = append(steps, step)
		}
	}
	return steps, nil
}

// removable are the resources that can be deleted, each with its owner.
func (b *build) removable() []*part {
	var all []*part
	for _, r := range b.resources() {
		if r.remove != nil {
			all = append(all, &part{resource: r})
		}
	}
	return all
}

// takeAway deletes a resource if it is there and ours. A target is what its rule
// is.
func (b *build) takeAway(ctx context.Context, t *part) error {
	whole := &t.resource
	if t.of != "" {
		for _, r := range b.resources() {
			if r.id() == t.of {
				whole = &r
			}
		}
	}
	f, err := b.find(ctx, whole, nil)
	if err == nil && whole != &t.resource && f.there {
		f.there, _, err = t.look(looking(ctx))
	}
	switch {
	case err != nil:
		return err
	case !f.there:
		b.reportStep(&t.resource, Missing)
		return nil
	case f.owner != ours:
		b.report(Step{Kind: t.kind, Name: t.name, Outcome: Foreign, Detail: keptBecause(f), Whole: t.of == ""})
		return nil
	}
	if err := t.remove(ctx); err != nil && !isGone(err) {
		return err
	}
	b.reportStep(&t.resource, Deleted)
	return nil
}

// keptBecause says why something is not deleted.
func keptBecause(f found) string {
	if f.owner == anothers {
		return fmt.Sprintf("it is kept: it belongs to the stack %q", f.other)
	}
	return "it is kept: it has no tag " + StackTag
}

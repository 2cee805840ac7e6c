package aws

import (
	"context"
	"strings"
)

// Outcome is what was found of a resource, or done with it.
type Outcome string

// The outcomes there are.
const (
	// Created: it was not there, and now it is.
	Created Outcome = "created"
	// Changed: it was there and differed; now it is as it should be.
	Changed Outcome = "changed"
	// Unchanged: it is as it should be.
	Unchanged Outcome = "unchanged"
	// Missing: it is not there, and nobody was to create it.
	Missing Outcome = "missing"
	// Differs: it is there and not as it should be, and nobody was to change it.
	Differs Outcome = "differs"
	// Deleted: it is gone.
	Deleted Outcome = "deleted"
	// Waiting: AWS does not let it be done yet; the detail says why. Another
	// step of the same resource follows.
	Waiting Outcome = "waiting"
)

// Step tells of one resource of the stack.
type Step struct {
	Kind    string // "queue", "bucket", "rule", ...
	Name    string
	Outcome Outcome
	Detail  string // what differs or differed, or why it waits
}

// resource is one thing of the stack: how it is found, made, set and removed.
type resource struct {
	kind, name string
	// look reports whether it is there, and in what it differs.
	look func(context.Context) (there bool, differs []string, err error)
	// create makes it, after look has not found it.
	create func(context.Context) error
	// change sets what differs; nil where nothing can differ.
	change func(context.Context) error
	// remove deletes it; nil for what goes with its owner.
	remove func(context.Context) error
}

// build is one run over the resources of a stack.
type build struct {
	c *Clients
	Stack
	report func(Step)
	res    Resources // filled in as they are found and made
}

// build prepares a run. What AWS will call things is known before they are
// there; what it really calls them replaces that.
func (s Stack) build(c *Clients, report func(Step)) (*build, error) {
	s = s.complete()
	if err := s.validate(); err != nil {
		return nil, err
	}
	if report == nil {
		report = func(Step) {}
	}
	b := &build{c: c, Stack: s, report: report}
	b.res = Resources{
		SourceBucket:    s.SourceBucket,
		ThumbnailBucket: s.ThumbnailBucket,
		Queue:           s.Queue,
		DeadLetterQueue: s.DeadLetterQueue,
		Rule:            s.Rule,
		Bus:             b.bus(),
		QueueARN:        b.c.arn("sqs", s.Queue),
		DeadLetterARN:   b.c.arn("sqs", s.DeadLetterQueue),
		RuleARN:         b.c.arn("events", "rule/"+rulePath(b.bus(), s.Rule)),
		TopicARN:        b.c.arn("sns", s.Topic),
	}
	return b, nil
}

// resources are the parts of the stack in the order in which they are created:
// each after what it names, and the source's events last, so that none is lost.
// They are deleted the other way round.
func (b *build) resources() []resource {
	var all []resource
	all = append(all, b.ownBus()...)
	all = append(all, b.deadLetterQueue(), b.rule(), b.queue(), b.target())
	all = append(all, b.topic())
	all = append(all, b.subscriptions()...)
	all = append(all, b.bucket(b.ThumbnailBucket), b.accessBlock(b.ThumbnailBucket), b.thumbnailLifecycle())
	all = append(all, b.bucket(b.SourceBucket), b.accessBlock(b.SourceBucket), b.sourceLifecycle(), b.notification())
	return all
}

// settle makes a resource what it should be.
func (b *build) settle(ctx context.Context, r resource) error {
	there, differs, err := r.look(looking(ctx))
	if err != nil {
		return err
	}
	outcome := Unchanged
	if !there {
		if err := r.create(ctx); err != nil {
			return err
		}
		outcome = Created
		// Looking again tells its ARN, and what creating it did not set.
		if _, differs, err = r.look(looking(ctx)); err != nil {
			return err
		}
	}
	if len(differs) > 0 && r.change != nil {
		if err := r.change(ctx); err != nil {
			return err
		}
		if outcome == Unchanged {
			outcome = Changed
		}
	}
	if outcome != Changed {
		differs = nil
	}
	b.tell(r, outcome, differs...)
	return nil
}

// inspect only says what settle would find.
func (b *build) inspect(ctx context.Context, r resource) error {
	there, differs, err := r.look(looking(ctx))
	switch {
	case err != nil:
		return err
	case !there:
		b.tell(r, Missing)
	case len(differs) > 0:
		b.tell(r, Differs, differs...)
	default:
		b.tell(r, Unchanged)
	}
	return nil
}

// takeAway deletes a resource if it is there.
func (b *build) takeAway(ctx context.Context, r resource) error {
	if r.remove == nil {
		return nil
	}
	there, _, err := r.look(looking(ctx))
	if err != nil {
		return err
	}
	if !there {
		b.tell(r, Missing)
		return nil
	}
	if err := r.remove(ctx); err != nil {
		return err
	}
	b.tell(r, Deleted)
	return nil
}

func (b *build) tell(r resource, o Outcome, detail ...string) {
	b.report(Step{Kind: r.kind, Name: r.name, Outcome: o, Detail: strings.Join(detail, ", ")})
}

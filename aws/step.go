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
	// Adopted: it was there without a tag, and is the stack's own from now on.
	Adopted Outcome = "adopted"
	// Foreign: it is there and not the stack's own. It is used as it is, and
	// neither changed nor deleted.
	Foreign Outcome = "not ours"
	// Undone: it was created a moment ago, and is gone again, because another
	// part of the stack could not be created.
	Undone Outcome = "undone"
	// ToCreate, ToChange and ToAdopt are what a plan says before it is applied.
	ToCreate Outcome = "create"
	ToChange Outcome = "change"
	ToAdopt  Outcome = "adopt"
	// Deleted: it is gone.
	Deleted Outcome = "deleted"
	// Waiting: AWS does not let it be done yet; the detail says why. Another
	// step of the same resource follows.
	Waiting Outcome = "waiting"
)

// Step describes one resource of the stack.
type Step struct {
	Kind    string // "queue", "bucket", "rule", ...
	Name    string
	Outcome Outcome
	Detail  string // what differs or differed, or why it waits
	// Changes are the settings that differ, as they are and as they should be.
	Changes []Change
	// Whole is false for a part of something else, such as a bucket's lifecycle.
	Whole bool
	// Of is what a part is a part of, such as "rule r"; empty for a whole.
	Of string
	// Unfit is true of what is not the stack's own, and not as the pipeline needs
	// it; the detail says why.
	Unfit bool
}

// Change is a setting that is not as the stack says.
type Change struct {
	Setting   string
	Old, New  string // empty: there is none
	essential bool   // without it the pipeline does not run
}

// settings are the names of what changes.
func settings(changes []Change) string {
	names := make([]string, len(changes))
	for i, c := range changes {
		names[i] = c.Setting
	}
	return strings.Join(names, ", ")
}

// resource is one thing of the stack: how it is found, made, set and removed.
type resource struct {
	kind, name string
	// look reports whether it is there, and in what it differs.
	look func(context.Context) (there bool, differs []Change, err error)
	// create makes it, after look has not found it.
	create func(context.Context) error
	// change sets what differs; nil where nothing can differ.
	change func(context.Context) error
	// remove deletes it with all that is in it; nil for what goes with its owner.
	remove func(context.Context) error
	// undo deletes it a moment after it was created, and nothing that others
	// have put into it since; nil where remove is right for that, too.
	undo func(context.Context) error
	// tags are those it has, and tag adds some. Both are nil for a part of
	// something else, which belongs to whoever owns that.
	tags func(context.Context) (map[string]string, error)
	tag  func(context.Context, map[string]string) error
	// of is the id of what it is a part of.
	of string
	// essential is true of a part without which the pipeline does not run. It is
	// made where it is missing; any other part that is missing from something
	// that was there before is a change of that.
	essential bool
}

// id tells the resources of a stack apart.
func (r *resource) id() string { return r.kind + " " + r.name }

// build is one run over the resources of a stack.
type build struct {
	c *Clients
	Stack
	report func(Step)
	called func(Step, string) // nil: nobody wants to know of calls
	res    Resources          // filled in as they are found and made
	mark   string             // tells what this run created from what was there
}

// build prepares a run. What AWS will call things is known before they are
// there; what it really calls them replaces that.
func (s Stack) build(c *Clients, report func(Step)) (*build, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	s = s.Named()
	if report == nil {
		report = func(Step) {}
	}
	b := &build{c: c, Stack: s, report: report, mark: newMark()}
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

func (b *build) reportStep(r *resource, o Outcome, changes ...Change) {
	b.report(Step{Kind: r.kind, Name: r.name, Outcome: o, Detail: settings(changes), Changes: changes, Whole: r.of == "", Of: r.of})
}

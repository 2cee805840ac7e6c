package aws

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Rules say what a plan may do with what is there already. What belongs to
// somebody else is left alone under every rule.
type Rules struct {
	// Change lets what is the stack's own, and differs, be set.
	Change bool
	// Adopt takes in what has the stack's names and no tag, as earlier versions
	// made it.
	Adopt bool
}

// Plan is what is to be done to make the account what a stack says. Making it
// changes nothing.
type Plan struct {
	b     *build
	rules Rules
	parts []*part
}

// part is a resource with what was found of it.
type part struct {
	resource
	found
	todo    Outcome
	refusal string // why the plan cannot be applied
}

// found is how a resource is.
type found struct {
	there   bool
	differs []Change
	owner   ownership
	other   string // the stack that has it, if that is another
}

// ownership says whose a resource is.
type ownership int

const (
	absent   ownership = iota
	ours               // it has this stack's tag
	untagged           // nobody says so
	anothers           // it has another stack's tag
)

// Plan looks at each resource of the stack, and says what is to be done.
func (s Stack) Plan(ctx context.Context, c *Clients, rules Rules) (*Plan, error) {
	return s.plan(ctx, c, rules, nil)
}

// plan is Plan; found, unless it is nil, is given what was found of each part.
func (s Stack) plan(ctx context.Context, c *Clients, rules Rules, found func(Step)) (*Plan, error) {
	b, err := s.build(c, nil)
	if err != nil {
		return nil, err
	}
	p := &Plan{b: b, rules: rules}
	owners := map[string]*part{}
	for _, r := range b.resources() {
		t := &part{resource: r}
		if t.found, err = b.find(ctx, &t.resource, owners[r.of]); err != nil {
			return nil, b.explain("checking", &r, err)
		}
		owners[r.id()] = t
		p.decide(t, owners[r.of])
		p.parts = append(p.parts, t)
		if found != nil {
			found(t.step())
		}
	}
	return p, nil
}

// find looks at a resource. owner is what it is a part of; nil if it stands
// alone. Of what is not there no part is.
func (b *build) find(ctx context.Context, r *resource, owner *part) (f found, err error) {
	if owner != nil && !owner.there {
		return f, nil
	}
	if f.there, f.differs, err = r.look(looking(ctx)); err != nil {
		return f, err
	}
	switch {
	case owner != nil:
		f.owner, f.other = owner.owner, owner.other
	case f.there:
		f.owner, f.other, err = b.whose(ctx, r)
	}
	return f, err
}

// whose reads the tags of a resource that is there.
func (b *build) whose(ctx context.Context, r *resource) (_ ownership, other string, err error) {
	tags, err := r.tags(looking(ctx))
	if err != nil {
		return absent, "", fmt.Errorf("reading the tags that say whose it is: %w", err)
	}
	switch tag, tagged := tags[StackTag]; {
	case !tagged:
		return untagged, "", nil
	case tag != b.Owner():
		return anothers, tag, nil
	}
	return ours, "", nil
}

// decide says what is to be done with a part. owner is what it is a part of; nil
// if it stands alone.
func (p *Plan) decide(t, owner *part) {
	if t.owner == untagged && p.rules.Adopt {
		t.owner = ours
		if t.tags != nil {
			t.todo = ToAdopt
		}
	}
	partOfOurs := owner != nil && owner.there
	switch {
	case t.owner == untagged || t.owner == anothers:
		p.leave(t, owner)
	case !t.there && (!partOfOurs || t.essential):
		t.todo = ToCreate
	case !t.there:
		t.differs = []Change{{Setting: t.kind, New: "as the stack has it"}}
		p.change(t)
	case len(t.differs) > 0 && t.change != nil:
		p.change(t)
	case t.todo == "":
		t.todo = Unchanged
	}
}

// leave decides on a part of somebody else: it is used as it is, or refused.
func (p *Plan) leave(t, owner *part) {
	t.todo = Foreign
	switch why := t.unfit(); {
	case t.owner == anothers && owner == nil:
		t.refusal = fmt.Sprintf("the %s %s belongs to the stack %q", t.kind, t.name, t.other)
	case why != "" && (owner == nil || owner.refusal == ""):
		t.refusal = why
	}
}

// change decides on a part of ours that differs.
func (p *Plan) change(t *part) {
	if p.rules.Change {
		if t.todo == "" {
			t.todo = ToChange
		}
		return
	}
	t.todo = Differs
	for _, c := range t.differs {
		if c.essential {
			t.refusal = fmt.Sprintf("the %s %s is not as the pipeline needs it (%s): `inflight up` shows how, and mends it", t.kind, t.name, c.Setting)
			return
		}
	}
}

// unfit says why the pipeline cannot use something of others as it is; "" if it
// can.
func (t *part) unfit() string {
	if !t.there {
		if t.essential {
			return fmt.Sprintf("the %s is not this stack's, and it has no %s %s", t.of, t.kind, t.name)
		}
		return ""
	}
	var names []string
	for _, c := range t.differs {
		if c.essential {
			names = append(names, c.Setting)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("the %s %s is there and not this stack's, and it is not as the pipeline needs it (%s)", t.kind, t.name, strings.Join(names, ", "))
}

// Refused is an error where something stands in the way that is not ours to
// change. Then nothing is done.
func (p *Plan) Refused() error {
	var reasons []string
	adoptable, alien := false, false
	for _, t := range p.parts {
		if t.refusal != "" {
			reasons = append(reasons, t.refusal)
			adoptable = adoptable || t.owner == untagged
			alien = alien || t.owner != ours
		}
	}
	if len(reasons) == 0 {
		return nil
	}
	text := strings.Join(reasons, "; ") + "; nothing was created or changed"
	if alien {
		text += ": choose names of your own with --stack NAME"
	}
	if adoptable {
		text += ", or if an earlier inflight made them, take them in with `inflight up --adopt`"
	}
	return errors.New(text)
}

// Steps are what is to be done with each part, in order.
func (p *Plan) Steps() []Step {
	steps := make([]Step, len(p.parts))
	for i, t := range p.parts {
		steps[i] = t.step()
	}
	return steps
}

// step describes a part before anything is done with it.
func (t *part) step() Step {
	return Step{
		Kind: t.kind, Name: t.name, Outcome: t.todo, Detail: t.detail(), Changes: t.differs, Whole: t.of == "", Of: t.of, Unfit: t.refusal != "",
	}
}

// detail says more of what is found.
func (t *part) detail() string {
	switch {
	case t.refusal != "":
		return t.refusal
	case t.todo == Foreign && t.there:
		return "it is used as it is"
	}
	return settings(t.differs)
}

// resources are where the parts are found. What is not there yet has no URL.
func (p *Plan) resources() Resources {
	for _, t := range p.parts {
		if t.kind == deadLetterKind {
			p.b.res.DeadLetterForeign = t.todo == Foreign
		}
	}
	return p.b.res
}

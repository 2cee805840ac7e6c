package aws

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// errMeanwhile is the error for what was not there when it was looked for, and
// is there when it is to be created.
var errMeanwhile = errors.New("somebody else created it at the same moment; it stays as it is")

// undoLimit is how long undoing may take, also for one who was interrupted.
const undoLimit = 30 * time.Second

// Apply does what the plan says. report, which may be nil, is told of each
// resource as it comes to be; it is called from this goroutine. On an error,
// what was created before it is deleted again; what was changed stays changed,
// and is named.
func (p *Plan) Apply(ctx context.Context, report func(Step)) (Resources, error) {
	if err := p.Refused(); err != nil {
		return p.resources(), err
	}
	if report != nil {
		p.b.report = report
	}
	var done []*part
	for _, t := range p.parts {
		did, err := p.b.do(p.b.watched(ctx, t), t)
		if did || err != nil && t.todo == ToCreate { // the answer may be lost of what was done
			done = append(done, t)
		}
		if err != nil {
			err = p.b.explain("creating", &t.resource, err)
			return p.resources(), p.b.undo(ctx, done, err)
		}
	}
	return p.resources(), nil
}

// do does what is to be done with one part; did tells whether that is more than
// nothing.
func (b *build) do(ctx context.Context, t *part) (did bool, err error) {
	switch t.todo {
	case ToCreate:
		if did, err = b.makeNew(ctx, t); err != nil {
			return did, err
		}
		b.reportStep(&t.resource, Created)
		return true, nil
	case ToAdopt:
		if err := t.tag(ctx, map[string]string{StackTag: b.Owner()}); err != nil {
			return false, err
		}
		if len(t.differs) > 0 && t.change != nil {
			if err := t.change(ctx); err != nil {
				return true, err
			}
		}
		b.reportStep(&t.resource, Adopted, t.differs...)
		return true, nil
	case ToChange:
		if err := b.set(ctx, t); err != nil {
			return false, err
		}
		b.reportStep(&t.resource, Changed, t.differs...)
		return true, nil
	default:
		b.report(t.step())
		return false, nil
	}
}

// set changes what differs, or makes what is missing from something of ours.
func (b *build) set(ctx context.Context, t *part) error {
	if !t.there {
		return t.create(ctx)
	}
	return t.change(ctx)
}

// makeNew creates a resource. It looks once more before: planning and a
// person's answer take time. And it looks after: that tells the ARN, what
// creating did not set, and whether it is really ours.
func (b *build) makeNew(ctx context.Context, t *part) (did bool, err error) {
	there, _, err := t.look(looking(ctx))
	switch {
	case err != nil:
		return false, err
	case there && t.tags != nil:
		return false, errMeanwhile
	}
	// Who finds it there may have created it himself, with a try whose answer was lost.
	meanwhile := t.create(ctx)
	if meanwhile != nil && (t.tags == nil || !errors.Is(meanwhile, errMeanwhile)) {
		return false, meanwhile
	}
	if there, t.differs, err = t.look(looking(ctx)); err != nil {
		return true, err
	}
	if t.tags != nil {
		if !there {
			return false, errors.New("it was created, and is not there")
		}
		mine, err := b.isMine(ctx, &t.resource)
		if err == nil && !mine {
			err = cmp.Or(meanwhile, errMeanwhile)
		}
		if err != nil {
			return mine, err
		}
	}
	if len(t.differs) > 0 && t.change != nil {
		return true, t.change(ctx)
	}
	return true, nil
}

// isMine tells whether this run created a resource.
func (b *build) isMine(ctx context.Context, r *resource) (bool, error) {
	tags, err := r.tags(looking(ctx))
	return err == nil && tags[CreatedTag] == b.mark, err
}

// undo deletes what this run created, the last first, and adds to the error what
// became of it.
func (b *build) undo(ctx context.Context, done []*part, because error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoLimit)
	defer cancel()
	var stay, failed []string
	undone := 0
	for i := len(done) - 1; i >= 0; i-- {
		t := done[i]
		switch gone, err := b.undoOne(ctx, t); {
		case err != nil:
			failed = append(failed, fmt.Sprintf("%s %s (%v)", t.kind, t.name, err))
		case gone:
			undone++
			b.reportStep(&t.resource, Undone)
		case t.todo != ToCreate || t.of != "" && t.remove == nil && !b.undoneWith(done, t):
			stay = append(stay, t.kind+" "+t.name)
		}
	}
	var became []string
	if undone > 0 {
		became = append(became, "what had been created is deleted again")
	}
	if len(stay) > 0 {
		became = append(became, "changed, and left so: "+strings.Join(stay, ", "))
	}
	if len(failed) > 0 {
		became = append(became, "could not be deleted again: "+strings.Join(failed, ", "))
	}
	return &UndoneError{Err: because, Became: strings.Join(became, "; ")}
}

// undoneWith tells whether a part goes with its owner, which was created too.
func (b *build) undoneWith(done []*part, t *part) bool {
	for _, o := range done {
		if o.id() == t.of && o.todo == ToCreate {
			return true
		}
	}
	return false
}

// undoOne deletes a part that this run created; gone is false for what was only
// changed, or goes with its owner.
func (b *build) undoOne(ctx context.Context, t *part) (gone bool, err error) {
	if t.todo != ToCreate {
		return false, nil
	}
	remove := t.undo
	if remove == nil {
		remove = t.remove
	}
	if remove == nil {
		return false, nil
	}
	if there, _, err := t.look(looking(ctx)); err != nil || !there {
		return false, err
	}
	if t.tags != nil { // somebody may have deleted it, and made another, since
		mine, err := b.isMine(ctx, &t.resource)
		if err != nil || !mine {
			return false, err
		}
	}
	if err := remove(ctx); err != nil && !isGone(err) {
		return false, err
	}
	return true, nil
}

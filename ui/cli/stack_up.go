package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"inflight/aws"
)

// upFlags are the flags of `inflight up` besides those about the stack.
type upFlags struct{ yes, dryRun, adopt bool }

// newUp is the command `inflight up`.
func newUp(s Streams) *cobra.Command {
	var flags upFlags
	return stackCommand(&cobra.Command{
		Use:   "up",
		Short: "Create the stack on an AWS account, or set what differs",
		Long: `Create what the pipeline runs on: buckets, rule, queues and topic, each with
the tag ` + aws.StackTag + `. It may be run again: what differs from the flags is
shown, old and new, and set after a typed yes. What is there without this
stack's tag is used as it is, or refused; it is never changed. When a part
cannot be created, those created before it are deleted again.

--adopt takes in what an earlier inflight made, before there were tags. It
always asks.`,
		Example: `inflight up --aws --bucket-suffix me
# what it would do
inflight up --aws --dry-run
# a second stack in the same account
inflight up --aws --stack talk --bucket-suffix me`,
	}, func(set *stackSettings, f *pflag.FlagSet) {
		set.bind(f)
		f.BoolVar(&flags.yes, "yes", false, "set what differs without asking")
		f.BoolVar(&flags.dryRun, "dry-run", false, "show what would be done, and do nothing")
		f.BoolVar(&flags.adopt, "adopt", false, "take in what has the stack's names and no tag")
	}, func(ctx context.Context, set *stackSettings, clients *aws.Clients) error {
		return up(ctx, set.stack(), clients, flags, s)
	})
}

// up makes the account what the stack says, as far as a person agrees.
func up(ctx context.Context, stack aws.Stack, clients *aws.Clients, flags upFlags, s Streams) error {
	sayf(s.Err, "%s", whose(clients))
	plan, err := stack.Plan(ctx, clients, aws.Rules{Change: true, Adopt: flags.adopt})
	if err != nil {
		return err
	}
	show := printStep(s.Out)
	if flags.dryRun {
		for _, step := range plan.Steps() {
			show(step)
			showChanges(s.Out, step)
		}
		if err := plan.Refused(); err != nil {
			return err
		}
		sayf(s.Err, "nothing was done: --dry-run")
		return nil
	}
	if err := plan.Refused(); err != nil {
		return err
	}
	if err := consent(ctx, plan.Steps(), flags, s); err != nil {
		return err
	}
	foreign := 0
	_, err = plan.Apply(ctx, func(step aws.Step) {
		if step.Outcome == aws.Foreign && step.Whole {
			foreign++
		}
		show(step)
	})
	if err == nil && foreign > 0 {
		sayf(s.Err, "%s not this stack's: used as they are, and never changed; if an earlier inflight made them, `inflight up --adopt` takes them in",
			many(foreign, "thing is", "things are"))
	}
	return err
}

// consent shows what of the account is to change, and asks for a yes.
func consent(ctx context.Context, steps []aws.Step, flags upFlags, s Streams) error {
	adopted, changed := 0, 0
	for _, step := range steps {
		switch step.Outcome {
		case aws.ToAdopt:
			adopted++
		case aws.ToChange:
			changed++
		default:
			continue
		}
		fmt.Fprintf(s.Err, "%s the %s %s\n", step.Outcome, step.Kind, oneLine(step.Name))
		showChanges(s.Err, step)
	}
	switch {
	case adopted > 0:
		fmt.Fprintf(s.Err, "This tags %s as this stack's own, and sets what differs; `inflight down` deletes them from then on. Type yes to go on: ",
			many(adopted, "thing", "things"))
		if err := ask(ctx, s, "yes"); err != nil {
			return fmt.Errorf("nothing was created, changed or adopted: %w", err)
		}
	case changed > 0 && !flags.yes:
		fmt.Fprintf(s.Err, "This changes %s. Type yes to go on: ", many(changed, "thing", "things"))
		if err := ask(ctx, s, "yes"); err != nil {
			return fmt.Errorf("nothing was created or changed: %w; --yes changes without asking", err)
		}
	}
	return nil
}

// showChanges shows the settings that differ, as they are and as they will be.
func showChanges(w io.Writer, step aws.Step) {
	if step.Outcome != aws.ToChange && step.Outcome != aws.ToAdopt {
		return
	}
	for _, c := range step.Changes {
		was, want := c.Old, c.New
		if was == "" {
			was = "none"
		}
		if want == "" {
			want = "none"
		}
		fmt.Fprintf(w, "    %s: %s -> %s\n", c.Setting, oneLine(was), oneLine(want))
	}
}

package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"inflight/aws"
)

// stackCommand makes a command over the stack on an AWS that is named. bind adds
// the flags that have an effect on it.
func stackCommand(
	cmd *cobra.Command, bind func(*stackSettings, *pflag.FlagSet), do func(context.Context, *stackSettings, *aws.Clients) error,
) *cobra.Command {
	var set stackSettings
	bind(&set, cmd.Flags())
	cmd.Args = noArguments
	cmd.RunE = func(c *cobra.Command, _ []string) error {
		if err := set.validate(); err != nil {
			return err
		}
		if set.embedded() {
			return usagef("on which AWS? --aws is the account of the environment, --endpoint URL anything that speaks its protocols")
		}
		ctx := c.Context()
		clients, err := aws.Connect(ctx, aws.Options{Endpoint: set.endpoint})
		if err == nil {
			err = do(ctx, &set, clients)
		}
		if err != nil && errors.Is(err, context.Canceled) && ctx.Err() != nil {
			return &exit{status: stopStatus(ctx, false), err: fmt.Errorf("%s: %w", how(ctx), err)}
		}
		return err
	}
	return cmd
}

// newDown is the command `inflight down`.
func newDown(s Streams) *cobra.Command {
	var yes bool
	cmd := stackCommand(&cobra.Command{
		Use:   "down",
		Short: "Delete the stack from an AWS account, with everything in it",
		Long: `Delete what ` + "`inflight up` or `inflight run`" + ` created, with all images,
thumbnails and messages in it. What has another tag than this stack's, or
none, is kept. It asks for the queue's name first, unless --yes is given.`,
	}, (*stackSettings).bindNames, func(ctx context.Context, set *stackSettings, clients *aws.Clients) error {
		stack := set.stack()
		sayf(s.Err, "%s", whose(clients))
		if !yes {
			steps, err := stack.Removable(ctx, clients)
			if err != nil {
				return err
			}
			if err := confirmDelete(ctx, s, stack, steps); err != nil {
				return err
			}
		}
		kept := 0
		show := printStep(s.Out)
		err := stack.Delete(ctx, clients, func(step aws.Step) {
			if step.Outcome == aws.Foreign && step.Whole {
				kept++
			}
			show(step)
		})
		if kept > 0 {
			sayf(s.Err, "%s not this stack's, and kept; if an earlier inflight made them, `inflight up --adopt` takes them in first",
				many(kept, "thing with its names is", "things with its names are"))
		}
		return err
	})
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

// confirmDelete shows what will be deleted and what is kept, and asks for the
// queue's name, so that nothing is deleted by a slip.
func confirmDelete(ctx context.Context, s Streams, stack aws.Stack, steps []aws.Step) error {
	deletes := 0
	for _, step := range steps {
		if step.Outcome == aws.Deleted {
			if deletes == 0 {
				fmt.Fprintln(s.Err, "This deletes, with everything in it:")
			}
			deletes++
			fmt.Fprintf(s.Err, "  %s %s\n", step.Kind, oneLine(step.Name))
		}
	}
	if deletes == 0 {
		return nil // there is nothing to ask about
	}
	fmt.Fprint(s.Err, "Type the queue's name to go on: ")
	if err := ask(ctx, s, stack.Queue); err != nil {
		return fmt.Errorf("nothing was deleted: %w; --yes deletes without asking", err)
	}
	return nil
}

// newStatus is the command `inflight status`.
func newStatus(s Streams) *cobra.Command {
	return stackCommand(&cobra.Command{
		Use:   "status",
		Short: "Show whether the stack on an AWS account is as it should be",
		Long: `Look at each part of the stack and change nothing. The exit status is 1 if a
part is missing or differs from the flags.`,
	}, (*stackSettings).bind, func(ctx context.Context, set *stackSettings, clients *aws.Clients) error {
		sayf(s.Err, "%s", whose(clients))
		var c check
		show := printStep(s.Out)
		res, err := set.stack().Check(ctx, clients, func(step aws.Step) {
			c.count(step)
			show(step)
		})
		if err != nil {
			return err
		}
		if err := c.result(); err != nil {
			return err
		}
		return printCounts(ctx, s.Out, clients, res)
	})
}

// whose says on which account a command works.
func whose(c *aws.Clients) string {
	where := c.Endpoint
	if c.Real() {
		where = "AWS"
	}
	switch {
	case c.Account == "":
	case c.Real():
		where += " account " + c.Account
	default:
		where += ", account " + c.Account
	}
	return oneLine(where + ", region " + c.Region)
}

// printStep prints a line for each part of the stack.
func printStep(w io.Writer) func(aws.Step) {
	return func(step aws.Step) {
		line := fmt.Sprintf("%-9s  %-24s  %-26s  %s", step.Outcome, step.Kind, step.Name, step.Detail)
		fmt.Fprintln(w, strings.TrimRight(oneLine(line), " "))
	}
}

// check counts what is not as it should be.
type check struct{ parts, missing, differing, unfit int }

// count takes a part into account.
func (c *check) count(step aws.Step) {
	c.parts++
	switch step.Outcome {
	case aws.Missing:
		c.missing++
	case aws.Differs:
		c.differing++
	case aws.Foreign:
		if step.Unfit {
			c.unfit++
		}
	default: // as it should be
	}
}

// result is an error unless all is as it should be.
func (c *check) result() error {
	switch {
	case c.missing == c.parts:
		return errors.New("the stack is not there: `inflight up` creates it")
	case c.unfit > 0:
		return fmt.Errorf("of %d parts %d are not this stack's, and not as the pipeline needs them: choose other names with --stack NAME", c.parts, c.unfit)
	case c.missing+c.differing > 0:
		var wrong []string
		if c.missing > 0 {
			wrong = append(wrong, many(c.missing, "is missing", "are missing"))
		}
		if c.differing > 0 {
			wrong = append(wrong, many(c.differing, "differs", "differ"))
		}
		return fmt.Errorf("of %d parts %s: `inflight up` with the same flags mends that", c.parts, strings.Join(wrong, " and "))
	}
	return nil
}

// printCounts prints what is in the queues.
func printCounts(ctx context.Context, w io.Writer, clients *aws.Clients, res aws.Resources) error {
	for _, queue := range []string{res.Queue, res.DeadLetterQueue} {
		n, err := clients.QueueControl().Counts(ctx, queue)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s: %d visible, %d in flight, %d delayed\n", queue, n.Visible, n.InFlight, n.Delayed)
	}
	return nil
}

// ask waits for what a person types, and wants it to be this word.
func ask(ctx context.Context, s Streams, want string) error {
	typed := make(chan string, 1)
	go func() { // a read of the terminal cannot be called off: it ends with the program
		line, _ := bufio.NewReader(s.In).ReadString('\n') // what is not the word is a no
		typed <- strings.TrimSpace(line)
	}()
	select {
	case word := <-typed:
		if word == want {
			return nil
		}
		fmt.Fprintln(s.Err)
		return fmt.Errorf("that is not %s", want)
	case <-ctx.Done():
		fmt.Fprintln(s.Err)
		return ctx.Err()
	}
}

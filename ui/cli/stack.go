package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"inflight/aws"
)

// stackCommand makes a command over the stack on an AWS that is named.
func stackCommand(cmd *cobra.Command, do func(context.Context, *stackSettings, *aws.Clients) error) *cobra.Command {
	var set stackSettings
	set.bind(cmd.Flags())
	cmd.Args = noArguments
	cmd.RunE = func(c *cobra.Command, _ []string) error {
		if err := set.check(); err != nil {
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
		if err != nil && ctx.Err() != nil {
			return &exit{status: stopStatus(ctx, false), err: fmt.Errorf("%s: what was done so far stays", how(ctx))}
		}
		return err
	}
	return cmd
}

// newUp is the command `inflight up`.
func newUp(s Streams) *cobra.Command {
	return stackCommand(&cobra.Command{
		Use:   "up",
		Short: "Create the stack on an AWS account, or set what differs",
		Long: `Create what the pipeline runs on: buckets, rule, queues and topic. It may be
run again: what is there is kept, what differs from the flags is set.`,
	}, func(ctx context.Context, set *stackSettings, clients *aws.Clients) error {
		sayf(s.Err, "%s", whose(clients))
		_, err := set.stack().Create(ctx, clients, printStep(s.Out))
		return err
	})
}

// newDown is the command `inflight down`.
func newDown(s Streams) *cobra.Command {
	var yes bool
	cmd := stackCommand(&cobra.Command{
		Use:   "down",
		Short: "Delete the stack from an AWS account, with everything in it",
		Long: `Delete what ` + "`inflight up`" + ` created, with all images, thumbnails and messages
in it. It asks for the queue's name first, unless --yes is given.`,
	}, func(ctx context.Context, set *stackSettings, clients *aws.Clients) error {
		stack := set.stack()
		sayf(s.Err, "%s", whose(clients))
		if !yes {
			if err := confirm(ctx, s, stack); err != nil {
				return err
			}
		}
		return stack.Delete(ctx, clients, printStep(s.Out))
	})
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

// newStatus is the command `inflight status`.
func newStatus(s Streams) *cobra.Command {
	return stackCommand(&cobra.Command{
		Use:   "status",
		Short: "Show whether the stack on an AWS account is as it should be",
		Long: `Look at each part of the stack and change nothing. The exit status is 1 if a
part is missing or differs from the flags.`,
	}, func(ctx context.Context, set *stackSettings, clients *aws.Clients) error {
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
	where := "AWS account " + c.Account
	if !c.Real() {
		where = c.Endpoint + ", account " + c.Account
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
type check struct{ parts, missing, differing int }

// count takes a part into account.
func (c *check) count(step aws.Step) {
	c.parts++
	switch step.Outcome {
	case aws.Missing:
		c.missing++
	case aws.Differs:
		c.differing++
	case aws.Created, aws.Changed, aws.Unchanged, aws.Deleted, aws.Waiting:
	}
}

// result is an error unless all is as it should be.
func (c *check) result() error {
	switch {
	case c.missing == c.parts:
		return errors.New("the stack is not there: `inflight up` creates it")
	case c.missing+c.differing > 0:
		return fmt.Errorf("of %d parts %d are missing and %d differ: `inflight up` with the same flags makes them so",
			c.parts, c.missing, c.differing)
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

// confirm asks for the queue's name, so that nothing is deleted by a slip.
func confirm(ctx context.Context, s Streams, stack aws.Stack) error {
	fmt.Fprintf(s.Err, "This deletes %s and %s with everything in them, %s, %s, the rule and the topic.\nType the queue's name to go on: ",
		stack.SourceBucket, stack.ThumbnailBucket, stack.Queue, stack.DeadLetterQueue)
	typed := make(chan string, 1)
	go func() { // a read of the terminal cannot be called off: it ends with the program
		line, _ := bufio.NewReader(s.In).ReadString('\n') // what is not the name is a no
		typed <- strings.TrimSpace(line)
	}()
	select {
	case name := <-typed:
		if name == stack.Queue {
			return nil
		}
		fmt.Fprintln(s.Err)
		return fmt.Errorf("nothing was deleted: that is not %s; --yes deletes without asking", stack.Queue)
	case <-ctx.Done():
		fmt.Fprintln(s.Err)
		return ctx.Err()
	}
}

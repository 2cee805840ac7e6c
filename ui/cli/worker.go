package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"inflight/aws"
	"inflight/pipeline/event"
)

// newWorker is the command `inflight worker`.
func newWorker(s Streams) *cobra.Command {
	set := settings{headless: true}
	cmd := &cobra.Command{
		Use:   "worker",
		Short: "Run consumers alone, without a screen",
		Long: `Take messages from the queue of a stack that is there, and do their work: on
an EC2 instance, or on a second machine beside a running inflight. Its
events are JSON lines on stdout. Without --aws or --endpoint it works for
the inflight that runs on this machine. The visibility timeout and the
number of receives are those of the queue, unless they are given.

SIGTERM ends it with status 0 when what is in hand is finished, and with 1
where that took too long and was given back. It waits up to --grace for
receives under way: cancelled, they could leave messages in flight. A second
signal does not wait. A queue that refuses it for good ends it with 1.`,
		Example: `# helps the inflight on this machine
inflight worker --workers 8
# until SIGTERM; then it gives back what is in hand
inflight worker --aws
# until the queue is empty
inflight worker --aws --drain`,
		Args: noArguments,
	}
	f := cmd.Flags()
	set.target.bind(f)
	set.bindReceive(f)
	set.consumeSettings.bind(f)
	f.BoolVar(&set.drain, "drain", false, "stop when the queue is empty")
	set.faultSettings.bind(f)
	f.StringVar(&set.record, "record", "", "write the events to this file; one that ends in .zst is packed")
	cmd.RunE = func(c *cobra.Command, _ []string) error {
		if set.asksForHelp() {
			return writeFaults(s.Out)
		}
		if err := set.stackSettings.validate(); err != nil {
			return err
		}
		if err := set.consumeSettings.validate(f.Changed); err != nil {
			return err
		}
		place := faultPlace{workers: true, heartbeat: set.heartbeat, foreign: "give the flag to the inflight that has it, run or local"}
		if err := set.faultSettings.validate(place); err != nil {
			return err
		}
		set.given = givenIn(f)
		return work(c.Context(), &set, s)
	}
	return cmd
}

// work consumes until ctx ends, or the queue is empty.
func work(ctx context.Context, set *settings, s Streams) (err error) {
	session, err := newSession(ctx, set, s, nil)
	if err != nil {
		return set.notBegun(ctx, err)
	}
	defer func() { err = errors.Join(err, session.close(context.WithoutCancel(ctx))) }()
	if session.aws, err = join(ctx, set, session.log); err != nil {
		return set.notBegun(ctx, err)
	}
	session.begin()
	sayf(s.Err, "working for %s on %s", session.aws.resources.Queue, whose(session.aws.clients))
	return session.headless(ctx, s)
}

// join reaches a stack that is there. It asks only its queue.
func join(ctx context.Context, set *settings, log *event.Log) (*connection, error) {
	clients, err := set.attach(ctx, tapInto(log))
	if err != nil {
		return nil, err
	}
	resources, queue, err := set.stack().FindWork(ctx, clients)
	if err != nil {
		return nil, fmt.Errorf("%w (on %s)", err, whose(clients))
	}
	clients.Account = aws.AccountOf(resources.QueueARN)
	if err := set.goByQueue(resources.Queue, queue); err != nil {
		return nil, err
	}
	return &connection{stack: set.stack(), clients: clients, resources: resources}, nil
}

package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"inflight/pipeline"
)

// newWorker is the command `inflight worker`.
func newWorker(s Streams) *cobra.Command {
	set := settings{headless: true}
	cmd := &cobra.Command{
		Use:   "worker",
		Short: "Run consumers alone, without a screen",
		Long: `Take messages from the queue of a stack that is there, and do their work: on an
EC2 instance, or on a second machine beside a running inflight. Its events are
JSON lines on stdout. Without --aws or --endpoint it works for the inflight that
runs on this machine.`,
		Example: `  inflight worker --workers 8              helps the inflight on this machine
  inflight worker --aws                    until SIGTERM; then it gives back what is in hand
  inflight worker --aws --drain            until the queue is empty`,
		Args: cobra.NoArgs,
	}
	f := cmd.Flags()
	set.stackSettings.bind(f)
	set.consumeSettings.bind(f)
	f.BoolVar(&set.drain, "drain", false, "stop when the queue is empty")
	f.StringVar(&set.record, "record", "", "write the events to this `file`")
	cmd.RunE = func(c *cobra.Command, _ []string) error {
		if err := set.stackSettings.check(); err != nil {
			return err
		}
		if err := set.consumeSettings.check(f.Changed); err != nil {
			return err
		}
		return work(c.Context(), &set, s)
	}
	return cmd
}

// work consumes until ctx ends, or the queue is empty.
func work(ctx context.Context, set *settings, s Streams) (err error) {
	log := &pipeline.Log{}
	session, err := openWorker(ctx, set, s, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, session.close(context.WithoutCancel(ctx))) }()
	return session.headless(ctx, s)
}

// openWorker is openSession without a producer and on a stack that is there.
func openWorker(ctx context.Context, set *settings, s Streams, log *pipeline.Log) (_ *session, err error) {
	se := &session{set: set, log: log, events: log.NewReader(), aws: &connection{stack: set.stack()}}
	defer func() {
		if err != nil {
			err = errors.Join(err, se.close(context.WithoutCancel(ctx)))
		}
	}()
	engine, note, err := openEngine(&set.consumeSettings)
	if err != nil {
		return nil, err
	}
	if err := se.record(); err != nil {
		return nil, err
	}
	disc, err := openDiscord(s.Getenv, log)
	if err != nil {
		return nil, err
	}
	se.closers = append(se.closers, func(context.Context) error { return disc.Close() })
	if se.aws.clients, se.aws.resources, err = attach(ctx, &set.stackSettings, tapInto(log)); err != nil {
		return nil, err
	}
	se.assemble(nil, engine, disc, se.setup(engine, note, disc))
	return se, nil
}

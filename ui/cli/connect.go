package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"

	"inflight/aws"
	"inflight/aws/local"
	"inflight/pipeline/clock"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/freeze"
	"inflight/ui/cli/observe"
)

// connection is an AWS with the stack on it: an account's, or the embedded
// one, which runs as long as the connection is open.
type connection struct {
	clients   *aws.Clients
	stack     aws.Stack
	resources aws.Resources
	embedded  *local.Server // nil on an account
	world     *freeze.World // that stands with the embedded AWS's clock; nil on an account
	endpoint  string        // where the embedded AWS listens
	note      string        // what a person should know of where it listens, and of what was there
	mail      string        // folder the embedded AWS delivers mail to
	observer  *observe.Observer

	consumers atomic.Pointer[consume.Consumers]
	closers   []func(context.Context) error
}

// setUp reaches the AWS that the settings name, or the embedded one, and creates
// the stack on it.
func (c *connection) setUp(ctx context.Context, set *settings, log *event.Log) (err error) {
	options := aws.Options{Endpoint: set.endpoint, Tap: tapInto(log)}
	if set.embedded() {
		options = c.embeddedOptions(options)
	}
	if c.clients, err = aws.Connect(ctx, options); err != nil {
		return err
	}
	seen := &steps{log: log, stack: c.stack}
	if set.embedded() {
		c.resources, err = c.stack.CreateWatched(ctx, c.clients, set.inPrivate(), seen.watch(nil))
	} else {
		err = c.createMissing(ctx, set, log, seen)
	}
	if err == nil {
		log.Emit(event.Event{Body: &event.StackStep{Text: seen.sum()}})
	}
	return err
}

// named are the resources, or before they are there what they will be called.
func (c *connection) named() aws.Resources {
	if c.resources.Queue != "" {
		return c.resources
	}
	s := &c.stack
	bus := s.Bus
	if bus == "" {
		bus = "default"
	}
	return aws.Resources{
		SourceBucket: s.SourceBucket, ThumbnailBucket: s.ThumbnailBucket, Rule: s.Rule, Bus: bus, Queue: s.Queue, DeadLetterQueue: s.DeadLetterQueue,
	}
}

// createMissing creates what is missing of the stack on an AWS that is not the
// program's own. What is there stays as it is: the run goes by it, and says so.
func (c *connection) createMissing(ctx context.Context, set *settings, log *event.Log, seen *steps) error {
	var left, foreign []string
	resources, err := c.stack.CreateWatched(ctx, c.clients, aws.Rules{}, seen.watch(func(step aws.Step) {
		switch {
		case step.Outcome == aws.Differs:
			left = append(left, fmt.Sprintf("%s %s (%s)", step.Kind, step.Name, step.Detail))
		case step.Outcome == aws.Foreign && step.Whole:
			foreign = append(foreign, step.Kind+" "+step.Name)
		}
	}))
	if err != nil {
		return err
	}
	c.resources = resources
	if len(left) > 0 {
		c.say(log, "left as they are: "+strings.Join(left, ", ")+"; `inflight up` with the same flags shows what it would change")
	}
	if len(foreign) > 0 {
		c.say(log, "not this stack's, and used as they are: "+strings.Join(foreign, ", "))
	}
	queue, err := c.clients.QueueSettings(ctx, resources.QueueURL)
	if err != nil {
		return err
	}
	return set.goByQueue(resources.Queue, queue)
}

// say notes what a person should know.
func (c *connection) say(log *event.Log, text string) {
	if c.note != "" {
		c.note += "; "
	}
	c.note += text
	log.Emit(event.Event{Body: &event.ActionTaken{Text: text}})
}

// embed starts the embedded AWS, and has it listen.
func (c *connection) embed(set *settings, log *event.Log, faults *fault.Set) (err error) {
	if err := c.start(set, log, faults); err != nil {
		return err
	}
	if _, c.note, err = set.serve(c.embedded); err != nil {
		return err
	}
	c.endpoint = c.embedded.Endpoint()
	if c.note != "" {
		log.Emit(event.Event{Body: &event.ActionTaken{Text: c.note}})
	}
	return nil
}

// start starts the embedded AWS. Nobody outside this process reaches it yet.
func (c *connection) start(set *settings, log *event.Log, faults *fault.Set) error {
	dir, remove, err := stateFolder(set.state)
	if err != nil {
		return err
	}
	c.closers = append(c.closers, func(context.Context) error { return remove() })
	c.observer = &observe.Observer{Log: log, Bucket: c.stack.SourceBucket, Bus: c.stack.Bus, Queue: c.stack.Queue, DeadQueue: c.stack.DeadLetterQueue, Consumers: c.consumers.Load}
	controlled, err := local.OpenClock(dir, set.state != "")
	if err != nil {
		return fmt.Errorf("start the embedded AWS: %w", err)
	}
	log.Clock, c.world = clock.From(timepiece{controlled}), freeze.New(log, controlled)
	server, err := local.New(local.Options{
		Clock: controlled, ClockSet: c.world.ClockSet, Dir: dir, Durable: set.state != "", Sync: set.sync, Observer: c.observer, Report: c.observer.Fault, Hosts: set.hosts,
		Latency: set.latency, SNSHTTPPrivate: set.private, Faults: observe.Faults{Set: faults, Queue: c.stack.Queue},
	})
	if err != nil {
		return fmt.Errorf("start the embedded AWS: %w", err)
	}
	c.embedded, c.mail = server, filepath.Join(dir, "mail")
	v := &viewer{transport: server.RoundTripper()}
	c.observer.Confirm = v.read
	c.closers = append(c.closers, server.Close, v.close)
	c.endpoint = server.Endpoint()
	if len(c.stack.Emails) == 0 {
		c.stack.Emails = []string{demoEmail}
	}
	return nil
}

// embeddedOptions connect to the embedded AWS without a socket.
func (c *connection) embeddedOptions(o aws.Options) aws.Options {
	o.Endpoint, o.Transport = c.endpoint, c.embedded.RoundTripper()
	o.AccessKey, o.SecretKey = c.embedded.Credentials()
	o.Account, o.Region = local.DefaultAccount, local.DefaultRegion
	return o
}

// tapInto makes an event of every API call.
func tapInto(log *event.Log) func(aws.Call) {
	return func(call aws.Call) {
		if call.Cancelled {
			return
		}
		caller := ""
		if call.Bookkeeping {
			caller = event.CallerSampler
		}
		log.Emit(event.Event{
			Worker: call.Work.Worker, MessageID: call.Work.MessageID, Key: call.Work.Key,
			Body: &event.APICalled{
				Service: call.Service, Operation: call.Operation, Took: call.Took,
				Status: call.Status, Attempts: call.Attempts, USD: call.USD, Size: call.Size, Text: call.Detail, Error: call.Error, Cause: call.Cause, Empty: call.Empty, Caller: caller, Request: call.Request, Answer: call.Answer,
			},
		})
	}
}

// close ends what the connection began. The embedded AWS ends after everything that
// uses it.
func (c *connection) close(ctx context.Context) error { return closeAll(ctx, c.closers) }

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"inflight/aws"
	"inflight/aws/local"
	"inflight/pipeline/clock"
	"inflight/ui/cli/observe"
)

// localSettings are the flags of `inflight local`.
type localSettings struct {
	listening
	stateSettings
	faultSettings

	auth  bool
	stack createdStack
}

// localPatience is how long requests under way may take when it is stopped.
const localPatience = 3 * time.Second

// newLocal is the command `inflight local`: the embedded AWS alone.
func newLocal(s Streams) *cobra.Command {
	var set localSettings
	cmd := &cobra.Command{
		Use:   "local",
		Short: "Run the embedded AWS alone, on a port",
		Long: `Run the embedded AWS alone: S3, SQS, EventBridge, SNS and STS on one port,
for the AWS CLI, an SDK, or another inflight. It prints what to paste into
another shell, answers /_inflight/health, and lets its clock be moved at
/_inflight/clock (a POST of {"advance": "8d"} or {"speed": 60}). It runs
until ctrl+c or SIGTERM, which is how it is meant to end: the exit status is
then 0.

Without --auth any credentials are good, for presigned URLs too, as in other
local tools: whoever reaches the port can read and change everything behind
it. By default that is every program on this machine, but no page of the web:
requests for other host names than addresses, localhost and those of --host
are refused, and so is what a foreign page has a browser send. --auth lets in
only what is signed with the keys it prints.`,
		Example: `# goes on with what is in ./aws
inflight local --state ./aws
# only what is signed with the printed keys
inflight local --auth
# with the buckets, queues and rule of the pipeline; or with names of their own
inflight local --stack
inflight local --stack=talk`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := set.listening.validate(c.Flags().Changed("listen")); err != nil {
				return err
			}
			if f := c.Flags().Lookup("sync"); set.state == "" && fromFile(f) { // it is for runs with a folder
				if err := takeBack(f); err != nil {
					return err
				}
			}
			if err := set.stateSettings.validate(); err != nil {
				return err
			}
			if f := c.Flags().Lookup("stack"); fromFile(f) { // it says which, not whether
				if err := takeBack(f); err != nil {
					return err
				}
			}
			if err := set.stack.validate(); err != nil {
				return err
			}
			if set.asksForHelp() {
				return writeFaults(s.Out)
			}
			if err := set.faultSettings.validate(faultPlace{embedded: true}); err != nil {
				return err
			}
			return runLocal(c.Context(), &set, s)
		},
	}
	f := cmd.Flags()
	set.listening.bind(f)
	set.stateSettings.bind(f)
	set.faultSettings.bind(f)
	f.BoolVar(&set.auth, "auth", false, "refuse requests that are not signed with the keys it prints")
	f.Var(&set.stack, "stack", "create the pipeline's buckets, queues, rule and topic; =NAME puts NAME- before them")
	f.Lookup("stack").NoOptDefVal = "true"
	return cmd
}

// runLocal serves until ctx ends.
func runLocal(ctx context.Context, set *localSettings, s Streams) (err error) {
	dir, remove, err := stateFolder(set.state)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	controlled, err := local.OpenClock(dir, set.state != "")
	if err != nil {
		return fmt.Errorf("start the embedded AWS: %w", err)
	}
	faults := saidFaults(s.Err, clock.From(timepiece{controlled}))
	defer faults.Close()
	server, err := local.New(local.Options{
		Clock: controlled, Faults: observe.Faults{Set: faults},
		Dir: dir, Durable: set.state != "", Sync: set.sync, RequireSignature: set.auth, Hosts: set.hosts, SNSHTTPPrivate: set.private, Latency: set.latency,
		Report: func(fault error) { sayf(s.Err, "%s", oneLine(fault.Error())) },
	})
	if err != nil {
		return fmt.Errorf("start the embedded AWS: %w", err)
	}
	defer func() {
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), localPatience)
		defer cancel()
		err = errors.Join(err, server.Close(stop))
	}()
	addr, note, err := set.serve(server)
	if err != nil {
		return err
	}
	if note != "" {
		sayf(s.Err, "%s", note)
	}
	warnOfExposure(s.Err, addr.String(), set.auth)
	if set.stack.wanted {
		if err := createOn(ctx, server, &set.stack.target); err != nil {
			return err
		}
	}
	for _, spec := range set.specs { // not before: the stack is created in peace
		faults.Switch(spec)
	}
	if err := printAccess(s.Out, server, addr.String()); err != nil {
		return err
	}
	<-ctx.Done()
	sayf(s.Err, "the embedded AWS has stopped; %s", afterwards(set.state))
	if stopStatus(ctx, true) == exitHungUp { // ctrl+c is how a person ends it
		return &exit{status: exitHungUp}
	}
	return nil
}

// createdStack is the value of the flag --stack of `inflight local`: whether a
// stack is created, and under which name.
type createdStack struct {
	target

	wanted bool
}

// Set implements pflag.Value.
func (c *createdStack) Set(value string) error {
	c.wanted, c.name = value != "false" && value != "", value
	if value == "true" || value == "false" {
		c.name = ""
	}
	return nil
}

// String implements pflag.Value.
func (c *createdStack) String() string {
	if c.wanted && c.name == "" {
		return "true"
	}
	return c.name
}

// Type implements pflag.Value.
func (*createdStack) Type() string { return "name" }

// createOn creates the pipeline's stack on an embedded AWS.
func createOn(ctx context.Context, server *local.Server, where *target) error {
	access, secret := server.Credentials()
	clients, err := aws.Connect(ctx, aws.Options{
		Endpoint: server.Endpoint(), Transport: server.RoundTripper(), AccessKey: access, SecretKey: secret,
		Account: local.DefaultAccount, Region: local.DefaultRegion,
	})
	if err != nil {
		return err
	}
	_, err = where.stack().CreateBy(ctx, clients, where.inPrivate(), nil)
	return err
}

// printAccess prints what to paste into another shell. The keys are good for
// this server alone.
func printAccess(w io.Writer, server *local.Server, addr string) error {
	access, secret := server.Credentials()
	_, err := fmt.Fprintf(w, `# The embedded AWS listens. Paste this into another shell:
export AWS_ENDPOINT_URL=%s
export AWS_ACCESS_KEY_ID=%s
export AWS_SECRET_ACCESS_KEY=%s
export AWS_REGION=%[4]s AWS_DEFAULT_REGION=%[4]s
# Version 1 of the AWS CLI does not obey the first line for sqs: give it --endpoint-url %[1]s
# Without --stack it is empty. This makes the pipeline's buckets, queues and rule:
#   inflight up --endpoint %[1]s
# and then, each in a shell of its own:
#   inflight worker --endpoint %[1]s
#   inflight produce --endpoint %[1]s --count 10
`, fromHere(addr), access, secret, local.DefaultRegion)
	if err != nil {
		return fmt.Errorf("stdout: %w", err)
	}
	return nil
}

// afterwards says what became of the data.
func afterwards(state string) string {
	if state == "" {
		return "its temporary folder goes with it"
	}
	return "what it held is in " + oneLine(state)
}

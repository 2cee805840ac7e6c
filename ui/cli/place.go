package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"

	"github.com/spf13/pflag"

	"inflight/aws"
)

// place are the flags that say where a stack is: on which AWS, in which buckets.
type place struct {
	aws          bool
	endpoint     string
	bucketSuffix string
}

// bind adds the flags.
func (p *place) bind(f *pflag.FlagSet) {
	f.BoolVar(&p.aws, "aws", false, "use the AWS account of the environment (costs money)")
	f.StringVar(&p.endpoint, "endpoint", "", "use any URL that speaks the AWS protocols")
	f.StringVar(&p.bucketSuffix, "bucket-suffix", "", "put this after the bucket names, to make them unique")
}

// check says what is wrong with a value, in the words of the flag.
func (p *place) check() error {
	if p.aws && p.endpoint != "" {
		return usagef("--aws and --endpoint exclude each other: choose one")
	}
	if u, err := url.Parse(p.endpoint); err == nil && u.User != nil { // a secret is not repeated
		return usagef("--endpoint: leave user and password out of the URL; keys come from the environment, as AWS_ACCESS_KEY_ID")
	}
	return nil
}

// embedded tells whether no AWS is named: then it is the embedded one.
func (p *place) embedded() bool { return !p.aws && p.endpoint == "" }

// stack is the default stack in that place.
func (p *place) stack() aws.Stack {
	stack := aws.DefaultStack()
	stack.Wait = defaultWait
	if p.bucketSuffix != "" {
		stack.SourceBucket += "-" + p.bucketSuffix
		stack.ThumbnailBucket += "-" + p.bucketSuffix
	}
	return stack
}

// attach reaches the stack in that place, or where none is named that of an
// inflight on this machine. tap, which may be nil, is told of every call.
func (p *place) attach(ctx context.Context, stack aws.Stack, tap func(aws.Call)) (*aws.Clients, aws.Resources, error) {
	clients, resources, err := attach(ctx, p.endpointOrLocal(), stack, tap)
	if err != nil && p.embedded() && errors.As(err, new(*net.OpError)) {
		err = fmt.Errorf("no inflight runs on this machine: start `inflight` or `inflight local --stack` first, or name an AWS with --aws or --endpoint (%w)", err)
	}
	return clients, resources, err
}

// endpointOrLocal is the endpoint of the AWS that is named, empty for an
// account, or where none is named that of an inflight on this machine.
func (p *place) endpointOrLocal() string {
	if p.embedded() {
		return "http://" + defaultListen
	}
	return p.endpoint
}

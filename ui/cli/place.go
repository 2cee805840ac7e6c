package cli

import (
	"net/url"

	"github.com/spf13/pflag"

	"inflight/aws"
)

// target are the flags that say where a stack is: on which AWS, in which buckets.
type target struct {
	aws          bool
	endpoint     string
	name         string // of the stack
	bucketSuffix string
}

// bind adds the flags.
func (p *target) bind(f *pflag.FlagSet) {
	f.BoolVar(&p.aws, "aws", false, "use the AWS account of the environment (costs money)")
	f.StringVar(&p.endpoint, "endpoint", "", "use any URL that speaks the AWS protocols")
	f.StringVar(&p.name, "stack", "", "put this and a hyphen before every name: a stack of its own")
	f.StringVar(&p.bucketSuffix, "bucket-suffix", "", "put this after the bucket names, to make them unique")
}

// validate says what is wrong with a value, in the words of the flag.
func (p *target) validate() error {
	if p.aws && p.endpoint != "" {
		return usagef("--aws and --endpoint exclude each other: choose one")
	}
	switch u, err := url.Parse(p.endpoint); {
	case p.endpoint == "":
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https": // it may hold a secret
		return usagef("--endpoint: it has to be a URL such as http://127.0.0.1:4566")
	case u.User != nil: // a secret is not repeated
		return usagef("--endpoint: leave user and password out of the URL; keys come from the environment, as AWS_ACCESS_KEY_ID")
	}
	if err := p.stack().Validate(); err != nil {
		return usagef("--stack, --bucket-suffix: %w", err)
	}
	return nil
}

// embedded tells whether no AWS is named: then it is the embedded one.
func (p *target) embedded() bool { return !p.aws && p.endpoint == "" }

// stack is the default stack in that place.
func (p *target) stack() aws.Stack { return p.unnamed().Named() }

// unnamed is the stack before its names are what AWS knows it by.
func (p *target) unnamed() aws.Stack {
	stack := aws.DefaultStack()
	stack.Wait = defaultWait
	stack.Name, stack.BucketSuffix = p.name, p.bucketSuffix
	return stack
}

// inPrivate are the rules on an embedded AWS that is the program's own: it sets
// what differs, and what has the names of the stack without a name and no tag
// was made by an inflight before tags.
func (p *target) inPrivate() aws.Rules { return aws.Rules{Change: true, Adopt: p.name == ""} }

// endpointOrLocal is the endpoint of the AWS that is named, empty for an
// account, or where none is named that of an inflight on this machine.
func (p *target) endpointOrLocal() string {
	if p.embedded() {
		return "http://" + defaultListen
	}
	return p.endpoint
}

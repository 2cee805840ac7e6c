package aws

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"
	"github.com/aws/smithy-go/middleware"

	"inflight/pipeline/event"
)

// DefaultRegion is the region of the embedded AWS and of endpoints for which
// nobody named one.
const DefaultRegion = "us-east-1"

// Options say which AWS to connect to. The zero value is the account of the
// environment, found as the AWS CLI finds it: AWS_PROFILE, AWS_REGION,
// AWS_ENDPOINT_URL, the shared configuration files, the role of the instance.
type Options struct {
	// Region is where the resources are; empty means the environment's.
	Region string
	// Endpoint is the URL of something else that speaks the AWS protocols;
	// empty means AWS itself, or AWS_ENDPOINT_URL. Presigned URLs begin with it.
	Endpoint string
	// Transport carries the requests; nil means the network. The embedded AWS
	// has one that calls it without a socket, and with it nothing is read from
	// the environment.
	Transport http.RoundTripper
	// AccessKey and SecretKey are the credentials to use; empty means the
	// environment's, and for an endpoint without any, made-up ones.
	AccessKey, SecretKey string
	// Account is the account id where it is known; empty asks STS.
	Account string
	// Nameless leaves the account unknown: nothing is asked of STS.
	Nameless bool
	// Tap is told of every call when it has ended; nil means nobody is. It is
	// called from many goroutines, and the caller of AWS waits for it: be quick.
	Tap func(Call)
	// Mails is how many mail subscribers a publish reaches, for its price.
	Mails int
}

// Clients are the SDK's clients of one account in one region, with the tap in
// place. They are safe for use by many goroutines, and own none: there is
// nothing to close.
type Clients struct {
	S3     *s3.Client
	SQS    *sqs.Client
	SNS    *sns.Client
	Events *eventbridge.Client

	// Account is the id of the account, twelve digits.
	Account string
	// Region is the region, such as us-east-1.
	Region string
	// Endpoint is the URL of what stands in for AWS, or of AWS where that was
	// named; empty for the SDK's own.
	Endpoint string

	sts   *sts.Client
	pulse *Pulse
}

// Pulse knows when any of the clients last had an answer.
func (c *Clients) Pulse() *Pulse { return c.pulse }

// Real reports whether calls reach AWS itself, where they cost money.
func (c *Clients) Real() bool { return event.IsAWS(c.Endpoint) }

// Connect makes the clients, and finds out whose account it is. It fails when
// there are no credentials, when they are refused and when nothing answers, and
// says what to do about it.
func Connect(ctx context.Context, o Options) (*Clients, error) {
	cfg, err := o.config(ctx)
	if err != nil {
		return nil, err
	}
	pulse := &Pulse{}
	cfg.HTTPClient = felt{HTTPClient: cfg.HTTPClient, pulse: pulse}
	c := newClients(cfg, o)
	c.pulse = pulse
	switch {
	case o.Account != "":
		return c, nil
	case o.Nameless:
		return c, c.reach(ctx)
	}
	if c.Account, err = c.identity(ctx); err != nil {
		return nil, err
	}
	return c, nil
}

// newClients makes a client a service from one configuration.
func newClients(cfg awssdk.Config, o Options) *Clients {
	c := &Clients{
		SQS:     sqs.NewFromConfig(cfg),
		SNS:     sns.NewFromConfig(cfg),
		Events:  eventbridge.NewFromConfig(cfg),
		sts:     sts.NewFromConfig(cfg),
		Account: o.Account,
		Region:  cfg.Region,
	}
	c.S3 = s3.NewFromConfig(cfg, func(so *s3.Options) {
		// Names such as bucket.127.0.0.1 do not resolve.
		so.UsePathStyle = so.BaseEndpoint != nil
		// A log line of the SDK would land in the middle of the screen.
		so.DisableLogOutputChecksumValidationSkipped = true
		if o.Transport != nil {
			goTo(so)
		}
	})
	c.Endpoint = endpointOf(c.SQS.Options().BaseEndpoint, c.S3.Options().BaseEndpoint,
		c.SNS.Options().BaseEndpoint, c.Events.Options().BaseEndpoint)
	return c
}

// endpointOf is the endpoint that stands for those of all services: one of AWS
// if any is, as AWS_ENDPOINT_URL_SQS and its like can send some elsewhere, and
// the others cost money still.
func endpointOf(bases ...*string) string {
	for _, base := range bases {
		if event.IsAWS(deref(base)) {
			return strings.TrimSuffix(deref(base), "/")
		}
	}
	return strings.TrimSuffix(deref(bases[0]), "/")
}

// Limits of the transport. A long poll answers after up to 20 s, so nothing may
// give up on a silent server before that.
const (
	answerLimit = 60 * time.Second
	idlePerHost = 128 // each worker keeps its long poll's connection
)

// networkClient is an HTTP client for many workers that poll at once.
func networkClient() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns = 2 * idlePerHost
		t.MaxIdleConnsPerHost = idlePerHost
		t.ResponseHeaderTimeout = answerLimit
	})
}

// inProcess is an HTTP client without what http.Client does for a network: it
// copies a request's headers for a redirect that never comes, and sets timers.
type inProcess struct{ transport http.RoundTripper }

// Do sends a request. An error is one of http.Client's, whose cause is shown without
// what is around it.
func (c inProcess) Do(r *http.Request) (*http.Response, error) {
	res, err := c.transport.RoundTrip(r)
	if err != nil {
		return nil, &url.Error{Op: r.Method, URL: r.URL.Redacted(), Err: err}
	}
	return res, nil
}

// contentUnsigned leaves the content of an object out of the signature of its put.
func contentUnsigned(stack *middleware.Stack) error {
	if stack.ID() != "PutObject" {
		return nil
	}
	return stack.Build.Add(middleware.BuildMiddlewareFunc("inflight.ContentUnsigned", func(
		ctx context.Context, in middleware.BuildInput, next middleware.BuildHandler,
	) (middleware.BuildOutput, middleware.Metadata, error) {
		return next.HandleBuild(v4.SetPayloadHash(ctx, "UNSIGNED-PAYLOAD"), in)
	}), middleware.After)
}

// finish puts into a configuration what is the same for every kind of AWS.
func (o Options) finish(cfg awssdk.Config) awssdk.Config {
	cfg.Logger = logging.Nop{}
	switch {
	case o.Transport != nil:
		cfg.HTTPClient = inProcess{o.Transport}
		// As the SDK does with AWS itself: a CRC-32 goes with the content of an object, and
		// its SHA-256 is not signed, for nobody stands between who could change it.
		cfg.RequestChecksumCalculation = awssdk.RequestChecksumCalculationWhenSupported
		cfg.APIOptions = append(cfg.APIOptions, contentUnsigned)
	case cfg.HTTPClient != nil:
		cfg.HTTPClient = plainBody{cfg.HTTPClient}
	}
	if o.Tap != nil {
		cfg.APIOptions = append(cfg.APIOptions, tap{report: o.Tap, mails: o.Mails, priced: o.Transport != nil, shapes: &shapes{}}.install)
	}
	return cfg
}

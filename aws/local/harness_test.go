package local_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	"go.uber.org/goleak"

	"inflight/aws/local"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clients are SDK clients of one server.
type clients struct {
	s3     *s3.Client
	sqs    *sqs.Client
	events *eventbridge.Client
	sns    *sns.Client
	sts    *sts.Client
}

// connect makes clients that reach the server by a transport, and do not try
// again; change may alter how.
func connect(t *testing.T, s *local.Server, transport http.RoundTripper, change ...func(*aws.Config)) clients {
	t.Helper()
	access, secret := s.Credentials()
	return connectTo(s.Endpoint(), access, secret, transport, change...)
}

// connectTo makes clients of what listens at an endpoint.
func connectTo(endpoint, access, secret string, transport http.RoundTripper, change ...func(*aws.Config)) clients {
	cfg := aws.Config{
		Region: "us-east-1", BaseEndpoint: &endpoint, HTTPClient: &http.Client{Transport: transport},
		Credentials: credentials.NewStaticCredentialsProvider(access, secret, ""),
		Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
	}
	for _, f := range change {
		f(&cfg)
	}
	return clients{
		s3:  s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true }),
		sqs: sqs.NewFromConfig(cfg), events: eventbridge.NewFromConfig(cfg), sns: sns.NewFromConfig(cfg), sts: sts.NewFromConfig(cfg),
	}
}

// as signs with other keys.
func as(access, secret string) func(*aws.Config) {
	return func(c *aws.Config) { c.Credentials = credentials.NewStaticCredentialsProvider(access, secret, "") }
}

// unsigned signs nothing.
func unsigned(c *aws.Config) { c.Credentials = aws.AnonymousCredentials{} }

// start runs a server for the test.
func start(t *testing.T, change ...func(*local.Options)) *local.Server {
	t.Helper()
	o := local.Options{Dir: t.TempDir()}
	for _, f := range change {
		f(&o)
	}
	s, err := local.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// listen runs a server on a free port and closes it with the test.
func listen(t *testing.T, change ...func(*local.Options)) (*local.Server, *http.Transport) {
	t.Helper()
	s := start(t, change...)
	if _, err := s.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s, transport
}

// code is the AWS error code of an error, "" for none.
func code(t *testing.T, err error) string {
	t.Helper()
	var e smithy.APIError
	switch {
	case err == nil:
		return ""
	case !errors.As(err, &e):
		t.Fatalf("not an error of AWS: %v", err)
	}
	return e.ErrorCode()
}

// everyService calls each service once.
func (c clients) everyService(ctx context.Context) map[string]error {
	_, s3Err := c.s3.ListBuckets(ctx, &s3.ListBucketsInput{})
	_, sqsErr := c.sqs.ListQueues(ctx, &sqs.ListQueuesInput{})
	_, eventsErr := c.events.ListRules(ctx, &eventbridge.ListRulesInput{})
	_, snsErr := c.sns.ListTopics(ctx, &sns.ListTopicsInput{})
	_, stsErr := c.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	return map[string]error{"s3": s3Err, "sqs": sqsErr, "events": eventsErr, "sns": snsErr, "sts": stsErr}
}

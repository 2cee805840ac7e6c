package aws

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

// What stands in where nobody checks: an endpoint that is not AWS, and whoever
// asked for it named no credentials.
const (
	madeUpKey     = "inflight"
	madeUpAccount = "000000000000"
)

// config finds region, endpoint and credentials.
func (o Options) config(ctx context.Context) (awssdk.Config, error) {
	if err := checkEndpoint(o.Endpoint); err != nil {
		return awssdk.Config{}, err
	}
	if o.Transport != nil {
		return o.embedded()
	}
	load := []func(*config.LoadOptions) error{
		config.WithRegion(o.Region),
		config.WithHTTPClient(networkClient()),
		config.WithRetryMode(awssdk.RetryModeStandard),
	}
	if o.Endpoint != "" {
		load = append(load, config.WithBaseEndpoint(o.Endpoint))
	}
	if p := o.credentials(); p != nil {
		load = append(load, config.WithCredentialsProvider(p))
	}
	cfg, err := config.LoadDefaultConfig(ctx, load...)
	if err != nil {
		return awssdk.Config{}, fmt.Errorf("reading the AWS configuration (AWS_PROFILE, ~/.aws/config): %w", err)
	}
	if cfg.Region == "" {
		if cfg.BaseEndpoint == nil {
			return awssdk.Config{}, errors.New("no AWS region: name one, for example with AWS_REGION=us-east-1 or `aws configure`")
		}
		cfg.Region = DefaultRegion
	}
	if o.Endpoint != "" {
		// Else AWS_ENDPOINT_URL_S3 and its like would win over what was asked for.
		cfg.ConfigSources = nil
	}
	return o.finish(cfg), nil
}

// embedded is the configuration for a transport of one's own: nothing of it
// comes from the environment, so that no variable can send it astray.
func (o Options) embedded() (awssdk.Config, error) {
	if o.Endpoint == "" {
		return awssdk.Config{}, errors.New("a transport needs an endpoint too: queue URLs and presigned URLs begin with it")
	}
	region := o.Region
	if region == "" {
		region = DefaultRegion
	}
	return o.finish(awssdk.Config{
		Region:       region,
		BaseEndpoint: &o.Endpoint,
		Credentials:  awssdk.NewCredentialsCache(o.credentials()),
		RetryMode:    awssdk.RetryModeStandard,
		Retryer:      func() awssdk.Retryer { return retry.NewStandard() },
	}), nil
}

// credentials are the ones named in the options, or made-up ones for an
// endpoint that has none; nil means the environment's.
func (o Options) credentials() awssdk.CredentialsProvider {
	switch {
	case o.AccessKey != "":
		return credentials.NewStaticCredentialsProvider(o.AccessKey, o.SecretKey, "")
	case o.Transport != nil, o.Endpoint != "" && !environmentHasCredentials():
		return credentials.NewStaticCredentialsProvider(madeUpKey, madeUpKey, "")
	default:
		return nil
	}
}

// environmentHasCredentials reports whether somebody chose credentials for this
// shell. A default profile is not a choice: its keys are for AWS, and an
// endpoint that is not AWS has no use for them.
func environmentHasCredentials() bool {
	return os.Getenv("AWS_ACCESS_KEY_ID") != "" || os.Getenv("AWS_PROFILE") != ""
}

// checkEndpoint refuses what is not a URL, before the SDK says so in its words.
func checkEndpoint(endpoint string) error {
	if endpoint == "" {
		return nil
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("the endpoint %q is no URL: write it as http://127.0.0.1:4566", endpoint)
	}
	return nil
}

// identity asks STS whose credentials these are. An endpoint that answers, but
// does not know STS, is taken for an account of its own.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func (c *Clients) identity(ctx context.Context) (string, error) {
	out, err := c.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err == nil {
		return deref(out.Account), nil
	}
	if c.Real() {
		return "", explainIdentity(err)
	}
	if errors.As(err, new(smithy.APIError)) {
		return madeUpAccount, nil
	}
	if refused := (*net.OpError)(nil); errors.As(err, &refused) { // the SDK's words around it say nothing more
		err = refused
	}
	return "", fmt.Errorf("nothing speaks AWS at %s; is it running there? %w", c.Endpoint, err)
}

// explainIdentity says what to do when AWS does not know who we are.
func explainIdentity(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	var api smithy.APIError
	if !errors.As(err, &api) {
		return fmt.Errorf("no AWS credentials that work: run `aws configure` or `aws sso login`, or set AWS_PROFILE; "+
			"without an account, leave --aws out: %w", err)
	}
	switch api.ErrorCode() {
	case "ExpiredToken", "ExpiredTokenException":
		return fmt.Errorf("the AWS credentials have expired: sign in again, for example with `aws sso login`: %w", err)
	case "InvalidClientTokenId", "SignatureDoesNotMatch", "UnrecognizedClientException":
		return fmt.Errorf("AWS refuses these credentials: check them with `aws sts get-caller-identity`: %w", err)
	default:
		return fmt.Errorf("asking AWS whose account this is: %w", err)
	}
}

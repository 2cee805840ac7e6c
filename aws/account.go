package aws

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
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
	if err := validateEndpoint(o.Endpoint); err != nil {
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

// validateEndpoint refuses what is not a URL, before the SDK says so in its words.
func validateEndpoint(endpoint string) error {
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
		return "", c.explainIdentity(ctx, err)
	}
	if errors.As(err, new(smithy.APIError)) {
		return madeUpAccount, nil
	}
	return "", c.nobodyThere(err)
}

// nobodyThere says that an endpoint does not answer.
func (c *Clients) nobodyThere(err error) error {
	if refused := (*net.OpError)(nil); errors.As(err, &refused) { // the SDK's words around it say nothing more
		err = refused
	}
	return fmt.Errorf("nothing speaks AWS at %s; is it running there? %w", c.Endpoint, err)
}

// reach makes sure that there are credentials, and that something listens at
// the endpoint, without a call of AWS.
func (c *Clients) reach(ctx context.Context) error {
	if c.Endpoint == "" || c.Real() {
		if _, err := c.sts.Options().Credentials.Retrieve(ctx); err != nil {
			return c.explainIdentity(ctx, err)
		}
		return nil
	}
	u, err := url.Parse(c.Endpoint)
	if err != nil {
		return err // it was one a moment ago
	}
	if proxy, err := http.ProxyFromEnvironment(&http.Request{URL: u}); err != nil || proxy != nil {
		return nil //nolint:nilerr // whoever is behind it, the first call tells
	}
	port := u.Port()
	if port == "" {
		port = u.Scheme // a name of a port, too
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return c.nobodyThere(err)
	}
	return conn.Close()
}

// explainIdentity says what to do when AWS does not know who we are.
func (c *Clients) explainIdentity(ctx context.Context, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	switch {
	case isExpired(err):
		return fmt.Errorf("the AWS credentials have expired: %s: %w", c.renewal(ctx), err)
	case unreachable(err) != "":
		return fmt.Errorf("AWS cannot be reached in region %s: %s: %w", c.Region, unreachable(err), err)
	case refusedKeys(err):
		return fmt.Errorf("AWS refuses these credentials: check them with `aws sts get-caller-identity`: %w", err)
	case !errors.As(err, new(smithy.APIError)):
		return fmt.Errorf("no AWS credentials that work: run `aws configure` or `aws sso login`, or set AWS_PROFILE; "+
			"without an account, leave --aws out: %w", err)
	}
	return fmt.Errorf("asking AWS whose account this is: %w", err)
}

// isExpired reports whether credentials were good once, as AWS says or as the
// provider does that cannot renew them.
func isExpired(err error) bool {
	if hasCode(err, "ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired") {
		return true
	}
	if errors.As(err, new(*ssocreds.InvalidTokenError)) {
		return true
	}
	text := err.Error() // the SDK has no type for a token that it could not refresh
	return strings.Contains(text, "cached SSO token is expired") || strings.Contains(text, "refresh cached SSO token failed")
}

// refusedKeys reports whether AWS does not know the keys, or not their secret.
func refusedKeys(err error) bool {
	return hasCode(err, "InvalidClientTokenId", "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSignatureException",
		"UnrecognizedClientException", "IncompleteSignature", "AuthFailure")
}

// unreachable says why no answer came, and what to look at; "" if one came, or
// the reason is another. The metadata service of an instance that is none is no
// network trouble: it is where credentials are looked for last.
func unreachable(err error) string {
	if dns := (*net.DNSError)(nil); errors.As(err, &dns) {
		return "there is no host " + dns.Name + "; is the region right (AWS_REGION), and is there a network?"
	}
	op := (*net.OpError)(nil)
	if !errors.As(err, &op) || strings.Contains(err.Error(), "IMDS") || op.Addr != nil && strings.HasPrefix(op.Addr.String(), "169.254.") {
		return ""
	}
	return "no answer; is there a network, and do HTTPS_PROXY and a firewall let it through?"
}

// renewal says how to renew credentials, by where they come from.
func (c *Clients) renewal(ctx context.Context) string {
	login := "`aws sso login`"
	if profile := os.Getenv("AWS_PROFILE"); plainProfile.MatchString(profile) {
		login = "`aws sso login --profile " + profile + "`"
	}
	source := ""
	if c.sts != nil {
		if have, err := c.sts.Options().Credentials.Retrieve(ctx); err == nil {
			source = have.Source
		}
	}
	switch {
	case source == config.CredentialsSourceName:
		return "they are the keys of AWS_ACCESS_KEY_ID; set new ones, or unset AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and " +
			"AWS_SESSION_TOKEN and sign in with " + login
	case strings.HasPrefix(source, "SharedConfigCredentials"):
		return "they are keys of a file; write new ones with `aws configure`, or sign in with " + login
	case source == "ProcessProvider":
		return "run what the credential_process of the profile needs, then try again"
	}
	return "sign in again, for example with " + login
}

// plainProfile are names of profiles that need no quotes in a shell.
var plainProfile = regexp.MustCompile(`^[A-Za-z0-9_.@-]+$`)

// trouble says what to do about an error that any call can meet; "" if there is
// nothing to say but the error.
func trouble(err error) string {
	switch {
	case isExpired(err):
		return "the AWS credentials have expired: sign in again, for example with `aws sso login`"
	case refusedKeys(err):
		return "AWS refuses these credentials: check them with `aws sts get-caller-identity`"
	case hasCode(err, "RequestTimeTooSkewed"):
		return "the clock of this machine is wrong: AWS takes requests from within 15 minutes of its own"
	}
	if dns := (*net.DNSError)(nil); errors.As(err, &dns) {
		return unreachable(err)
	}
	return ""
}

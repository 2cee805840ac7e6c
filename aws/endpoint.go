package aws

import (
	"context"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/auth"
	smithyendpoints "github.com/aws/smithy-go/endpoints"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// oneEndpoint says where a call to S3 goes, and how it is signed, where both stand
// from the beginning. The SDK goes through the rules for all of AWS's regions and
// kinds of buckets instead, twice for each call. What is out of the ordinary is left
// to them; buckets of S3 Express, which are signed for otherwise, the embedded AWS has
// none.
type oneEndpoint struct {
	rules s3.EndpointResolverV2
	base  url.URL
}

var (
	_ s3.EndpointResolverV2 = (*oneEndpoint)(nil)
	_ s3.AuthSchemeResolver = (*oneEndpoint)(nil)
)

// goTo lets a client of S3 make all its calls to the endpoint of its options.
func goTo(so *s3.Options) {
	base, err := url.Parse(deref(so.BaseEndpoint))
	if err != nil || base.Path != "" || base.RawQuery != "" || base.Fragment != "" {
		return // the rules know what to do
	}
	one := &oneEndpoint{rules: so.EndpointResolverV2, base: *base}
	so.EndpointResolverV2, so.AuthSchemeResolver = one, one
}

// ResolveEndpoint is the URL of a bucket, or of all of them.
func (e *oneEndpoint) ResolveEndpoint(ctx context.Context, p s3.EndpointParameters) (smithyendpoints.Endpoint, error) {
	if !deref(p.ForcePathStyle) || !isPlainName(deref(p.Bucket)) || deref(p.Accelerate) || deref(p.UseFIPS) || deref(p.UseDualStack) {
		return e.rules.ResolveEndpoint(ctx, p)
	}
	at := smithyendpoints.Endpoint{URI: e.base}
	at.URI.Path = "/" + deref(p.Bucket)
	return at, nil
}

// ResolveAuthSchemes signs each call for S3. The SDK writes into what it is given.
func (e *oneEndpoint) ResolveAuthSchemes(_ context.Context, p *s3.AuthResolverParameters) ([]*auth.Option, error) {
	var how smithy.Properties
	smithyhttp.SetSigV4SigningName(&how, "s3")
	smithyhttp.SetSigV4SigningRegion(&how, p.Region)
	smithyhttp.SetDisableDoubleEncoding(&how, true)
	return []*auth.Option{{SchemeID: auth.SchemeIDSigV4, SignerProperties: how}}, nil
}

// isPlainName tells whether a bucket's name is one, and nothing that is written in
// its place, such as an ARN.
func isPlainName(bucket string) bool {
	for _, c := range []byte(bucket) {
		if c != '-' && c != '.' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return bucket != ""
}

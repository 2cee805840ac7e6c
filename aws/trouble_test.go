package aws

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"

	"inflight/pipeline/event"
)

func TestAnIdentityThatCannotBeFoundSaysWhy(t *testing.T) {
	noHost := &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "sts.mars-1.amazonaws.com", IsNotFound: true}}
	cut := &net.OpError{Op: "dial", Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(3, 4, 5, 6), Port: 443}, Err: errors.New("network is unreachable")}
	metadata := &net.OpError{Op: "dial", Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(169, 254, 169, 254), Port: 80}, Err: errors.New("no route to host")}
	for name, c := range map[string]struct {
		err      error
		profile  string
		want     string
		unwanted string
	}{
		"a region that does not resolve": {noHost, "", "there is no host sts.mars-1.amazonaws.com; is the region right (AWS_REGION)", "no AWS credentials"},
		"a network that is gone":         {cut, "", "no answer; is there a network", "no AWS credentials"},
		"no credentials anywhere":        {metadata, "", "no AWS credentials that work: run `aws configure`", "network?"},
		"expired keys":                   {&smithy.GenericAPIError{Code: "ExpiredToken"}, "", "`aws sso login`", "no AWS credentials"},
		"expired keys of a profile":      {&smithy.GenericAPIError{Code: "ExpiredTokenException"}, "work", "`aws sso login --profile work`", ""},
		"a session that has ended":       {&ssocreds.InvalidTokenError{Err: errors.New("expired")}, "work", "`aws sso login --profile work`", "no AWS credentials"},
		"a profile that needs quotes":    {&smithy.GenericAPIError{Code: "ExpiredToken"}, "a b;rm", "`aws sso login`", "rm"},
		"keys that AWS does not know":    {&smithy.GenericAPIError{Code: "InvalidClientTokenId"}, "", "AWS refuses these credentials", ""},
		"a wrong secret":                 {&smithy.GenericAPIError{Code: "SignatureDoesNotMatch"}, "", "AWS refuses these credentials", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("AWS_PROFILE", c.profile)
			err := (&Clients{Region: "mars-1"}).explainIdentity(t.Context(), c.err)
			if !strings.Contains(err.Error(), c.want) || c.unwanted != "" && strings.Contains(err.Error(), c.unwanted) || !errors.Is(err, c.err) {
				t.Errorf("%v\nwant %q, and not %q", err, c.want, c.unwanted)
			}
		})
	}
}

func TestKeysOfTheEnvironmentThatHaveExpiredAreSaidToBeThose(t *testing.T) {
	expired := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `<ErrorResponse><Error><Code>ExpiredToken</Code></Error></ErrorResponse>`)
	}))
	defer expired.Close()
	for name, value := range map[string]string{"AWS_ACCESS_KEY_ID": "ASIA", "AWS_SECRET_ACCESS_KEY": "x", "AWS_SESSION_TOKEN": "s3cret", "AWS_PROFILE": ""} {
		t.Setenv(name, value)
	}
	c, err := Connect(t.Context(), Options{Endpoint: expired.URL, Region: "us-east-1", Account: "1"})
	if err != nil {
		t.Fatal(err)
	}
	c.Endpoint = "" // as if it were AWS
	_, err = c.identity(t.Context())
	if err == nil || !strings.Contains(err.Error(), "unset AWS_ACCESS_KEY_ID") || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("%v", err)
	}
}

func TestAnEndpointSaysWhichServiceItLacks(t *testing.T) {
	// What servers answer that know one service alone, to the calls of others.
	foreign := map[string]func(http.ResponseWriter){
		"a page that is not there": func(w http.ResponseWriter) { http.Error(w, "404 page not found", http.StatusNotFound) },
		"a method not allowed":     func(w http.ResponseWriter) { w.WriteHeader(http.StatusMethodNotAllowed) },
		"an action it does not know": func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `<ErrorResponse><Error><Code>InvalidAction</Code></Error></ErrorResponse>`)
		},
		"an operation it does not know": func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"__type":"UnknownOperationException"}`)
		},
	}
	for how, answer := range foreign {
		for service, call := range map[string]func(context.Context, *build) error{
			"SQS":         func(ctx context.Context, b *build) error { _, err := b.find(ctx, new(b.queue()), nil); return err },
			"EventBridge": func(ctx context.Context, b *build) error { _, err := b.find(ctx, new(b.rule()), nil); return err },
			"SNS":         func(ctx context.Context, b *build) error { return b.topic().create(ctx) },
			"S3":          func(ctx context.Context, b *build) error { return b.bucket("photos").create(ctx) },
		} {
			t.Run(service+"/"+how, func(t *testing.T) {
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w) }))
				defer server.Close()
				c, err := Connect(t.Context(), Options{Endpoint: server.URL, Region: "us-east-1", Account: "000000000000", AccessKey: "a", SecretKey: "b"})
				if err != nil {
					t.Fatal(err)
				}
				b, err := DefaultStack().build(c, nil)
				if err != nil {
					t.Fatal(err)
				}
				err = b.explain("creating", &resource{kind: "thing", name: "x"}, call(t.Context(), b))
				if !strings.Contains(err.Error(), "has no "+service) {
					t.Errorf("%v", err)
				}
			})
		}
	}
}

func TestARefusalNamesThePermission(t *testing.T) {
	denied := &smithy.OperationError{ServiceID: "S3", OperationName: "HeadBucket", Err: &smithy.GenericAPIError{Code: "Forbidden"}}
	if err := objectError("reading", "b", "k", denied); !strings.Contains(err.Error(), "they need s3:ListBucket") {
		t.Errorf("%v", err)
	}
	events := &smithy.OperationError{ServiceID: "EventBridge", OperationName: "PutRule", Err: &smithy.GenericAPIError{Code: "AccessDeniedException"}}
	if got := permission(events); got != "events:PutRule" {
		t.Errorf("%s", got)
	}
}

func TestOneServiceSentElsewhereLeavesARealAccount(t *testing.T) {
	elsewhere, atAWS := "http://127.0.0.1:1", "https://sqs.eu-west-1.amazonaws.com"
	for want, bases := range map[string][]*string{
		"":        {nil, nil, nil, nil},
		elsewhere: {&elsewhere, &elsewhere, &elsewhere, &elsewhere},
		atAWS:     {&elsewhere, &atAWS, &elsewhere, &elsewhere},
	} {
		if got := endpointOf(bases...); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := endpointOf(&elsewhere, nil, &elsewhere); !event.IsAWS(got) {
		t.Errorf("S3 is AWS's own, and it is said to be %q", got)
	}
}

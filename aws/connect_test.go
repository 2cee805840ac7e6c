package aws_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"inflight/aws"
)

// environment leaves a test nothing of the machine's own AWS configuration but
// what it names.
func environment(t *testing.T, variables map[string]string) {
	t.Helper()
	nothing := filepath.Join(t.TempDir(), "nothing")
	for name, value := range map[string]string{
		"AWS_CONFIG_FILE": nothing, "AWS_SHARED_CREDENTIALS_FILE": nothing, "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_PROFILE": "", "AWS_REGION": "", "AWS_DEFAULT_REGION": "", "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "",
		"AWS_SESSION_TOKEN": "", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "",
		"AWS_WEB_IDENTITY_TOKEN_FILE": "",
	} {
		t.Setenv(name, value)
	}
	for name, value := range variables {
		t.Setenv(name, value)
	}
}

// identity answers as STS does, and tells who asked.
func identity(t *testing.T, status int, answer string) (url string, authorization *string) {
	t.Helper()
	authorization = new("")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*authorization = r.Header.Get("Authorization")
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, answer)
	}))
	t.Cleanup(server.Close)
	return server.URL, authorization
}

const someAccount = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
	`<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`

func connect(t *testing.T, o aws.Options) *aws.Clients {
	t.Helper()
	c, err := aws.Connect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheEnvironmentSaysWhichAWS(t *testing.T) {
	url, authorization := identity(t, http.StatusOK, someAccount)
	environment(t, map[string]string{
		"AWS_ENDPOINT_URL": url, "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "s",
	})
	c := connect(t, aws.Options{})
	if c.Account != "123456789012" || c.Region != "eu-west-1" || c.Endpoint != url || c.Real() {
		t.Errorf("connected to account %s in %s at %s, real: %v", c.Account, c.Region, c.Endpoint, c.Real())
	}
	if !strings.Contains(*authorization, "Credential=AKIDENV/") || !strings.Contains(*authorization, "/eu-west-1/") {
		t.Errorf("signed %q", *authorization)
	}
}

func TestAnEndpointWinsOverTheEnvironmentAndNeedsNoCredentials(t *testing.T) {
	url, _ := identity(t, http.StatusOK, someAccount)
	environment(t, map[string]string{
		"AWS_ENDPOINT_URL": "http://elsewhere.test", "AWS_ENDPOINT_URL_SQS": "http://elsewhere.test",
	})
	c := connect(t, aws.Options{Endpoint: url})
	if c.Endpoint != url || c.Region != aws.DefaultRegion || c.Account != "123456789012" {
		t.Errorf("connected to %s, %s, %s", c.Endpoint, c.Region, c.Account)
	}
}

func TestAnEndpointWithoutSTSIsAnAccountOfItsOwn(t *testing.T) {
	url, _ := identity(t, http.StatusBadRequest, `<ErrorResponse><Error><Code>InvalidAction</Code></Error></ErrorResponse>`)
	environment(t, nil)
	if c := connect(t, aws.Options{Endpoint: url}); c.Account != "000000000000" {
		t.Errorf("the account is %s", c.Account)
	}
}

func TestWhatIsMissingIsNamedWithWhatToDo(t *testing.T) {
	tests := map[string]struct {
		environment map[string]string
		options     aws.Options
		want        []string
	}{
		"credentials":     {map[string]string{"AWS_REGION": "us-east-1"}, aws.Options{}, []string{"no AWS credentials", "aws configure", "AWS_PROFILE"}},
		"a region":        {nil, aws.Options{}, []string{"no AWS region", "AWS_REGION=us-east-1"}},
		"a profile":       {map[string]string{"AWS_PROFILE": "work", "AWS_REGION": "us-east-1"}, aws.Options{}, []string{"AWS_PROFILE", "work"}},
		"a scheme":        {nil, aws.Options{Endpoint: "127.0.0.1:4566"}, []string{`"127.0.0.1:4566" is no URL`, "http://127.0.0.1:4566"}},
		"the transport's": {nil, aws.Options{Transport: silent{}}, []string{"needs an endpoint"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			environment(t, test.environment)
			_, err := aws.Connect(t.Context(), test.options)
			for _, want := range test.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("the error is %v, want %q in it", err, want)
				}
			}
		})
	}
}

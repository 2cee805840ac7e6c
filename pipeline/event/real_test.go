package event_test

import (
	"testing"

	"inflight/pipeline/event"
)

func TestOnlyHostsOfAWSAreARealAccount(t *testing.T) {
	for _, c := range []struct {
		endpoint string
		want     bool
	}{
		{"", true},
		{"https://sqs.eu-west-1.amazonaws.com", true},
		{"https://SQS.EU-WEST-1.AMAZONAWS.COM./", true},
		{"https://amazonaws.com:443", true},
		{"https://sqs.cn-north-1.amazonaws.com.cn", true},
		{"https://s3.dualstack.eu-west-1.api.aws", true},
		{"https://evil-amazonaws.com", false},
		{"https://amazonaws.com.example.org", false},
		{"https://amazonaws.community", false},
		{"https://notapi.aws", false},
		{"http://127.0.0.1:4566", false},
		{"http://localhost:4566/sqs.us.amazonaws.com", false},
		{"http://sqs.amazonaws.com@127.0.0.1:4566", false},
		{"http://[::1]:4566", false},
		{"https://sqs.us-east-1.localhost.localstack.cloud", false},
		{"::not a url", false},
	} {
		if got := event.IsAWS(c.endpoint); got != c.want {
			t.Errorf("%q: %t, want %t", c.endpoint, got, c.want)
		}
		setup := event.Setup{Endpoint: c.endpoint, Embedded: true}
		if setup.Real() {
			t.Errorf("%q: the embedded AWS is taken for a real account", c.endpoint)
		}
	}
}

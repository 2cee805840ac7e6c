package aws

import (
	"strings"
	"testing"
)

const (
	queueARN = "arn:aws:sqs:us-east-1:000000000000:practiceQ"
	ruleARN  = "arn:aws:events:us-east-1:000000000000:rule/HD-image-upload-trigger"
)

func TestTheDocumentsAreWhatAWSReads(t *testing.T) {
	tests := map[string]struct{ got, want string }{
		"access policy": {sendPolicy(queueARN, ruleARN), `{
			"Version": "2012-10-17",
			"Statement": [{
				"Sid": "RuleMaySend",
				"Effect": "Allow",
				"Principal": {"Service": "events.amazonaws.com"},
				"Action": "sqs:SendMessage",
				"Resource": "arn:aws:sqs:us-east-1:000000000000:practiceQ",
				"Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:events:us-east-1:000000000000:rule/HD-image-upload-trigger"}}
			}]}`},
		"redrive policy": {
			redrivePolicy(queueARN, 3),
			`{"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:practiceQ", "maxReceiveCount": 3}`,
		},
		"redrive-allow policy": {
			redriveAllowPolicy(queueARN),
			`{"redrivePermission": "byQueue", "sourceQueueArns": ["arn:aws:sqs:us-east-1:000000000000:practiceQ"]}`,
		},
		"event pattern": {
			createdPattern("photos"),
			`{"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": {"bucket": {"name": ["photos"]}}}`,
		},
	}
	for name, test := range tests {
		if !sameJSON(test.got, test.want) {
			t.Errorf("%s: %s, want %s", name, test.got, test.want)
		}
	}
}

func TestOurStatementJoinsAPolicyOrReplacesItsOldSelf(t *testing.T) {
	ours := maySend(queueARN, ruleARN)
	theirs := `{"Sid":"Theirs","Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*"}`
	both := `{"Version":"2008-10-17","Id":"x","Statement":[` + theirs + `,` + mustJSON(ours) + `]}`
	tests := map[string]struct{ have, want string }{
		"no policy":         {"", sendPolicy(queueARN, ruleARN)},
		"a lone statement":  {`{"Version":"2008-10-17","Id":"x","Statement":` + theirs + `}`, both},
		"a list of them":    {`{"Version":"2008-10-17","Id":"x","Statement":[` + theirs + `]}`, both},
		"an older one":      {strings.ReplaceAll(both, "HD-image", "old"), both},
		"already as wanted": {both, both},
	}
	for name, test := range tests {
		got, err := withStatement(test.have, ours)
		if err != nil || !sameJSON(got, test.want) {
			t.Errorf("%s: %s, %v, want %s", name, got, err, test.want)
		}
	}
	if _, err := withStatement(`{"Statement":`, ours); err == nil {
		t.Error("a policy that cannot be read must not be overwritten")
	}
}

func TestADeadLetterQueueKeepsTheSourcesThatItAllows(t *testing.T) {
	const other = "arn:aws:sqs:us-east-1:000000000000:other"
	tests := map[string]struct{ have, want string }{
		"nothing set":   {"", redriveAllowPolicy(queueARN)},
		"all allowed":   {`{"redrivePermission":"allowAll"}`, redriveAllowPolicy(queueARN)},
		"another queue": {redriveAllowPolicy(other), redriveAllowPolicy(other, queueARN)},
		"this queue":    {redriveAllowPolicy(queueARN, other), redriveAllowPolicy(queueARN, other)},
	}
	for name, test := range tests {
		if got := allowing(test.have, queueARN); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

func TestDocumentsThatSayTheSameAreTheSame(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{`{"maxReceiveCount":3,"a":[1]}`, ` { "a": ["1"], "maxReceiveCount": "3" }`, true},
		{`{"a":3}`, `{"a":4}`, false},
		{`{"a":3}`, ``, false},
		{`45`, `45`, true},
		{`not JSON`, `not JSON`, true},
		{`not JSON`, `{"a":3}`, false},
	}
	for _, test := range tests {
		if got := sameJSON(test.a, test.b); got != test.want {
			t.Errorf("sameJSON(%q, %q) = %v", test.a, test.b, got)
		}
	}
}

func TestARuleOnABusOfItsOwnHasTheBusInItsARN(t *testing.T) {
	c := &Clients{Region: "us-east-1", Account: "000000000000"}
	if got := c.arn("events", "rule/"+rulePath("default", "HD-image-upload-trigger")); got != ruleARN {
		t.Errorf("on the default bus it is %s", got)
	}
	if got := c.arn("events", "rule/"+rulePath("images", "r")); got != "arn:aws:events:us-east-1:000000000000:rule/images/r" {
		t.Errorf("on another it is %s", got)
	}
}

// sendPolicy is the access policy of a queue that had none, once a rule may send to it.
func sendPolicy(queueARN, ruleARN string) string {
	policy, err := withStatement("", maySend(queueARN, ruleARN))
	if err != nil {
		panic(err) // only a policy that is there can be wrong
	}
	return policy
}

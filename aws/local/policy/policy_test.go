package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"inflight/aws/local/policy"
)

const (
	queue = "arn:aws:sqs:us-east-1:000000000000:practiceQ"
	rule  = "arn:aws:events:us-east-1:000000000000:rule/HD-image-upload-trigger"
)

func request() policy.Request {
	return policy.Request{
		Principal: "events.amazonaws.com", Action: "sqs:SendMessage", Resource: queue,
		SourceARN: rule, SourceAccount: "000000000000",
	}
}

// one is a policy of one statement with the given members.
func one(members string) string {
	return `{"Version":"2012-10-17","Statement":{` + members + `}}`
}

func TestAPolicyAllowsWhatAStatementSaysAndNothingElse(t *testing.T) {
	base := `"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"` + queue + `"`
	with := func(condition string) string { return one(base + `,"Condition":` + condition) }
	for name, tc := range map[string]struct {
		policy string
		allow  bool
	}{
		"the service":                      {one(base), true},
		"another service":                  {one(strings.Replace(base, "events", "sns", 1)), false},
		"anyone":                           {one(`"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"`), true},
		"any account":                      {one(`"Effect":"Allow","Principal":{"AWS":"*"},"Action":["sqs:*"],"Resource":"*"`), true},
		"an action in another case":        {one(strings.Replace(base, "sqs:SendMessage", "SQS:sendmessage", 1)), true},
		"another action":                   {one(strings.Replace(base, "sqs:SendMessage", "sqs:ReceiveMessage", 1)), false},
		"all but another action":           {one(strings.Replace(base, `"Action":"sqs:SendMessage"`, `"NotAction":"sqs:DeleteQueue"`, 1)), true},
		"another resource":                 {one(strings.Replace(base, "practiceQ", "otherQ", 1)), false},
		"a wildcard in the resource":       {one(strings.Replace(base, "practiceQ", "practice?", 1)), true},
		"no resource named":                {one(strings.Split(base, `,"Resource"`)[0]), true},
		"ArnEquals on the rule":            {with(`{"ArnEquals":{"aws:SourceArn":"` + rule + `"}}`), true},
		"ArnEquals in another case":        {with(`{"ArnEquals":{"AWS:sourceARN":"` + rule + `"}}`), true},
		"ArnEquals on another rule":        {with(`{"ArnEquals":{"aws:SourceArn":"` + rule + `2"}}`), false},
		"ArnLike with a wildcard":          {with(`{"ArnLike":{"aws:SourceArn":"arn:aws:events:*:*:rule/HD-*"}}`), true},
		"a wildcard over a colon":          {with(`{"ArnLike":{"aws:SourceArn":"arn:aws:*:rule/HD-*"}}`), false},
		"one of several values":            {with(`{"StringEquals":{"aws:SourceAccount":["1","000000000000"]}}`), true},
		"two conditions, one fails":        {with(`{"StringEquals":{"aws:SourceAccount":"000000000000"},"StringLike":{"aws:SourceArn":"x*"}}`), false},
		"not equal":                        {with(`{"StringNotEquals":{"aws:SourceAccount":"1"}}`), true},
		"a key the request has not":        {with(`{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}`), false},
		"that key, if it exists":           {with(`{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-1"}}`), true},
		"that key is absent":               {with(`{"Null":{"aws:PrincipalOrgID":"true"}}`), true},
		"a boolean that is no string":      {with(`{"BoolIfExists":{"aws:SecureTransport":true}}`), true},
		"everybody but the service":        {one(strings.Replace(base, `"Principal"`, `"NotPrincipal"`, 1)), false},
		"a deny outweighs what is allowed": {`{"Statement":[{` + base + `},{` + strings.Replace(base, "Allow", "Deny", 1) + `}]}`, false},
		"a deny of somebody else":          {`{"Statement":[{` + base + `},{` + strings.Replace(strings.Replace(base, "Allow", "Deny", 1), "events", "sns", 1) + `}]}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := policy.Parse([]byte(tc.policy))
			if err != nil {
				t.Fatal(err)
			}
			if got := p.Allows(request()); got != tc.allow {
				t.Errorf("allows %v, want %v: %s", got, tc.allow, tc.policy)
			}
		})
	}
}

func TestAPolicyThatIsNotUnderstoodIsRefusedWithAReason(t *testing.T) {
	base := `"Effect":"Allow","Principal":"*","Action":"*"`
	for text, want := range map[string]string{
		``:                 "not the JSON",
		`[]`:               "not the JSON",
		`{}`:               "no statement",
		`{"Statement":[]}`: "no statement",
		one(base) + `x`:    "after its closing brace",
		`{"Version":"2020","Statement":{` + base + `}}`:                         "version",
		one(strings.Replace(base, "Allow", "allow", 1)):                         "Effect",
		one(`"Effect":"Allow","Action":"*"`):                                    "Principal",
		one(`"Effect":"Allow","Principal":"*"`):                                 "Action",
		one(`"Effect":"Allow","Principal":"me","Action":"*"`):                   "principal",
		one(`"Effect":"Allow","Principal":{"User":"me"},"Action":"*"`):          "kind",
		one(base + `,"NotAction":"*"`):                                          "both Action and NotAction",
		one(base + `,"Ressource":"*"`):                                          "unknown field",
		one(base + `,"Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}`):  "IpAddress is not supported",
		one(base + `,"Condition":{"StringEquals":{"aws:SourceArn":{"a":"b"}}}`): "string, a number or a boolean",
		one(base + `,"Condition":{"StringEquals":{"aws:SourceArn":[]}}`):        "no value",
	} {
		if _, err := policy.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%s)\n says %v\n want %q", text, err, want)
		}
	}
}

func TestNoPolicyAllowsNothing(t *testing.T) {
	var p *policy.Policy
	if p.Allows(request()) {
		t.Error("it was allowed")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(one(`"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Condition":{"ArnLike":{"aws:SourceArn":"arn:*"}}`))
	f.Add(`{"Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":["1","arn:aws:iam::1:root"]},"NotAction":["a*?"],"NotResource":"*"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := policy.Parse([]byte(text))
		if err != nil {
			return
		}
		p.Allows(request())
		if !strings.Contains(text, "Allow") && p.Allows(request()) {
			t.Errorf("%s allows without saying so", text)
		}
	})
}

func ExamplePolicy_Allows() {
	p, err := policy.Parse([]byte(`{
	  "Version": "2012-10-17",
	  "Statement": [{
	    "Effect": "Allow",
	    "Principal": {"Service": "events.amazonaws.com"},
	    "Action": "sqs:SendMessage",
	    "Resource": "arn:aws:sqs:us-east-1:000000000000:practiceQ",
	    "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:events:us-east-1:000000000000:rule/HD-image-upload-trigger"}}
	  }]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	r := request()
	fmt.Println(p.Allows(r))
	r.SourceARN = "arn:aws:events:us-east-1:000000000000:rule/another"
	fmt.Println(p.Allows(r))
	// Output:
	// true
	// false
}

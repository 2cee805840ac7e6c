package eventbridge_test

import (
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"
)

// testEvent is the event of a test with a detail of its own.
func testEvent(detail string) string {
	return `{"version":"0","id":"1","account":"000000000000","source":"aws.s3","time":"2024-02-29T12:00:00Z",` +
		`"region":"us-east-1","resources":["arn:aws:s3:::naa-hd-image-source"],"detail-type":"Object Created","detail":` + detail + `}`
}

// Line 34 of the behaviour list.
func TestAPatternMatchesWhatItSays(t *testing.T) {
	w := newWorld(t)
	const object = `{"bucket":{"name":"photos"},"object":{"key":"a/b.JPG","size":300},"ip":"10.0.0.9","none":null,"empty":"","list":[],"tags":["red","blue"],"flag":true}`
	detail := func(pattern string) string { return `{"detail":` + pattern + `}` }
	for name, tc := range map[string]struct {
		pattern, detail string
		match           bool
	}{
		"exact":                                        {`{"source":["aws.s3"]}`, object, true},
		"exact, in another case":                       {`{"source":["AWS.S3"]}`, object, false},
		"one of several values":                        {`{"source":["aws.ec2","aws.s3"]}`, object, true},
		"all fields":                                   {`{"source":["aws.s3"],"region":["eu-west-1"]}`, object, false},
		"nested":                                       {detail(`{"bucket":{"name":["photos"]}}`), object, true},
		"nested below a text":                          {detail(`{"ip":{"name":["photos"]}}`), object, false},
		"one item of the event's list":                 {`{"resources":["x","arn:aws:s3:::naa-hd-image-source"]}`, object, true},
		"no item of the event's list":                  {detail(`{"tags":["green"]}`), object, false},
		"an object in a list":                          {detail(`{"a":{"b":[2]}}`), `{"a":[{"b":1},[{"b":2}]]}`, true},
		"fields of different objects in a list":        {detail(`{"a":{"b":[1],"c":[4]}}`), `{"a":[{"b":1,"c":3},{"b":2,"c":4}]}`, false},
		"null":                                         {detail(`{"none":[null]}`), object, true},
		"null is no empty text":                        {detail(`{"empty":[null]}`), object, false},
		"an empty text":                                {detail(`{"empty":[""]}`), object, true},
		"an empty text is not null":                    {detail(`{"none":[""]}`), object, false},
		"a boolean":                                    {detail(`{"flag":[true]}`), object, true},
		"a number":                                     {detail(`{"object":{"size":[300]}}`), object, true},
		"a number written in another way":              {detail(`{"object":{"size":[300.0]}}`), object, false},
		"a number is no text":                          {detail(`{"object":{"size":["300"]}}`), object, false},
		"prefix":                                       {detail(`{"object":{"key":[{"prefix":"a/"}]}}`), object, true},
		"prefix, in another case":                      {detail(`{"object":{"key":[{"prefix":"A/"}]}}`), object, false},
		"prefix, ignoring case":                        {detail(`{"object":{"key":[{"prefix":{"equals-ignore-case":"A/B"}}]}}`), object, true},
		"suffix":                                       {detail(`{"object":{"key":[{"suffix":".JPG"}]}}`), object, true},
		"suffix, in another case":                      {detail(`{"object":{"key":[{"suffix":".jpg"}]}}`), object, false},
		"suffix, ignoring case":                        {detail(`{"object":{"key":[{"suffix":{"equals-ignore-case":".jpg"}}]}}`), object, true},
		"equals-ignore-case":                           {detail(`{"object":{"key":[{"equals-ignore-case":"A/B.jpg"}]}}`), object, true},
		"equals-ignore-case of something else":         {detail(`{"object":{"key":[{"equals-ignore-case":"A/B.jpeg"}]}}`), object, false},
		"anything-but":                                 {detail(`{"bucket":{"name":[{"anything-but":"secrets"}]}}`), object, true},
		"anything-but the value":                       {detail(`{"bucket":{"name":[{"anything-but":"photos"}]}}`), object, false},
		"anything-but a list":                          {detail(`{"bucket":{"name":[{"anything-but":["a","photos"]}]}}`), object, false},
		"anything-but a number":                        {detail(`{"object":{"size":[{"anything-but":[300.0,1]}]}}`), object, false},
		"anything-but a prefix":                        {detail(`{"object":{"key":[{"anything-but":{"prefix":"a"}}]}}`), object, false},
		"anything-but another prefix":                  {detail(`{"object":{"key":[{"anything-but":{"prefix":"b"}}]}}`), object, true},
		"anything-but a list of suffixes":              {detail(`{"object":{"key":[{"anything-but":{"suffix":[".png",".JPG"]}}]}}`), object, false},
		"anything-but a wildcard":                      {detail(`{"object":{"key":[{"anything-but":{"wildcard":"a/*.JPG"}}]}}`), object, false},
		"anything-but, ignoring case":                  {detail(`{"object":{"key":[{"anything-but":{"equals-ignore-case":["x","A/B.jpg"]}}]}}`), object, false},
		"anything-but a text, of a number":             {detail(`{"object":{"size":[{"anything-but":{"prefix":"3"}}]}}`), object, true},
		"anything-but of what is not there":            {detail(`{"owner":[{"anything-but":"me"}]}`), object, false},
		"anything-but with a list in the event":        {detail(`{"tags":[{"anything-but":"red"}]}`), object, true},
		"a number is equal":                            {detail(`{"object":{"size":[{"numeric":["=",3.0e2]}]}}`), object, true},
		"a number in a range":                          {detail(`{"object":{"size":[{"numeric":[">",0,"<=",300]}]}}`), object, true},
		"a number out of a range":                      {detail(`{"object":{"size":[{"numeric":[">=",0,"<",300]}]}}`), object, false},
		"a number that is a text":                      {detail(`{"ip":[{"numeric":[">",0]}]}`), object, false},
		"exists":                                       {detail(`{"none":[{"exists":true}]}`), object, true},
		"exists, of what is not there":                 {detail(`{"owner":[{"exists":true}]}`), object, false},
		"exists looks at leaves only":                  {detail(`{"bucket":[{"exists":true}]}`), object, false},
		"exists not":                                   {detail(`{"owner":[{"exists":false}]}`), object, true},
		"exists not, of what is there":                 {detail(`{"ip":[{"exists":false}]}`), object, false},
		"exists not, below what is not there":          {detail(`{"owner":{"name":[{"exists":false}]}}`), object, true},
		"exists not, of an empty list":                 {detail(`{"list":[{"exists":false}]}`), object, true},
		"exists not, or a value":                       {detail(`{"owner":[{"exists":false},"me"]}`), object, true},
		"wildcard":                                     {detail(`{"object":{"key":[{"wildcard":"a/*.JP*"}]}}`), object, true},
		"wildcard that stops short":                    {detail(`{"object":{"key":[{"wildcard":"a/*.JP"}]}}`), object, false},
		"wildcard whose parts overlap":                 {detail(`{"x":[{"wildcard":"aba*ab"}]}`), `{"x":"abab"}`, false},
		"wildcard with an escaped star":                {detail(`{"x":[{"wildcard":"a\\*b*"}]}`), `{"x":"a*bc"}`, true},
		"wildcard with an escaped star, of a text":     {detail(`{"x":[{"wildcard":"a\\*b"}]}`), `{"x":"axb"}`, false},
		"wildcard with an escaped backslash":           {detail(`{"x":[{"wildcard":"a\\\\*"}]}`), `{"x":"a\\b"}`, true},
		"cidr":                                         {detail(`{"ip":[{"cidr":"10.0.0.0/24"}]}`), object, true},
		"cidr of another net":                          {detail(`{"ip":[{"cidr":"10.0.1.0/24"}]}`), object, false},
		"cidr of IPv6":                                 {detail(`{"ip":[{"cidr":"2001:db8::/32"}]}`), `{"ip":"2001:db8::1"}`, true},
		"cidr of no address":                           {detail(`{"ip":[{"cidr":"10.0.0.0/8"}]}`), `{"ip":"here"}`, false},
		"or, the first":                                {`{"$or":[{"source":["aws.s3"]},{"region":["x"]}]}`, object, true},
		"or, the second":                               {detail(`{"$or":[{"ip":["x"]},{"bucket":{"name":["photos"]}}]}`), object, true},
		"or, none":                                     {detail(`{"$or":[{"ip":["x"]},{"bucket":{"name":["x"]}}]}`), object, false},
		"or, beside a field that does not match":       {`{"source":["x"],"$or":[{"source":["aws.s3"]},{"region":["x"]}]}`, object, false},
		"or, inside or":                                {`{"$or":[{"source":["x"]},{"$or":[{"source":["y"]},{"source":["aws.s3"]}]}]}`, object, true},
		"the detail-type of an upload, as the program": {`{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["photos"]}}}`, object, true},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := w.client.TestEventPattern(t.Context(), &sdk.TestEventPatternInput{EventPattern: &tc.pattern, Event: new(testEvent(tc.detail))})
			if err != nil {
				t.Fatal(err)
			}
			if out.Result != tc.match {
				t.Errorf("the pattern %s\nmatches %v, want %v, of\n%s", tc.pattern, out.Result, tc.match, tc.detail)
			}
		})
	}
}

func TestABadPatternIsRefusedWithAReason(t *testing.T) {
	w := newWorld(t)
	for pattern, reason := range map[string]string{
		`{`:                                   "not JSON",
		`[]`:                                  "not an object",
		`{}`:                                  "empty objects",
		`{"a":[1]} x`:                         "follows",
		`{"source":"aws.s3"}`:                 `"source" must be an object or an array`,
		`{"source":[]}`:                       "empty array",
		`{"source":[["a"]]}`:                  "a list may not be inside a list",
		`{"a":[{"prefix":"a","suffix":"b"}]}`: "only one key",
		`{"a":[{}]}`:                          "only one key",
		`{"a":[{"starts":"a"}]}`:              "unrecognized match type starts",
		`{"a":[{"prefix":1}]}`:                "prefix match pattern must be a string",
		`{"a":[{"suffix":{"wildcard":"a"}}]}`: "suffix match pattern must be a string",
		`{"a":[{"exists":"yes"}]}`:            "either true or false",
		`{"a":[{"anything-but":[]}]}`:         "must not be empty",
		`{"a":[{"anything-but":[1,"a"]}]}`:    "all of one kind",
		`{"a":[{"anything-but":null}]}`:       "all of one kind",
		`{"a":[{"anything-but":{"numeric":["=",1]}}]}`:                    "unrecognized match type numeric",
		`{"a":[{"anything-but":{"prefix":"a","suffix":1}}]}`:              "only one key",
		`{"a":[{"numeric":[">"]}]}`:                                       "one or two comparisons",
		`{"a":[{"numeric":["!",1]}]}`:                                     "unrecognized numeric range operator",
		`{"a":[{"numeric":[">","1"]}]}`:                                   "must be a number",
		`{"a":[{"numeric":[">",5000000001]}]}`:                            "between -5000000000",
		`{"a":[{"numeric":[">",1e999]}]}`:                                 "out of range",
		`{"a":[{"cidr":"10.0.0.1"}]}`:                                     "malformed CIDR",
		`{"a":[{"wildcard":"a**b"}]}`:                                     "consecutive wildcard",
		`{"a":[{"wildcard":"a\\b"}]}`:                                     "invalid escape",
		`{"$or":[{"a":["b"]}]}`:                                           "at least two",
		`{"$or":[{"a":["b"]},"c"]}`:                                       "at least two",
		`{"a":["` + strings.Repeat("x", 4096) + `"]}`:                     "longer than 4096",
		strings.Repeat(`{"a":`, 200) + `["b"]` + strings.Repeat("}", 200): "nested deeper",
	} {
		_, err := w.client.TestEventPattern(t.Context(), &sdk.TestEventPatternInput{EventPattern: &pattern, Event: new(testEvent("{}"))})
		wantCode(t, pattern, err, "InvalidEventPatternException")
		if err != nil && !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: the error %q does not say %q", pattern, err, reason)
		}
		_, err = w.client.PutRule(t.Context(), &sdk.PutRuleInput{Name: new("bad"), EventPattern: &pattern})
		wantCode(t, pattern, err, "InvalidEventPatternException")
	}
}

func TestAnEventToTestAPatternWithMustBeWhole(t *testing.T) {
	w := newWorld(t)
	for _, event := range []string{`{`, `[]`, `{"id":"1"}`, strings.Replace(testEvent("{}"), `"account"`, `"acct"`, 1)} {
		_, err := w.client.TestEventPattern(t.Context(), &sdk.TestEventPatternInput{EventPattern: new(`{"a":["b"]}`), Event: &event})
		wantCode(t, event, err, "ValidationException")
	}
}

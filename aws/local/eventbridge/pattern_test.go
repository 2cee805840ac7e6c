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
		"exact":                                 {`{"source":["aws.s3"]}`, object, true},
		"exact, in another case":                {`{"source":["AWS.S3"]}`, object, false},
		"one of several values":                 {`{"source":["aws.ec2","aws.s3"]}`, object, true},
		"all fields":                            {`{"source":["aws.s3"],"region":["eu-west-1"]}`, object, false},
		"nested":                                {detail(`{"bucket":{"name":["photos"]}}`), object, true},
		"nested below a text":                   {detail(`{"ip":{"name":["photos"]}}`), object, false},
		"one item of the event's list":          {`{"resources":["x","arn:aws:s3:::naa-hd-image-source"]}`, object, true},
		"no item of the event's list":           {detail(`{"tags":["green"]}`), object, false},
		"an object in a list":                   {detail(`{"a":{"b":[2]}}`), `{"a":[{"b":1},[{"b":2}]]}`, true},
		"fields of different objects in a list": {detail(`{"a":{"b":[1],"c":[4]}}`), `{"a":[{"b":1,"c":3},{"b":2,"c":4}]}`, false},
		"null":                                  {detail(`{"none":[null]}`), object, true},
		"null is no empty text":                 {detail(`{"empty":[null]}`), object, false},
		"an empty text":                         {detail(`{"empty":[""]}`), object, true},
		"an empty text is not null":             {detail(`{"none":[""]}`), object, false},
		"a boolean":                             {detail(`{"flag":[true]}`), object, true},
		"a number":                              {detail(`{"object":{"size":[300]}}`), object, true},
		"a number written in another way":       {detail(`{"object":{"size":[300.0]}}`), object, true},
		"a number written with an exponent":     {detail(`{"x":[0.5]}`), `{"x":5e-1}`, true},
		"another number":                        {detail(`{"object":{"size":[300.01]}}`), object, false},
		"a long id that a float64 does not tell apart": {detail(`{"x":[123456789012345678901]}`), `{"x":123456789012345678902}`, false},
		"a long id":                                    {detail(`{"x":[123456789012345678901]}`), `{"x":123456789012345678901}`, true},
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
		"exists not, below a text":                     {detail(`{"ip":{"name":[{"exists":false}]}}`), object, true},
		"exists not, of an object":                     {detail(`{"bucket":[{"exists":false}]}`), object, true},
		"exists not, of a list with a text":            {detail(`{"x":[{"exists":false}]}`), `{"x":[{"y":1},"z"]}`, false},
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
		"a dot in the pattern":                         {detail(`{"object.key":["a/b.JPG"]}`), object, true},
		"a dot in the pattern, of another path":        {detail(`{"object.name":["photos"]}`), object, false},
		"a dot in the event":                           {detail(`{"bucket":{"name":["photos"]}}`), `{"bucket.name":"photos"}`, true},
		"dots in both":                                 {detail(`{"a.b":{"c":[1]}}`), `{"a":{"b.c":1}}`, true},
		"dots all the way":                             {`{"detail.bucket.name":["photos"]}`, object, true},
		"a dot too many in the event":                  {detail(`{"a":{"b":[1]}}`), `{"a.b":{"b":1}}`, false},
		"a dot too many in the pattern":                {detail(`{"a.b":{"b":[1]}}`), `{"a":{"b":1}}`, false},
		"two ways to one field in the event":           {detail(`{"a":{"b":[2]}}`), `{"a.b":1,"a":{"b":2}}`, true},
		"a dot below a list":                           {detail(`{"a":{"b.c":[2]}}`), `{"a":[{"b":{"c":1}},{"b":{"c":2}}]}`, true},
		"dotted fields of different objects in a list": {detail(`{"a.b":[1],"a":{"c":[4]}}`), `{"a":[{"b":1,"c":3},{"b":2,"c":4}]}`, false},
		"a dot and exists not":                         {detail(`{"object.owner":[{"exists":false}]}`), object, true},
		"a field and what is below it":                 {detail(`{"a":[{"exists":false}],"a.b":[1]}`), `{"a":{"b":1}}`, true},
		"a dot in a value":                             {detail(`{"object":{"key":["a/b.JPG"]}}`), object, true},
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

// The words are those of AWS's own matcher, as AWS was recorded to say them.
// https://github.com/aws/event-ruler/blob/main/src/main/software/amazon/event/ruler/JsonRuleCompiler.java
func TestABadPatternIsRefusedWithAReason(t *testing.T) {
	w := newWorld(t)
	const complexity = "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character"
	const noList = "Value of anything-but must be an array or single string/number value."
	for _, bad := range [][2]string{
		{`[]`, "Filter is not an object"},
		{`{}`, "Empty objects are not allowed"},
		{`{"a":{}}`, "Empty objects are not allowed"},
		{`{"source":"aws.s3"}`, `"source" must be an object or an array`},
		{`{"detail":{"a.b":5}}`, `"a.b" must be an object or an array`},
		{`{"source":[]}`, "Empty arrays are not allowed"},
		{`{"source":[["a"]]}`, "Match value must be String, number, true, false, or null"},
		{`{"a":[{"prefix":"a","suffix":"b"}]}`, "Only one key allowed in match expression"},
		{`{"a":[{}]}`, "Match expression name not found"},
		{`{"a":[{"starts":"a"}]}`, "Unrecognized match type starts"},
		{`{"a":[{"PREFIX":"a"}]}`, "Unrecognized match type PREFIX"},
		{`{"a":[{"prefix":1}]}`, "prefix match pattern must be a string"},
		{`{"a":[{"suffix":["x"]}]}`, "suffix match pattern must be a string"},
		{`{"a":[{"equals-ignore-case":["x"]}]}`, "equals-ignore-case match pattern must be a string"},
		{`{"a":[{"wildcard":null}]}`, "wildcard match pattern must be a string"},
		{`{"a":[{"cidr":10}]}`, "prefix match pattern must be a string"},
		{`{"a":[{"suffix":{"wildcard":"a"}}]}`, "Unsupported suffix pattern: wildcard"},
		{`{"a":[{"prefix":{"equals-ignore-case":1}}]}`, "equals-ignore-case match pattern must be a string"},
		{`{"a":[{"exists":"yes"}]}`, "exists match pattern must be either true or false."},
		{`{"a":[{"anything-but":[]}]}`, "Inside anything but list, either all values are number or string, mixed type is not supported"},
		{`{"a":[{"anything-but":[1,"a"]}]}`, "Inside anything but list, either all values are number or string, mixed type is not supported"},
		{`{"a":[{"anything-but":["a",null]}]}`, "Inside anything but list, start|null|boolean is not supported."},
		{`{"a":[{"anything-but":null}]}`, noList},
		{`{"a":[{"anything-but":true}]}`, noList},
		{`{"a":[{"anything-but":{"prefix":{"equals-ignore-case":"a"}}}]}`, noList},
		{`{"a":[{"anything-but":{"suffix":{"equals-ignore-case":"aa"}}}]}`, noList},
		{`{"a":[{"anything-but":{"wildcard":null}}]}`, noList},
		{`{"a":[{"anything-but":{"prefix":""}}]}`, "Null prefix/suffix not allowed"},
		{`{"a":[{"anything-but":{"suffix":["x",""]}}]}`, "Null prefix/suffix not allowed"},
		{`{"a":[{"anything-but":{"prefix":5}}]}`, "prefix/suffix match pattern must be a string"},
		{`{"a":[{"anything-but":{"suffix":["x",5]}}]}`, "prefix/suffix match pattern must be a string"},
		{`{"a":[{"anything-but":{"wildcard":5}}]}`, "wildcard match pattern must be a string"},
		{`{"a":[{"anything-but":{"equals-ignore-case":[null]}}]}`, "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported."},
		{`{"a":[{"anything-but":{"numeric":["=",1]}}]}`, "Unsupported anything-but pattern: numeric"},
		{`{"a":[{"anything-but":{"cidr":"10.0.0.0/8"}}]}`, "Unsupported anything-but pattern: cidr"},
		{`{"a":[{"numeric":5}]}`, "Value of numeric must be an array."},
		{`{"a":[{"numeric":[]}]}`, "Invalid member in numeric match: ]"},
		{`{"a":[{"numeric":[1,"<"]}]}`, "Invalid member in numeric match: 1"},
		{`{"a":[{"numeric":[">"]}]}`, "Value of > must be numeric"},
		{`{"a":[{"numeric":["=","5"]}]}`, "Value of equals must be numeric"},
		{`{"a":[{"numeric":["!",1]}]}`, "Unrecognized numeric range operator: !"},
		{`{"a":[{"numeric":[">=",1,">",3]}]}`, "Bad numeric range operator: >"},
		{`{"a":[{"numeric":[">",1,">=",3]}]}`, "Bad numeric range operator: >="},
		{`{"a":[{"numeric":[">",1,"=",3]}]}`, "Bad numeric range operator: ="},
		{`{"a":[{"numeric":["<",3,">",1]}]}`, "Too many elements in numeric expression"},
		{`{"a":[{"numeric":["=",3,"<",5]}]}`, "Too many elements in numeric expression"},
		{`{"a":[{"numeric":[">",1,3]}]}`, "Bad value in numeric range: 3"},
		{`{"a":[{"numeric":[">",1,"<=","3"]}]}`, "Value of <= must be numeric"},
		{`{"a":[{"numeric":[">",1,"<",3,"<",4]}]}`, "Too many terms in numeric range expression"},
		{`{"a":[{"numeric":[">",3,"<",1]}]}`, "Bottom must be less than top"},
		{`{"a":[{"numeric":[">",5000000001]}]}`, "Value must be between -5.0E9 and 5.0E9, inclusive"},
		{`{"a":[{"numeric":[">",1e999]}]}`, "Value must be between -5.0E9 and 5.0E9, inclusive"},
		{`{"a":[{"cidr":"10.0.0.1"}]}`, "Malformed CIDR, one '/' required"},
		{`{"a":[{"cidr":"10.0.0.1/a"}]}`, "Malformed CIDR, mask bits must be an integer"},
		{`{"a":[{"cidr":"10.0.1/8"}]}`, "Nonstandard IP address: 10.0.1"},
		{`{"a":[{"wildcard":"a**b"}]}`, "Consecutive wildcard characters at pos 2"},
		{`{"a":[{"wildcard":"a\\b"}]}`, "Invalid escape character at pos 2"},
		{`{"a":[{"anything-but":{"wildcard":["x","**"]}}]}`, "Consecutive wildcard characters at pos 1"},
		{`{"a":[{"wildcard":"*-*-*-*-*-*-done"}]}`, complexity},
		{`{"a":[{"anything-but":{"wildcard":"*/a/a/a/a/a/a"}},{"wildcard":"*/a*/a*/a*/a"}]}`, complexity},
		{`{"a":{"b":[{"wildcard":"*0*0*0*"}]},"$or":[{"a.b":[{"wildcard":"*00*00*"}]},{"a":{"b":[{"wildcard":"*000*"}]}}]}`, complexity},
		{`{"$or":{"a":["b"]}}`, "It must be an Array followed with $or."},
		{`{"$or":[{"a":["b"]}]}`, "There must have at least 2 Objects in $or relationship."},
		{`{"$or":[{"a":["b"]},"c"]}`, "Only JSON object is allowed in array of $or relationship."},
		{`{"$or":[{"a":["b"]},{"prefix":["c"]}]}`, "prefix is Ruler reserved fieldName which cannot be used inside $or."},
	} {
		pattern, reason := bad[0], bad[1]
		_, err := w.client.TestEventPattern(t.Context(), &sdk.TestEventPatternInput{EventPattern: &pattern, Event: new(testEvent("{}"))})
		wantMessage(t, pattern, err, "InvalidEventPatternException", "Event pattern is not valid. Reason: "+reason)
		_, err = w.client.PutRule(t.Context(), &sdk.PutRuleInput{Name: new("bad"), EventPattern: &pattern})
		wantMessage(t, pattern, err, "InvalidEventPatternException", "Event pattern is not valid. Reason: "+reason)
	}
	for pattern, has := range map[string]string{ // which AWS says in the words of its parser of JSON
		`{`:           "not JSON",
		`{"a":[1]} x`: "follows",
		`{"a":["` + strings.Repeat("x", 4096) + `"]}`:                     "longer than 4096",
		strings.Repeat(`{"a":`, 200) + `["b"]` + strings.Repeat("}", 200): "nested deeper",
		`{"` + strings.Repeat("a.", 200) + `a":["b"]}`:                    "nested deeper",
	} {
		_, err := w.client.TestEventPattern(t.Context(), &sdk.TestEventPatternInput{EventPattern: &pattern, Event: new(testEvent("{}"))})
		wantCode(t, pattern, err, "InvalidEventPatternException")
		if err != nil && !strings.Contains(err.Error(), has) {
			t.Errorf("%s: the error %q does not say %q", pattern, err, has)
		}
	}
}

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html
func TestAnEventToTestAPatternWithMustBeWhole(t *testing.T) {
	w := newWorld(t)
	try := func(event string) error {
		_, err := w.client.TestEventPattern(t.Context(), &sdk.TestEventPatternInput{EventPattern: new(`{"a":["b"]}`), Event: &event})
		return err
	}
	for _, event := range []string{`{`, `[]`, `"text"`, `null`, `{"id":"1"}`, testEvent("{}") + "x"} {
		wantMessage(t, event, try(event), "ValidationException", "Parameter Event is not valid.")
	}
	for _, name := range []string{"id", "account", "source", "time", "region", "detail-type"} {
		wantMessage(t, "without "+name, try(strings.Replace(testEvent("{}"), `"`+name+`":`, `"not-`+name+`":`, 1)), "ValidationException", "Parameter Event is not valid.")
	}
	for _, name := range []string{"resources", "version", "detail"} {
		if err := try(strings.Replace(testEvent("{}"), `"`+name+`":`, `"not-`+name+`":`, 1)); err != nil {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

package sns_test

import (
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"inflight/aws/local/sns"
)

// Line 39 of the list: filter policies on attributes and body.

func TestFilterPoliciesOnTheBody(t *testing.T) {
	for _, c := range []struct {
		policy  string
		yes, no string // bodies, one a line
	}{
		{`{"a":["x","y"]}`, `{"a":"x"}` + "\n" + `{"a":["z","y"]}`, `{"a":"z"}` + "\n" + `{"b":"x"}` + "\n" + `x` + "\n" + `["x"]` + "\n" + `{"a":"X"}`},
		{`{"a":[1, 2.5]}`, `{"a":1.0}` + "\n" + `{"a":25e-1}`, `{"a":"1"}` + "\n" + `{"a":2}`},
		{`{"a":[true,null]}`, `{"a":true}` + "\n" + `{"a":null}`, `{"a":false}` + "\n" + `{}`},
		{`{"a":["x"],"b":["y"]}`, `{"a":"x","b":"y"}`, `{"a":"x"}` + "\n" + `{"a":"x","b":"x"}`},
		{`{"a":{"b":{"c":["x"]}}}`, `{"a":{"b":{"c":"x"}}}` + "\n" + `{"a":[{"b":{"c":"z"}},{"b":{"c":"x"}}]}`, `{"a":{"b":"x"}}` + "\n" + `{"a":"x"}`},
		{`{"a":[{"prefix":"ab"}]}`, `{"a":"abc"}`, `{"a":"cab"}` + "\n" + `{"a":1}`},
		{`{"a":[{"suffix":".png"}]}`, `{"a":"x.png"}`, `{"a":"x.png.jpg"}`},
		{`{"a":[{"equals-ignore-case":"Red"}]}`, `{"a":"rED"}`, `{"a":"reds"}`},
		{`{"a":[{"wildcard":"a*b*c"}]}`, `{"a":"abc"}` + "\n" + `{"a":"a1b2b3c"}`, `{"a":"ab"}` + "\n" + `{"a":"abcd"}` + "\n" + `{"a":"xabc"}`},
		{`{"a":[{"wildcard":"1\\*2"}]}`, `{"a":"1*2"}`, `{"a":"112"}`},
		{`{"a":[{"wildcard":"*"}]}`, `{"a":""}`, `{"a":5}`},
		{`{"a":[{"cidr":"10.0.0.0/8"}]}`, `{"a":"10.1.2.3"}`, `{"a":"11.0.0.1"}` + "\n" + `{"a":"x"}`},
		{`{"a":[{"anything-but":["x",5]}]}`, `{"a":"y"}` + "\n" + `{"a":6}` + "\n" + `{"a":["x","y"]}`, `{"a":"x"}` + "\n" + `{"a":5.0}` + "\n" + `{}`},
		{`{"a":[{"anything-but":{"prefix":"x"}}]}`, `{"a":"yx"}`, `{"a":"xy"}`},
		{`{"a":[{"anything-but":{"prefix":["x","z"]}}]}`, `{"a":"yx"}`, `{"a":"zy"}`},
		{`{"a":[{"anything-but":{"wildcard":"x*z"}}]}`, `{"a":"xy"}`, `{"a":"xyz"}`},
		{`{"a":[{"numeric":[">",0,"<=",100]}]}`, `{"a":0.00001}` + "\n" + `{"a":100}`, `{"a":0}` + "\n" + `{"a":100.00001}` + "\n" + `{"a":"5"}`},
		{`{"a":[{"numeric":["=",301.5]}]}`, `{"a":3.015e2}`, `{"a":301.50001}`},
		{`{"a":[{"exists":true}]}`, `{"a":null}` + "\n" + `{"a":0}`, `{}` + "\n" + `{"a":{"b":1}}`},
		{`{"a":{"b":[{"exists":false}]}}`, `{}` + "\n" + `{"a":{"c":1}}`, `{"a":{"b":1}}`},
		{`{"$or":[{"a":["x"]},{"b":["y"]}]}`, `{"a":"x"}` + "\n" + `{"b":"y"}`, `{"a":"y"}`},
		{`{"c":["z"],"$or":[{"a":["x"]},{"b":["y"]}]}`, `{"c":"z","a":"x"}`, `{"a":"x"}` + "\n" + `{"c":"z"}`},
		{`{"a.b":["x"]}`, `{"a":{"b":"x"}}` + "\n" + `{"a.b":"x"}` + "\n" + `{"a":[{"b":"y"},{"b":"x"}]}`, `{"a":{"b":"y"}}` + "\n" + `{"b":"x"}` + "\n" + `{"a":"b","b":"x"}`},
		{`{"a":{"b":{"c":["x"]}}}`, `{"a.b.c":"x"}` + "\n" + `{"a.b":{"c":"x"}}` + "\n" + `{"a":{"b.c":["y","x"]}}`, `{"a.b":"c"}` + "\n" + `{"a.b.c.d":"x"}`},
		{`{"a.b":{"c":["x"]},"a":{"b.d":["y"]}}`, `{"a":{"b":{"c":"x","d":"y"}}}`, `{"a":{"b":[{"c":"x","d":"z"},{"c":"z","d":"y"}]}}`},
		{`{"a.b":[{"exists":false}]}`, `{"a":{"c":1}}` + "\n" + `{"a":1}`, `{"a.b":0}` + "\n" + `{"a":{"b":0}}`},
		{`{"$or":["x"]}`, `{"$or":"x"}`, `{"a":"x"}`},
	} {
		f, err := sns.ParseFilter(c.policy, true)
		if err != nil {
			t.Errorf("%s: %v", c.policy, err)
			continue
		}
		for body := range strings.SplitSeq(c.yes, "\n") {
			if !f.Wants(body, nil) {
				t.Errorf("%s does not want %s", c.policy, body)
			}
		}
		for body := range strings.SplitSeq(c.no, "\n") {
			if f.Wants(body, nil) {
				t.Errorf("%s wants %s", c.policy, body)
			}
		}
	}
}

func TestFilterPoliciesThatCannotBe(t *testing.T) {
	for _, policy := range []string{
		``, `x`, `[]`, `{}`, `{"a":"x"}`, `{"a":[]}`, `{"a":{}}`, `{"a":[["x"]]}`, `{"a":[{}]}`, `{"a":["x"]} x`, `null`,
		`{"a":[{"prefix":"x","suffix":"y"}]}`, `{"a":[{"prefix":5}]}`, `{"a":[{"sounds-like":"x"}]}`, `{"a":[{"exists":"yes"}]}`,
		`{"a":[{"numeric":5}]}`, `{"a":[{"numeric":["!",5]}]}`, `{"a":[{"numeric":["<",5,">",1]}]}`, `{"a":[{"numeric":["",5,"",1]}]}`,
		`{"a":[{"numeric":["=","5"]}]}`, `{"a":[{"numeric":["=",1e10]}]}`, `{"a":[1e10]}`, `{"a":[{"cidr":"10.0.0.1"}]}`,
		`{"a":[{"wildcard":"**"}]}`, `{"a":[{"wildcard":"\\x"}]}`, `{"a":[{"wildcard":"\\"}]}`,
		`{"a":[{"anything-but":[]}]}`, `{"a":[{"anything-but":[true]}]}`, `{"a":[{"anything-but":{}}]}`, `{"a":[{"anything-but":{"suffix":"x"}}]}`, `{"a":[{"anything-but":{"suffix":["x","z"]}}]}`, `{"a":[{"anything-but":{"exists":true}}]}`,
		`{"a":[{"numeric":[">",3,"<",1]}]}`, `{"a":[{"numeric":[">=",1,"<=",1]}]}`, `{"a":[{"numeric":[">=",-1,"<",-2.5]}]}`, `{"a":[{"anything-but":{"cidr":"10.0.0.0/8"}}]}`,
		`{"a":["x"],"b":["x"],"c":["x"],"d":["x"],"e":["x"],"f":["x"]}`,                            // more than five keys
		`{"a":[` + strings.Repeat(`"x",`, 15) + `"x"],"b":[` + strings.Repeat(`"x",`, 9) + `"x"]}`, // 160 combinations
		strings.Repeat(`{"a":`, 100) + `["x"]` + strings.Repeat(`}`, 100),
	} {
		if _, err := sns.ParseFilter(policy, true); err == nil {
			t.Errorf("%.60s was taken", policy)
		}
	}
	if _, err := sns.ParseFilter(`{"a":{"b":["x"]}}`, false); err == nil {
		t.Error("a nested policy was taken for attributes")
	}
}

func TestASubscriberGetsOnlyWhatItsPolicyWants(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	raw := func(policy, scope string) map[string]string {
		return map[string]string{"RawMessageDelivery": "true", "FilterPolicy": policy, "FilterPolicyScope": scope}
	}
	w.subscribe(topic, "sqs", queueARN+"1", raw(`{"engine":["ffmpeg"],"size":[{"numeric":["<",100]}]}`, "MessageAttributes"))
	w.subscribe(topic, "sqs", queueARN+"2", raw(`{"image":{"name":[{"prefix":"garden"}]}}`, "MessageBody"))
	w.subscribe(topic, "sqs", queueARN+"3", raw(`{"tags":["b"],"none":[{"exists":false}]}`, "MessageAttributes"))
	for _, m := range []struct {
		body       string
		attributes map[string]types.MessageAttributeValue
		want       string
	}{
		{"plain", nil, ""},
		{"both", map[string]types.MessageAttributeValue{"engine": text("ffmpeg"), "size": number("64")}, "1"},
		{"too large", map[string]types.MessageAttributeValue{"engine": text("ffmpeg"), "size": number("640")}, ""},
		{`{"image":{"name":"garden-1"}}`, nil, "2"},
		{"a list", map[string]types.MessageAttributeValue{"tags": {DataType: new("String.Array"), StringValue: new(`["a","b"]`)}}, "3"},
	} {
		w.queues.sent = nil
		_, err := w.client.Publish(t.Context(), &sdk.PublishInput{TopicArn: &topic, Message: &m.body, MessageAttributes: m.attributes})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, d := range w.queues.sent {
			got += strings.TrimPrefix(d.QueueARN, queueARN)
		}
		if got != m.want {
			t.Errorf("%s went to %q, want %q", m.body, got, m.want)
		}
	}
}

func FuzzAFilterPolicyIsRefusedOrMatches(f *testing.F) {
	f.Add(`{"a":["x",{"prefix":"y"}]}`, `{"a":"x"}`)
	f.Add(`{"a":{"b":[{"numeric":[">",0,"<=",5]},null]}}`, `{"a":[{"b":3},{"b":null}]}`)
	f.Add(`{"$or":[{"a":[{"exists":false}]},{"b":[{"anything-but":{"wildcard":"*x\\*"}}]}]}`, `{"b":"yx*"}`)
	f.Add(`{"a":[{"cidr":"::/0"}]}`, `{"a":"::1"}`)
	f.Fuzz(func(t *testing.T, policy, body string) {
		for _, inBody := range []bool{true, false} {
			filter, err := sns.ParseFilter(policy, inBody)
			if err != nil {
				continue
			}
			attributes := map[string]sns.Attribute{
				"a": {DataType: "String", StringValue: body}, "b": {DataType: "String.Array", StringValue: body},
			}
			if first := filter.Wants(body, attributes); filter.Wants(body, attributes) != first {
				t.Errorf("%s cannot decide on %s", policy, body)
			}
		}
	})
}

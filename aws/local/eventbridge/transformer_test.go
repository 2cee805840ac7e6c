package eventbridge_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// transformed is a target whose input is made by a transformer.
func transformed(template string, paths map[string]string) types.Target {
	return types.Target{Id: new("t"), Arn: new(queueARN), InputTransformer: &types.InputTransformer{InputTemplate: &template, InputPathsMap: paths}}
}

// Line 35 of the behaviour list: Input, InputPath, InputTransformer.
func TestATargetGetsTheInputItAsksFor(t *testing.T) {
	const detail = `{"key":"a \"b\" & <c>","list":[{"id":1},{"id":2}],"n":7,"o":{"x":"y"}}`
	path := func(p string) types.Target { return types.Target{Id: new("t"), Arn: new(queueARN), InputPath: &p} }
	for name, tc := range map[string]struct {
		target types.Target
		want   string
	}{
		"a constant":              {types.Target{Id: new("t"), Arn: new(queueARN), Input: new(`{"a": 1}`)}, `{"a": 1}`},
		"a part":                  {path("$.detail.o"), `{"x":"y"}`},
		"a text":                  {path("$.detail.key"), `"a \"b\" & <c>"`},
		"an item":                 {path("$.detail.list[1].id"), `2`},
		"a name in brackets":      {path("$['detail-type']"), `"order"`},
		"all items":               {path("$.detail.list[*].id"), `[1,2]`},
		"the whole detail":        {path("$.detail"), detail},
		"variables in a text":     {transformed(`"<key> has <n>"`, map[string]string{"key": "$.detail.key", "n": "$.detail.n"}), `"a \"b\" & <c> has 7"`},
		"variables in JSON":       {transformed(`{"key":<key>,"n":<n>,"o":<o>}`, map[string]string{"key": "$.detail.key", "n": "$.detail.n", "o": "$.detail.o"}), `{"key":"a \"b\" & <c>","n":7,"o":{"x":"y"}}`},
		"an object inside quotes": {transformed(`"<o>"`, map[string]string{"o": "$.detail.o"}), `"{\"x\":\"y\"}"`},
		"a path to nothing":       {transformed(`{"a":<no>,"b":"<no>"}`, map[string]string{"no": "$.detail.no"}), `{"a":"","b":""}`},
		"an unknown variable":     {transformed(`"<what>"`, nil), `"<what>"`},
		"the rule":                {transformed(`"<aws.events.rule-name> <aws.events.rule-arn>"`, nil), `"r ` + ruleARN + `r"`},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.rule("default", "r", `{"source":["shop"]}`, tc.target)
			w.send(entry(detail))
			w.close()
			if got := strings.TrimSuffix(w.targets.bodies(), "\n"); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestReservedVariablesHoldTheEvent(t *testing.T) {
	w := newWorld(t)
	w.rule("default", "r", `{"source":["shop"]}`,
		transformed(`{"head":<aws.events.event>,"all":<aws.events.event.json>,"at":<aws.events.event.ingestion-time>}`, nil))
	w.send(entry(`{"n":7}`))
	w.close()
	body := w.targets.bodies()
	if strings.Count(body, `"detail":{"n":7}`) != 1 || strings.Count(body, `"source":"shop"`) != 2 || !strings.Contains(body, `"at":"2`) {
		t.Errorf("got %s", body)
	}
}

func TestAnInputPathThatLeadsToNothingIsAFailureWithAReason(t *testing.T) {
	w := newWorld(t)
	w.rule("default", "r", `{"source":["shop"]}`, types.Target{
		Id: new("t"), Arn: new(queueARN), InputPath: new("$.detail.no"), DeadLetterConfig: &types.DeadLetterConfig{Arn: new(deadARN)},
	})
	w.send(entry(`{"n":7}`))
	w.close()
	if got := w.targets.all(); len(got) != 1 || got[0].Attributes["ERROR_CODE"] != "INVALID_JSON" {
		t.Errorf("sent %+v", got)
	}
	if _, failed := w.seen.all(); len(failed) != 1 || !strings.Contains(failed[0].Reason, "$.detail.no") {
		t.Errorf("told of %+v", failed)
	}
}

package eventbridge_test

import (
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// transformed is a target whose input is made by a transformer.
func transformed(template string, paths map[string]string) types.Target {
	return types.Target{Id: new("t"), Arn: new(queueARN), InputTransformer: &types.InputTransformer{InputTemplate: &template, InputPathsMap: paths}}
}

// Line 35 of the behaviour list: Input, InputPath, InputTransformer.
func TestATargetGetsTheInputItAsksFor(t *testing.T) {
	const detail = `{"key":"a \"b\" & <c>","list":[{"id":1},{"id":2}],"n":7,"o":{"x":"y"},"quoted":["say \"hi\"","c:\\"]}`
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
		"an object inside quotes": {transformed(`"<o>"`, map[string]string{"o": "$.detail.o"}), `"{x:y}"`},
		"an object in a sentence": {transformed(`"The order <o> of <n>, <key>"`, map[string]string{"o": "$.detail.o", "n": "$.detail.n", "key": "$.detail.key"}), `"The order {x:y} of 7, a \"b\" & <c>"`},
		"a list in a sentence":    {transformed(`"<ids>: all of <list>"`, map[string]string{"ids": "$.detail.list[*].id", "list": "$.detail.list"}), `"[1,2]: all of [{id:1},{id:2}]"`},
		"a quote in a list":       {transformed(`"<l>"`, map[string]string{"l": "$.detail.quoted"}), `"[say \"hi\",c:\\]"`},
		"lines of texts":          {transformed("\"<n> first\"\n\"<o> second\"", map[string]string{"n": "$.detail.n", "o": "$.detail.o"}), "\"7 first\"\n\"{x:y} second\""},
		"a text in a nested text": {transformed(`{"a":{"b":"of/<n>/<x>"},"c":[<x>,"d"]}`, map[string]string{"n": "$.detail.n", "x": "$.detail.o.x"}), `{"a":{"b":"of/7/y"},"c":["y","d"]}`},
		"a list as JSON":          {transformed(`[<list>, <n>]`, map[string]string{"list": "$.detail.list", "n": "$.detail.n"}), `[[{"id":1},{"id":2}], 7]`},
		"nothing in a sentence":   {transformed(`"<no> of it"`, map[string]string{"no": "$.detail.no"}), `" of it"`},
		"a path to nothing":       {transformed(`{"a":<no>,"b":"<no>"}`, map[string]string{"no": "$.detail.no"}), `{"a":"","b":""}`},
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
	if strings.Count(body, `"detail":{"n":7}`) != 1 || strings.Count(body, `"source":"shop"`) != 2 ||
		strings.Count(body, `"detailType":"order"`) != 1 || strings.Count(body, `"detail-type":"order"`) != 1 || !strings.Contains(body, `"at":"2`) {
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

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
func TestATemplateThatIsNoJSONWhenItIsFilledInIsNotDelivered(t *testing.T) {
	paths := map[string]string{"o": "$.detail.o", "list": "$.detail.list", "text": "$.detail.text"}
	for _, template := range []string{
		`{"order":"<o>"}`, `{"items":"all of <list>","n":1}`, `{"path":"orders/<o>","order":<o>}`, `<list> items`, `{"a":<text> <text>}`, `<aws.events.rule-name>, <o>`,
	} {
		w := newWorld(t)
		target := transformed(template, paths)
		target.DeadLetterConfig = &types.DeadLetterConfig{Arn: new(deadARN)}
		w.rule("default", "r", `{"source":["shop"]}`, target)
		w.send(entry(`{"o":{"x":"y"},"list":["a","b"],"text":"t"}`))
		w.close()
		if got := w.targets.all(); len(got) != 1 || got[0].TargetARN != deadARN || got[0].Attributes["ERROR_CODE"] != "INVALID_JSON" {
			t.Errorf("%s: sent %+v", template, got)
		}
	}
}

func TestATemplateNamesOnlyWhatIsDefined(t *testing.T) {
	w := newWorld(t)
	w.rule("default", "r", `{"source":["shop"]}`)
	for template, name := range map[string]string{
		`"<known> and <unknown>"`: "unknown", `{"a":<aws.events.rule>}`: "aws.events.rule", `"<b>bold</b> <known>"`: "b", `"<KNOWN>"`: "KNOWN",
	} {
		_, err := w.client.PutTargets(t.Context(), &sdk.PutTargetsInput{Rule: new("r"), Targets: []types.Target{transformed(template, map[string]string{"known": "$.id"})}})
		wantMessage(t, template, err, "ValidationException", "InputTemplate for target t contains invalid placeholder "+name+".")
	}
	out, err := w.client.ListTargetsByRule(t.Context(), &sdk.ListTargetsByRuleInput{Rule: new("r")})
	if err != nil || len(out.Targets) != 0 {
		t.Errorf("and yet there are %+v, %v", out, err)
	}
}

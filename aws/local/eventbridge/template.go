package eventbridge

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// placeholder is <name> in a template.
var placeholder = regexp.MustCompile(`<([A-Za-z0-9_.-]+)>`)

// predefined are the names that every template knows.
//
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html#eb-transform-input-predefined
var predefined = []string{
	"aws.events.rule-arn", "aws.events.rule-name", "aws.events.event.ingestion-time", "aws.events.event.json", "aws.events.event",
}

// validatePlaceholders refuses a template with a name that nothing defines.
func (t *inputTransformer) validatePlaceholders(id string) error {
	if t == nil {
		return nil
	}
	for _, m := range placeholder.FindAllStringSubmatch(t.InputTemplate, -1) {
		if _, defined := t.InputPathsMap[m[1]]; !defined && !slices.Contains(predefined, m[1]) {
			return invalid("InputTemplate for target %s contains invalid placeholder %s.", id, m[1])
		}
	}
	return nil
}

// apply fills the template in. Outside of quotes values go in as JSON. Inside
// them a text goes in without quotes of its own; what has a structure goes in
// without any where the template is a text, and as it is where it is JSON, which
// it then no longer is.
func (t *inputTransformer) apply(j *delivery) (string, error) {
	var failed error
	template := t.InputTemplate
	var out strings.Builder
	last, inside, isText := 0, false, strings.HasPrefix(strings.TrimSpace(template), `"`)
	for _, m := range placeholder.FindAllStringSubmatchIndex(template, -1) {
		name, before := template[m[2]:m[3]], template[last:m[0]]
		v, known := t.variable(name, j)
		if !known {
			continue // of a target that was put before names were checked
		}
		text, err := encode(v)
		if err != nil {
			failed = err
		}
		if inside = quoted(before, inside); inside {
			text = bare(v, text, isText)
		}
		out.WriteString(before)
		out.WriteString(text)
		last = m[1]
	}
	out.WriteString(template[last:])
	if failed == nil && !isJSON(out.String()) {
		failed = errors.New("filled in, the template is no JSON")
	}
	return out.String(), failed
}

// isJSON tells whether a text is JSON values, one behind the other: a template
// may be lines of texts.
func isJSON(text string) bool {
	dec := json.NewDecoder(strings.NewReader(text))
	for n := 0; ; n++ {
		var v json.RawMessage
		switch err := dec.Decode(&v); {
		case errors.Is(err, io.EOF):
			return n > 0
		case err != nil:
			return false
		}
	}
}

// head is the event without its detail, whose type has a name of its own there.
func (p *parsedEvent) head() map[string]any {
	object, _ := p.value.(map[string]any)
	head := maps.Clone(object)
	delete(head, "detail")
	if kind, ok := head["detail-type"]; ok {
		delete(head, "detail-type")
		head["detailType"] = kind
	}
	return head
}

// quoted tells whether the end of a piece of a template is inside a JSON string,
// where inside says it of its beginning.
func quoted(before string, inside bool) bool {
	for i := 0; i < len(before); i++ {
		switch before[i] {
		case '\\':
			i++
		case '"':
			inside = !inside
		}
	}
	return inside
}

// bare is a value, written as JSON, as it stands inside quotes.
func bare(v any, text string, isText bool) string {
	switch v.(type) {
	case string:
		return text[1 : len(text)-1]
	case map[string]any, []any:
		if isText {
			return unquoted(text)
		}
	}
	return text
}

// unquoted is JSON without the quotes around its texts. Those inside of texts
// are escaped, and stay.
func unquoted(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
		case '\\':
			b.WriteString(text[i : i+2]) // a backslash is never the last
			i++
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

package panel

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// commands are what the AWS CLI calls the services.
var commands = map[string]string{"sqs": "sqs", "s3": "s3api", "sns": "sns", "eventbridge": "events", "sts": "sts"}

var (
	wordStart = regexp.MustCompile(`(.)([A-Z][a-z]+)`)
	wordEnd   = regexp.MustCompile(`([a-z0-9])([A-Z])`)
	plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:@%+=,-]+$`)
)

// dashed is a name of the API as the AWS CLI writes it: QueueUrl is queue-url.
func dashed(name string) string {
	name, v2 := strings.CutSuffix(name, "V2")
	name = wordEnd.ReplaceAllString(wordStart.ReplaceAllString(name, "$1-$2"), "$1-$2")
	if v2 {
		name += "-v2"
	}
	return strings.ToLower(name)
}

// quoted is a word as a shell reads it.
func quoted(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// CommandLine is the line of the AWS CLI that does what a call did. It is empty
// where that is not known: of somebody else's call, before the run has said which AWS
// it is on, where the request was cut, or where a part of it is secret.
func CommandLine(c *state.Call, setup *event.Setup) string { //nolint:cyclop // one case an operation: a table
	service, ok := commands[c.Service]
	if !ok || *setup == (event.Setup{}) || c.Request == "" || strings.Contains(c.Request, "(hidden)") {
		return ""
	}
	dec := json.NewDecoder(strings.NewReader(c.Request))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return ""
	}
	words := []string{"aws", service, dashed(c.Operation)}
	for dec.More() {
		name, err := dec.Token()
		key, isName := name.(string)
		var value json.RawMessage
		if err != nil || !isName || dec.Decode(&value) != nil {
			return ""
		}
		if c.Operation == "ReceiveMessage" && key == "VisibilityTimeout" && string(value) == "0" {
			continue // that of the queue holds
		}
		words = append(words, option(dashed(key), value)...)
	}
	if t, err := dec.Token(); err != nil || t != json.Delim('}') {
		return ""
	}
	if !setup.Real() && setup.Endpoint != "" {
		words = append(words, "--endpoint-url", quoted(setup.Endpoint))
	}
	if setup.Region != "" {
		words = append(words, "--region", quoted(setup.Region))
	}
	switch c.Operation {
	case "PutObject", "UploadPart":
		words = append(words, "--body", "FILE")
	case "GetObject":
		words = append(words, "FILE")
	}
	return strings.Join(words, " ")
}

// option is one option of the line, with its value.
func option(name string, value json.RawMessage) []string {
	switch string(value) {
	case "true":
		return []string{"--" + name}
	case "false":
		return []string{"--no-" + name}
	}
	var text string
	if json.Unmarshal(value, &text) == nil {
		if strings.HasPrefix(text, "-") { // else it would be taken for an option
			return []string{"--" + name + "=" + quoted(text)}
		}
		return []string{"--" + name, quoted(text)}
	}
	return []string{"--" + name, quoted(string(value))}
}

// Indented is JSON with a line for each of its values; what was cut stays as it is.
func Indented(text string) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(text), "", "  ") != nil {
		return text + "\n(cut here: no more of it is kept)"
	}
	return out.String()
}

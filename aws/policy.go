package aws

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// policyVersion is the version of the policy language.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
const policyVersion = "2012-10-17"

// sendStatement is the Sid of the statement that lets the rule send. Create
// replaces the statement of that name and leaves others alone.
const sendStatement = "RuleMaySend"

// policyDocument is a resource policy. Statements of others stay as they are.
type policyDocument struct {
	Version   string            `json:"Version"`
	ID        string            `json:"Id,omitempty"`
	Statement []json.RawMessage `json:"Statement"`
}

// statement is a statement of a resource policy for a service of AWS.
type statement struct {
	Sid       string                       `json:"Sid"`
	Effect    string                       `json:"Effect"`
	Principal map[string]string            `json:"Principal"`
	Action    string                       `json:"Action"`
	Resource  string                       `json:"Resource"`
	Condition map[string]map[string]string `json:"Condition"`
}

// maySend lets EventBridge send to a queue on behalf of a rule, and of no other.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
func maySend(queueARN, ruleARN string) statement {
	return statement{
		Sid:       sendStatement,
		Effect:    "Allow",
		Principal: map[string]string{"Service": "events.amazonaws.com"},
		Action:    "sqs:SendMessage",
		Resource:  queueARN,
		Condition: map[string]map[string]string{"ArnEquals": {"aws:SourceArn": ruleARN}},
	}
}

// withStatement puts a statement into a policy, in place of the one with the
// same Sid. An unchanged policy comes back as it was, letter by letter.
func withStatement(have string, st statement) (string, error) {
	doc := policyDocument{Version: policyVersion}
	if have != "" {
		if err := json.Unmarshal([]byte(have), &doc); err != nil {
			return "", fmt.Errorf("the present access policy cannot be read, so it is left alone: %w", err)
		}
	}
	raw, err := json.Marshal(st)
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(doc.Statement, func(s json.RawMessage) bool { return sidOf(s) == st.Sid })
	switch {
	case at < 0:
		doc.Statement = append(doc.Statement, raw)
	case sameJSON(string(doc.Statement[at]), string(raw)):
		return have, nil
	default:
		doc.Statement[at] = raw
	}
	policy, err := json.Marshal(doc)
	return string(policy), err
}

// UnmarshalJSON takes a lone statement as well as a list of them, as AWS does.
func (d *policyDocument) UnmarshalJSON(data []byte) error {
	var doc struct {
		Version   string          `json:"Version"`
		ID        string          `json:"Id"`
		Statement json.RawMessage `json:"Statement"`
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	d.Version, d.ID, d.Statement = doc.Version, doc.ID, nil
	list := bytes.TrimSpace(doc.Statement)
	switch {
	case len(list) == 0:
		return nil
	case list[0] == '[':
		return json.Unmarshal(list, &d.Statement)
	default:
		d.Statement = []json.RawMessage{list}
		return nil
	}
}

func sidOf(raw json.RawMessage) string {
	var st struct {
		Sid string `json:"Sid"`
	}
	_ = json.Unmarshal(raw, &st) // what cannot be read has no name
	return st.Sid
}

// redrivePolicy sends what was received too often to a dead-letter queue.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
func redrivePolicy(deadLetterARN string, maxReceives int) string {
	return mustJSON(struct {
		Target string `json:"deadLetterTargetArn"`
		Max    int    `json:"maxReceiveCount"`
	}{deadLetterARN, maxReceives})
}

// redriveTarget is the ARN of the dead-letter queue of a redrive policy.
func redriveTarget(policy string) string {
	var p struct {
		Target string `json:"deadLetterTargetArn"`
	}
	_ = json.Unmarshal([]byte(policy), &p) // what cannot be read has no target
	return p.Target
}

// allowsAll tells whether a redrive-allow policy lets every queue in.
func allowsAll(policy string) bool {
	var p allowPolicy
	_ = json.Unmarshal([]byte(policy), &p) // what cannot be read allows nothing
	return policy == "" || p.Permission == "allowAll"
}

// allowPolicy says which queues may use a queue for their dead letters.
type allowPolicy struct {
	Permission string   `json:"redrivePermission"`
	Sources    []string `json:"sourceQueueArns,omitempty"`
}

// redriveAllowPolicy lets only these queues use a queue for their dead letters.
func redriveAllowPolicy(sourceARNs ...string) string {
	return mustJSON(allowPolicy{Permission: "byQueue", Sources: sourceARNs})
}

// allowing adds a source queue to those that a dead-letter queue allows. Sources
// that are allowed already stay.
func allowing(have, sourceARN string) string {
	var p allowPolicy
	if json.Unmarshal([]byte(have), &p) != nil || p.Permission != "byQueue" {
		return redriveAllowPolicy(sourceARN)
	}
	if slices.Contains(p.Sources, sourceARN) {
		return have
	}
	return redriveAllowPolicy(append(p.Sources, sourceARN)...)
}

// createdPattern is the event pattern that matches new objects of a bucket.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
func createdPattern(bucket string) string {
	type name struct {
		Name []string `json:"name"`
	}
	type detail struct {
		Bucket name `json:"bucket"`
	}
	return mustJSON(struct {
		Source     []string `json:"source"`
		DetailType []string `json:"detail-type"`
		Detail     detail   `json:"detail"`
	}{[]string{"aws.s3"}, []string{"Object Created"}, detail{name{[]string{bucket}}}})
}

// mustJSON writes values that consist of strings and numbers, which cannot fail.
func mustJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// sameJSON reports whether two documents say the same: white space, the order
// of names, and numbers written as strings make no difference.
func sameJSON(a, b string) bool {
	x, err := readJSON(a)
	if err != nil {
		return a == b
	}
	y, err := readJSON(b)
	return err == nil && reflect.DeepEqual(x, y)
}

func readJSON(s string) (any, error) {
	v, err := decodeJSON(s)
	return numbersAsText(v), err
}

// decodeJSON keeps numbers as they are written.
func decodeJSON(s string) (any, error) {
	var v any
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	err := d.Decode(&v)
	return v, err
}

// numbersAsText replaces numbers by what they look like.
func numbersAsText(v any) any {
	switch x := v.(type) {
	case json.Number:
		return x.String()
	case []any:
		for i := range x {
			x[i] = numbersAsText(x[i])
		}
	case map[string]any:
		for k := range x {
			x[k] = numbersAsText(x[k])
		}
	}
	return v
}

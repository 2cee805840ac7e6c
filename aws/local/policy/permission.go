package policy

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Permission is the statement that AddPermission of SQS and of SNS makes.
type Permission struct {
	Label    string   // its Sid
	Accounts []string // ids of the accounts that are let in
	Actions  []string // such as SQS:SendMessage
	Resource string   // an ARN
}

// Draft is the text of a policy while permissions are added and removed. What
// it does not change stays as it was written.
type Draft struct {
	Version   string                `json:"Version"`
	ID        string                `json:"Id,omitempty"`
	Statement list[json.RawMessage] `json:"Statement"`
}

// Edit begins to change a policy, whose one statement may stand for a list of
// one. The error says why the text is no policy.
func Edit(text string) (*Draft, error) {
	d := new(Draft)
	if err := json.Unmarshal([]byte(text), d); err != nil {
		return nil, fmt.Errorf("it is not the JSON of a policy: %w", err)
	}
	return d, nil
}

// Add adds a permission. It reports false, and adds nothing, if there is one
// with that label.
func (d *Draft) Add(p Permission) bool {
	if d.find(p.Label) >= 0 {
		return false
	}
	principals := make([]string, len(p.Accounts))
	for i, account := range p.Accounts {
		principals[i] = "arn:aws:iam::" + account + ":root"
	}
	d.Statement = append(d.Statement, mustMarshal(struct {
		Sid, Effect string
		Principal   map[string]any
		Action      any
		Resource    string
	}{p.Label, "Allow", map[string]any{"AWS": alone(principals)}, alone(p.Actions), p.Resource}))
	return true
}

// alone is how AWS writes a list: one value stands for itself.
func alone(values []string) any {
	if len(values) == 1 {
		return values[0]
	}
	return values
}

// Remove removes the permission with that label. It reports whether there was
// one.
func (d *Draft) Remove(label string) bool {
	i := d.find(label)
	if i < 0 {
		return false
	}
	d.Statement = slices.Delete(d.Statement, i, i+1)
	return true
}

// Text is the policy as it is now; "" if no statement is left, which is no
// policy at all.
func (d *Draft) Text() string {
	if len(d.Statement) == 0 {
		return ""
	}
	return string(mustMarshal(d))
}

// find is the place of the statement with that label, or -1.
func (d *Draft) find(label string) int {
	return slices.IndexFunc(d.Statement, func(raw json.RawMessage) bool {
		var s struct{ Sid string }
		return json.Unmarshal(raw, &s) == nil && s.Sid == label
	})
}

// mustMarshal writes what cannot fail to be written: texts, and JSON that was
// read.
func mustMarshal(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}

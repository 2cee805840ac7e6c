package sqs

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"inflight/aws/local/wire"
)

type addPermissionInput struct {
	QueueURL      string   `json:"QueueUrl"`
	Label         string   `json:"Label"`
	AWSAccountIDs []string `json:"AWSAccountIds" query:"AWSAccountId"`
	Actions       []string `json:"Actions"       query:"ActionName"`
}

type removePermissionInput struct {
	QueueURL string `json:"QueueUrl"`
	Label    string `json:"Label"`
}

// document is a policy as far as permissions change it; the rest of each
// statement is kept as it is.
type document struct {
	Version   string            `json:"Version"`
	ID        string            `json:"Id,omitempty"`
	Statement []json.RawMessage `json:"Statement"`
}

// permission is the statement that AddPermission makes.
type permission struct {
	Sid       string
	Effect    string
	Principal map[string][]string
	Action    []string
	Resource  string
}

// permitted are the actions that AddPermission can give away.
var permitted = []string{
	"*", "SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes", "GetQueueUrl",
	"ListDeadLetterSourceQueues", "PurgeQueue",
}

func (in *addPermissionInput) check() error {
	switch {
	case in.Label == "":
		return missing("Label")
	case len(in.AWSAccountIDs) == 0:
		return missing("AWSAccountIds")
	case len(in.Actions) == 0:
		return missing("Actions")
	case len(in.Label) > 80 || strings.ContainsFunc(in.Label, notInName):
		return invalidValue("Label", in.Label, "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length")
	}
	for _, action := range in.Actions {
		if !slices.Contains(permitted, action) {
			return invalidValue("ActionName", action, "Please refer to the appropriate WSDL for a list of valid actions.")
		}
	}
	for _, account := range in.AWSAccountIDs {
		if len(account) != 12 || strings.Trim(account, "0123456789") != "" {
			return invalidValue("PrincipalId", account, "Unable to verify.")
		}
	}
	return nil
}

// addPermission adds a statement to the queue's policy.
func (s *Service) addPermission(ctx context.Context, in *addPermissionInput) (*wire.Nothing, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return nil, s.changePolicy(ctx, in.QueueURL, func(q *queue, d *document) error {
		if d.find(in.Label) >= 0 {
			return invalidValue("Label", in.Label, "Already exists.")
		}
		statement := permission{Sid: in.Label, Effect: "Allow", Resource: q.arn, Principal: map[string][]string{}}
		for _, account := range in.AWSAccountIDs {
			statement.Principal["AWS"] = append(statement.Principal["AWS"], "arn:aws:iam::"+account+":root")
		}
		for _, action := range in.Actions {
			statement.Action = append(statement.Action, "SQS:"+action)
		}
		raw, err := json.Marshal(statement)
		d.Statement = append(d.Statement, raw)
		return err
	})
}

// removePermission takes the statement with a label out of the queue's policy.
func (s *Service) removePermission(ctx context.Context, in *removePermissionInput) (*wire.Nothing, error) {
	if in.Label == "" {
		return nil, missing("Label")
	}
	return nil, s.changePolicy(ctx, in.QueueURL, func(_ *queue, d *document) error {
		i := d.find(in.Label)
		if i < 0 {
			return invalidValue("Label", in.Label, "can't find label on existing policy.")
		}
		d.Statement = slices.Delete(d.Statement, i, i+1)
		return nil
	})
}

// changePolicy edits the policy of a queue. One without statements is none.
func (s *Service) changePolicy(ctx context.Context, url string, edit func(*queue, *document) error) error {
	return s.turn(ctx, func(t *turn) error {
		q, err := t.queueByURL(url)
		if err != nil {
			return err
		}
		d := document{Version: "2008-10-17", ID: q.arn + "/SQSDefaultPolicy"}
		if text := q.text["Policy"]; text != "" {
			if err := json.Unmarshal([]byte(text), &d); err != nil {
				return badValue("Policy", "the present one cannot be edited: "+err.Error())
			}
		}
		if err := edit(q, &d); err != nil {
			return err
		}
		text := ""
		if len(d.Statement) > 0 {
			raw, err := json.Marshal(d)
			if err != nil {
				return err
			}
			text = string(raw)
		}
		set, err := q.with(map[string]string{"Policy": text})
		if err != nil {
			return err
		}
		q.change(t, set)
		return nil
	})
}

// find is the place of the statement with a label; -1 if there is none.
func (d *document) find(label string) int {
	return slices.IndexFunc(d.Statement, func(raw json.RawMessage) bool {
		var s struct{ Sid string }
		return json.Unmarshal(raw, &s) == nil && s.Sid == label
	})
}

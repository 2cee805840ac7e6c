package sqs

import (
	"context"
	"slices"
	"strings"

	"inflight/aws/local/policy"
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

// permitted are the actions that AddPermission can give away.
var permitted = []string{
	"*", "SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes", "GetQueueUrl",
	"ListDeadLetterSourceQueues", "PurgeQueue",
}

func (in *addPermissionInput) validate() error {
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
			return invalidValue("ActionName", "SQS:"+action, "Please refer to the appropriate WSDL for a list of valid actions.")
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
	if err := in.validate(); err != nil {
		return nil, err
	}
	actions := make([]string, len(in.Actions))
	for i, action := range in.Actions {
		actions[i] = "SQS:" + action
	}
	return nil, s.changePolicy(ctx, in.QueueURL, func(q *queue, d *policy.Draft) error {
		if !d.Add(policy.Permission{Label: in.Label, Accounts: in.AWSAccountIDs, Actions: actions, Resource: q.arn}) {
			return invalidValue("Label", in.Label, "Already exists.")
		}
		return nil
	})
}

// removePermission takes the statement with a label out of the queue's policy.
func (s *Service) removePermission(ctx context.Context, in *removePermissionInput) (*wire.Nothing, error) {
	if in.Label == "" {
		return nil, missing("Label")
	}
	return nil, s.changePolicy(ctx, in.QueueURL, func(_ *queue, d *policy.Draft) error {
		if !d.Remove(in.Label) {
			return invalidValue("Label", in.Label, "can't find label.")
		}
		return nil
	})
}

// changePolicy edits the policy of a queue. One without statements is none.
func (s *Service) changePolicy(ctx context.Context, url string, edit func(*queue, *policy.Draft) error) error {
	return s.transact(ctx, func(t *transaction) error {
		q, err := t.queueByURL(url)
		if err != nil {
			return err
		}
		d := &policy.Draft{Version: "2008-10-17", ID: q.arn + "/SQSDefaultPolicy"}
		if text := q.text["Policy"]; text != "" {
			if d, err = policy.Edit(text); err != nil {
				return badValue("Policy", "the present one cannot be edited: "+err.Error())
			}
		}
		if err := edit(q, d); err != nil {
			return err
		}
		set, err := q.with(map[string]string{"Policy": d.Text()})
		if err != nil {
			return err
		}
		q.change(t, set)
		return nil
	})
}

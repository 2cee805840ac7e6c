package sns

import (
	"context"
	"slices"

	"inflight/aws/local/policy"
	"inflight/aws/local/wire"
)

type permissionInput struct {
	TopicArn      string   `json:"TopicArn"`
	Label         string   `json:"Label"`
	AWSAccountIDs []string `json:"AWSAccountId" query:"AWSAccountId.member"`
	ActionNames   []string `json:"ActionName"   query:"ActionName.member"`
}

// permitted are the actions that AddPermission can give away.
var permitted = []string{
	"Publish", "Subscribe", "GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission",
	"DeleteTopic", "ListSubscriptionsByTopic", "Receive",
}

func (in *permissionInput) permission() (policy.Permission, error) {
	p := policy.Permission{Label: in.Label, Accounts: in.AWSAccountIDs, Resource: in.TopicArn}
	if in.Label == "" || len(in.AWSAccountIDs) == 0 || len(in.ActionNames) == 0 {
		return p, invalid("Label, AWSAccountId and ActionName are all needed")
	}
	for _, action := range in.ActionNames {
		if !slices.Contains(permitted, action) {
			return p, invalid("Policy statement action out of service scope!")
		}
		p.Actions = append(p.Actions, "SNS:"+action)
	}
	return p, nil
}

func (s *Service) addPermission(_ context.Context, in *permissionInput) (*wire.Nothing, error) {
	added, err := in.permission()
	if err != nil {
		return nil, err
	}
	return nil, s.editPolicy(in.TopicArn, func(d *policy.Draft) error {
		if !d.Add(added) {
			return invalid("Statement already exists")
		}
		return nil
	})
}

func (s *Service) removePermission(_ context.Context, in *permissionInput) (*wire.Nothing, error) {
	return nil, s.editPolicy(in.TopicArn, func(d *policy.Draft) error {
		if !d.Remove(in.Label) {
			return wire.Errorf("NotFound", "Statement does not exist").WithStatus(404)
		}
		return nil
	})
}

// editPolicy changes the statements of a topic's policy. Without any, it is the
// default policy again, which lets no service in either.
func (s *Service) editPolicy(arn string, edit func(*policy.Draft) error) error {
	return s.change(func() error {
		t, err := s.topicAt(arn)
		if err != nil {
			return err
		}
		d, err := policy.Edit(orElse(t.Attributes["Policy"], defaultPolicy(arn, s.account)))
		if err != nil {
			return invalid("Policy Error: %v", err)
		}
		if err := edit(d); err != nil {
			return err
		}
		text := d.Text()
		if text == "" {
			delete(t.Attributes, "Policy")
			t.policy = nil
			return nil
		}
		return t.set("Policy", text, false)
	})
}

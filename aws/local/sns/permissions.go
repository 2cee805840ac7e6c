package sns

import (
	"context"
	"encoding/json"
	"slices"

	"inflight/aws/local/wire"
)

type permissionInput struct {
	TopicArn      string   `json:"TopicArn"`
	Label         string   `json:"Label"`
	AWSAccountIDs []string `json:"AWSAccountId" query:"AWSAccountId.member"`
	ActionNames   []string `json:"ActionName"   query:"ActionName.member"`
}

// document is a policy as far as permissions change it; the rest of each
// statement stays as it is.
type document struct {
	Version   string            `json:"Version"`
	ID        string            `json:"Id,omitempty"`
	Statement []json.RawMessage `json:"Statement"`
}

// permission is the statement that AddPermission adds.
type permission struct {
	Sid       string
	Effect    string
	Principal map[string][]string
	Action    []string
	Resource  string
}

// permitted are the actions that AddPermission can give away.
var permitted = []string{
	"Publish", "Subscribe", "GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission",
	"DeleteTopic", "ListSubscriptionsByTopic", "Receive",
}

func (in *permissionInput) statement() (json.RawMessage, error) {
	if in.Label == "" || len(in.AWSAccountIDs) == 0 || len(in.ActionNames) == 0 {
		return nil, invalid("Label, AWSAccountId and ActionName are all needed")
	}
	p := permission{Sid: in.Label, Effect: "Allow", Resource: in.TopicArn, Principal: map[string][]string{}}
	for _, account := range in.AWSAccountIDs {
		p.Principal["AWS"] = append(p.Principal["AWS"], "arn:aws:iam::"+account+":root")
	}
	for _, action := range in.ActionNames {
		if !slices.Contains(permitted, action) {
			return nil, invalid("Policy statement action out of service scope!")
		}
		p.Action = append(p.Action, "SNS:"+action)
	}
	return json.Marshal(p)
}

func (s *Service) addPermission(_ context.Context, in *permissionInput) (*wire.Nothing, error) {
	added, err := in.statement()
	if err != nil {
		return nil, err
	}
	return nil, s.editPolicy(in.TopicArn, func(d *document) error {
		if d.find(in.Label) >= 0 {
			return invalid("Statement already exists")
		}
		d.Statement = append(d.Statement, added)
		return nil
	})
}

func (s *Service) removePermission(_ context.Context, in *permissionInput) (*wire.Nothing, error) {
	return nil, s.editPolicy(in.TopicArn, func(d *document) error {
		i := d.find(in.Label)
		if i < 0 {
			return wire.Errorf("NotFound", "Statement does not exist").WithStatus(404)
		}
		d.Statement = slices.Delete(d.Statement, i, i+1)
		return nil
	})
}

// editPolicy changes the statements of a topic's policy. Without any, it is the
// default policy again, which lets no service in either.
func (s *Service) editPolicy(arn string, edit func(*document) error) error {
	return s.change(func() error {
		t, err := s.topicAt(arn)
		if err != nil {
			return err
		}
		var d document
		if err := json.Unmarshal([]byte(orElse(t.Attributes["Policy"], defaultPolicy(arn, s.account))), &d); err != nil {
			return invalid("Policy Error: its statements are not a list")
		}
		if err := edit(&d); err != nil {
			return err
		}
		if len(d.Statement) == 0 {
			delete(t.Attributes, "Policy")
			t.policy = nil
			return nil
		}
		text, err := json.Marshal(d)
		if err != nil {
			return err
		}
		return t.set("Policy", string(text), false)
	})
}

// find is the place of the statement with that Sid, or -1.
func (d *document) find(sid string) int {
	return slices.IndexFunc(d.Statement, func(raw json.RawMessage) bool {
		var p struct{ Sid string }
		return json.Unmarshal(raw, &p) == nil && p.Sid == sid
	})
}

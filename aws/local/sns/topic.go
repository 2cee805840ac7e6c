package sns

import (
	"context"
	"maps"
	"slices"
	"strings"

	"inflight/aws/local/policy"
	"inflight/aws/local/wire"
)

// topic is a topic with its subscriptions. The service's lock guards it.
type topic struct {
	ARN           string            `json:"arn"`
	Attributes    map[string]string `json:"attributes,omitempty"` // those that were set
	Tags          map[string]string `json:"tags,omitempty"`
	Subscriptions []*subscription   `json:"subscriptions,omitempty"` // oldest first
	Deleted       int               `json:"deleted,omitempty"`       // how many subscriptions there were besides

	policy *policy.Policy // of Attributes["Policy"]; nil lets no service publish
	fifo   fifo           // what a FIFO topic remembers
}

type tag struct {
	Key   string `json:"Key"`
	Value string `json:"Value"`
}

type createTopicInput struct {
	Name                 string            `json:"Name"`
	Attributes           map[string]string `json:"Attributes"           query:"Attributes.entry,key,value"`
	Tags                 []tag             `json:"Tags"                 query:"Tags.member"`
	DataProtectionPolicy string            `json:"DataProtectionPolicy"`
}

type topicOutput struct {
	TopicArn string `json:"TopicArn"`
}

// createTopic makes a topic, or finds the one that is the same.
func (s *Service) createTopic(_ context.Context, in *createTopicInput) (*topicOutput, error) {
	tags, err := tagMap(in.Tags)
	if err != nil {
		return nil, err
	}
	t := &topic{ARN: "arn:aws:sns:" + s.region + ":" + s.account + ":" + in.Name, Tags: tags}
	if err := in.validate(t); err != nil {
		return nil, err
	}
	err = s.change(func() error {
		if present := s.topics[t.ARN]; present != nil {
			return present.compare(t)
		}
		s.topics[t.ARN] = t
		return nil
	})
	return &topicOutput{TopicArn: t.ARN}, err
}

// validate validates the input and gives t its attributes.
func (in *createTopicInput) validate(t *topic) error {
	fifo := in.Attributes["FifoTopic"] == "true"
	base, isFIFO := strings.CutSuffix(in.Name, ".fifo")
	switch {
	case base == "" || len(in.Name) > 256 || strings.ContainsFunc(base, notInName) || isFIFO != fifo:
		return invalid("Topic Name")
	case in.DataProtectionPolicy != "":
		return notBuilt("DataProtectionPolicy", "data protection policies")
	}
	for _, name := range slices.Sorted(maps.Keys(in.Attributes)) {
		if err := t.set(name, in.Attributes[name], true); err != nil {
			return err
		}
	}
	return validateTags(t.Tags)
}

func notInName(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-'
}

// compare says what CreateTopic asks for that the topic is not. Attributes and
// tags that were not asked for are not compared.
func (t *topic) compare(wanted *topic) error {
	for name, value := range wanted.Attributes {
		if t.Attributes[name] != value {
			return invalid("Attributes Reason: Topic already exists with different attributes")
		}
	}
	for key, value := range wanted.Tags {
		if present, there := t.Tags[key]; !there || present != value {
			return invalid("Tags Reason: Topic already exists with different tags")
		}
	}
	return nil
}

type topicInput struct {
	TopicArn string `json:"TopicArn"`
}

// deleteTopic removes a topic and its subscriptions. One that is not there is
// no error.
func (s *Service) deleteTopic(_ context.Context, in *topicInput) (*wire.Nothing, error) {
	if err := validateTopicARN(in.TopicArn); err != nil {
		return nil, err
	}
	return nil, s.change(func() error {
		delete(s.topics, in.TopicArn)
		return nil
	})
}

// topicAt finds a topic. The lock is held.
func (s *Service) topicAt(arn string) (*topic, error) {
	if err := validateTopicARN(arn); err != nil {
		return nil, err
	}
	if t := s.topics[arn]; t != nil {
		return t, nil
	}
	return nil, errNoTopic
}

// validateTopicARN checks the form of a topic's ARN.
func validateTopicARN(arn string) error {
	parts := strings.Split(arn, ":")
	switch {
	case arn == "":
		return invalid("TopicArn Reason: no value for required parameter")
	case len(parts) < 6:
		return invalid("TopicArn Reason: An ARN must have at least 6 elements, not %d", len(parts))
	case len(parts) != 6 || parts[0] != "arn" || parts[2] != "sns" || parts[5] == "":
		return invalid("TopicArn")
	}
	return nil
}

func (t *topic) isFIFO() bool { return strings.HasSuffix(t.ARN, ".fifo") }

// name is the last part of the ARN.
func (t *topic) name() string { return t.ARN[strings.LastIndexByte(t.ARN, ':')+1:] }

type listTopicsInput struct {
	NextToken string `json:"NextToken"`
}

type listTopicsOutput struct {
	Topics    []topicOutput `json:"Topics"    query:"Topics.member" list:"always"`
	NextToken string        `json:"NextToken"`
}

// listTopics lists the topics, a hundred a page.
func (s *Service) listTopics(_ context.Context, in *listTopicsInput) (*listTopicsOutput, error) {
	s.mu.Lock()
	arns := slices.Sorted(maps.Keys(s.topics))
	s.mu.Unlock()
	arns, next, err := page(arns, func(arn string) string { return arn }, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &listTopicsOutput{NextToken: next}
	for _, arn := range arns {
		out.Topics = append(out.Topics, topicOutput{TopicArn: arn})
	}
	return out, nil
}

package eventbridge

import (
	"context"
	"maps"
	"slices"
	"strings"

	"inflight/aws/local/wire"
)

// tag is a tag of a rule or a bus.
type tag struct {
	Key   string `json:"Key"`
	Value string `json:"Value"`
}

type resourceInput struct {
	ResourceARN string `json:"ResourceARN"`
}

// tagged finds the tags of a rule or a bus by its ARN. The lock is held.
//
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTagsForResource.html
func (s *Service) tagged(arn string) (map[string]string, error) {
	if _, _, ok := strings.Cut(arn, ":event-bus/"); ok {
		b, err := s.bus(arn)
		if err != nil {
			return nil, err
		}
		return b.Tags, nil
	}
	_, name, ok := strings.Cut(arn, ":rule/")
	if !ok || !strings.HasPrefix(arn, "arn:") {
		return nil, invalid("Parameter %s is not valid. Reason: Provided Arn is not in correct format.", arn)
	}
	in := ruleInput{Name: name}
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		in = ruleInput{EventBusName: name[:i], Name: name[i+1:]}
	}
	_, r, err := s.rule(&in)
	if err != nil {
		return nil, err
	}
	return r.Tags, nil
}

type tagResourceInput struct {
	resourceInput
	Tags []tag `json:"Tags"`
}

func (s *Service) tagResource(_ context.Context, in *tagResourceInput) (*wire.Nothing, error) {
	return nil, s.retag(in.ResourceARN, func(tags map[string]string) {
		for _, t := range in.Tags {
			tags[t.Key] = t.Value
		}
	})
}

type untagResourceInput struct {
	resourceInput
	TagKeys []string `json:"TagKeys"`
}

func (s *Service) untagResource(_ context.Context, in *untagResourceInput) (*wire.Nothing, error) {
	return nil, s.retag(in.ResourceARN, func(tags map[string]string) {
		maps.DeleteFunc(tags, func(key, _ string) bool { return slices.Contains(in.TagKeys, key) })
	})
}

// retag changes the tags of a rule or a bus.
func (s *Service) retag(arn string, change func(tags map[string]string)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	tags, err := s.tagged(arn)
	if err != nil {
		return err
	}
	change(tags)
	return s.save()
}

type listTagsOutput struct {
	Tags []tag `json:"Tags"`
}

func (s *Service) listTagsForResource(_ context.Context, in *resourceInput) (*listTagsOutput, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	tags, err := s.tagged(in.ResourceARN)
	if err != nil {
		return nil, err
	}
	out := &listTagsOutput{Tags: []tag{}}
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		out.Tags = append(out.Tags, tag{k, tags[k]})
	}
	return out, nil
}

package sns

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"inflight/aws/local/wire"
)

const maxTags = 50

type tagInput struct {
	ResourceArn string   `json:"ResourceArn"`
	Tags        []tag    `json:"Tags"        query:"Tags.member"`
	TagKeys     []string `json:"TagKeys"     query:"TagKeys.member"`
}

type tagsOutput struct {
	Tags []tag `json:"Tags" query:"Tags.member" list:"always"`
}

func tagMap(tags []tag) (map[string]string, error) {
	m := make(map[string]string, len(tags))
	for _, t := range tags {
		if _, twice := m[t.Key]; twice {
			return nil, invalid("Duplicated keys are not allowed.")
		}
		m[t.Key] = t.Value
	}
	return m, nil
}

// validateTags validates all tags of a topic.
func validateTags(tags map[string]string) error {
	if len(tags) > maxTags {
		return wire.Errorf("TagLimitExceeded", "Could not complete request: tag quota of per resource exceeded")
	}
	for key, value := range tags {
		switch n := utf8.RuneCountInString(key); {
		case n < 1 || n > 128 || utf8.RuneCountInString(value) > 256:
			return invalid("Tags Reason: a key has 1 to 128 characters, a value up to 256")
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			return invalid("Tags Reason: the prefix aws: is reserved")
		}
	}
	return nil
}

// retag changes the tags of a topic. The answer is empty but there: the SDKs
// look for it.
func (s *Service) retag(arn string, change func(tags map[string]string)) (*wire.Nothing, error) {
	return new(wire.Nothing), s.change(func() error {
		t, err := s.tagged(arn)
		if err != nil {
			return err
		}
		tags := maps.Clone(t.Tags)
		if tags == nil {
			tags = map[string]string{}
		}
		change(tags)
		if err := validateTags(tags); err != nil {
			return err
		}
		t.Tags = tags
		return nil
	})
}

// tagged finds a topic for the operations on tags, which call a missing one
// ResourceNotFound.
func (s *Service) tagged(arn string) (*topic, error) {
	if t := s.topics[arn]; t != nil {
		return t, nil
	}
	return nil, wire.Errorf("ResourceNotFound", "Resource does not exist").WithStatus(404)
}

func (s *Service) tagResource(_ context.Context, in *tagInput) (*wire.Nothing, error) {
	added, err := tagMap(in.Tags)
	if err != nil {
		return nil, err
	}
	return s.retag(in.ResourceArn, func(tags map[string]string) { maps.Copy(tags, added) })
}

func (s *Service) untagResource(_ context.Context, in *tagInput) (*wire.Nothing, error) {
	return s.retag(in.ResourceArn, func(tags map[string]string) {
		maps.DeleteFunc(tags, func(key, _ string) bool { return slices.Contains(in.TagKeys, key) })
	})
}

func (s *Service) listTagsForResource(_ context.Context, in *tagInput) (*tagsOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.tagged(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	out := new(tagsOutput)
	for _, key := range slices.Sorted(maps.Keys(t.Tags)) {
		out.Tags = append(out.Tags, tag{Key: key, Value: t.Tags[key]})
	}
	return out, nil
}

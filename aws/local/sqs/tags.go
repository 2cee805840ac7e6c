package sqs

import (
	"context"
	"maps"

	"inflight/aws/local/wire"
)

const maxTags = 50

type tagQueueInput struct {
	QueueURL string            `json:"QueueUrl"`
	Tags     map[string]string `json:"Tags" query:"Tag,Key,Value"`
}

type untagQueueInput struct {
	QueueURL string   `json:"QueueUrl"`
	TagKeys  []string `json:"TagKeys" query:"TagKey"`
}

type listQueueTagsOutput struct {
	Tags map[string]string `json:"Tags,omitempty" query:"Tag,Key,Value"`
}

func (s *Service) tagQueue(ctx context.Context, in *tagQueueInput) (*wire.Nothing, error) {
	if len(in.Tags) == 0 {
		return nil, missing("Tags")
	}
	return nil, s.transact(ctx, func(t *transaction) error {
		q, err := t.queueByURL(in.QueueURL)
		if err != nil {
			return err
		}
		tags := maps.Clone(q.tags)
		maps.Copy(tags, in.Tags)
		if err := validateTags(tags); err != nil {
			return err
		}
		q.tags = tags
		q.service.journal.putQueue(q)
		return nil
	})
}

func (s *Service) untagQueue(ctx context.Context, in *untagQueueInput) (*wire.Nothing, error) {
	if len(in.TagKeys) == 0 {
		return nil, missing("TagKeys")
	}
	return nil, s.transact(ctx, func(t *transaction) error {
		q, err := t.queueByURL(in.QueueURL)
		if err != nil {
			return err
		}
		for _, key := range in.TagKeys {
			delete(q.tags, key)
		}
		q.service.journal.putQueue(q)
		return nil
	})
}

func (s *Service) listQueueTags(ctx context.Context, in *queueInput) (*listQueueTagsOutput, error) {
	out := &listQueueTagsOutput{}
	err := s.transact(ctx, func(t *transaction) error {
		q, err := t.queueByURL(in.QueueURL)
		if err != nil {
			return err
		}
		out.Tags = maps.Clone(q.tags)
		return nil
	})
	return out, err
}

// validateTags follows
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-tags.html
func validateTags(tags map[string]string) error {
	if len(tags) > maxTags {
		return invalid("Too many tags: a queue can have %d.", maxTags)
	}
	for key, value := range tags {
		if key == "" || len(key) > 128 || len(value) > 256 {
			return invalid("The tag %q is invalid: a key has 1 to 128 characters, a value up to 256.", key)
		}
	}
	return nil
}

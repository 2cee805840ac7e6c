package s3

import (
	"context"
	"maps"

	"github.com/rclone/gofakes3"
)

// SetObjectTagging replaces the tags of an object and touches nothing else.
func (b *backend) SetObjectTagging(_ context.Context, bucket, key, tagging string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	bu := b.buckets[bucket]
	if bu == nil {
		return gofakes3.BucketNotFound(bucket)
	}
	old := bu.objects[key]
	if old == nil {
		return gofakes3.KeyNotFound(key)
	}
	o := *old
	o.Meta = maps.Clone(old.Meta)
	if o.Meta == nil {
		o.Meta = map[string]string{}
	}
	o.Meta[gofakes3.TaggingMetadataKey] = tagging
	if tagging == "" {
		delete(o.Meta, gofakes3.TaggingMetadataKey)
	}
	if err := writeJSON(b.objectFile(bucket, key), &o); err != nil {
		return err
	}
	bu.objects[key] = &o
	return nil
}

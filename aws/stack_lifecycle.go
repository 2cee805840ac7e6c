package aws

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// The names of the lifecycle rules that are ours. Rules of other names stay.
const (
	expiryRule  = "inflight-expiry"
	uploadsRule = "inflight-abandoned-uploads"
)

// abandonedDays is after how many days S3 forgets an upload in parts that
// nobody completed. Its parts cost money and are seen by no listing.
const abandonedDays = 1

// sourceLifecycle deletes old images and abandoned uploads.
func (b *build) sourceLifecycle() resource {
	return b.lifecycle(b.SourceBucket, append(expiry(b.SourceDays), types.LifecycleRule{
		ID:     new(uploadsRule),
		Status: types.ExpirationStatusEnabled,
		Filter: &types.LifecycleRuleFilter{Prefix: new("")},
		AbortIncompleteMultipartUpload: &types.AbortIncompleteMultipartUpload{
			DaysAfterInitiation: new(int32(abandonedDays)),
		},
	}))
}

// thumbnailLifecycle deletes old thumbnails, which can be made again, sooner
// than images.
func (b *build) thumbnailLifecycle() resource {
	return b.lifecycle(b.ThumbnailBucket, expiry(b.ThumbnailDays))
}

// expiry is the rule that deletes objects after so many days; none below zero.
func expiry(days int) []types.LifecycleRule {
	if days < 0 {
		return nil
	}
	return []types.LifecycleRule{{
		ID:         new(expiryRule),
		Status:     types.ExpirationStatusEnabled,
		Filter:     &types.LifecycleRuleFilter{Prefix: new("")},
		Expiration: &types.LifecycleExpiration{Days: new(int32(days))},
	}}
}

// lifecycle is a bucket's lifecycle with these rules of ours.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html
func (b *build) lifecycle(bucket string, ours []types.LifecycleRule) resource {
	have := &s3.GetBucketLifecycleConfigurationOutput{}
	look := func(ctx context.Context) (bool, []Change, error) {
		out, err := b.c.S3.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: &bucket})
		if noBucket(err) || hasCode(err, "NoSuchLifecycleConfiguration") {
			return len(ours) == 0, nil, nil
		}
		if err != nil {
			return false, nil, err
		}
		have = out
		differs := differingRules(have.Rules, ours)
		return true, differs, nil
	}
	put := func(ctx context.Context) error {
		_, err := b.c.S3.PutBucketLifecycleConfiguration(ctx, &s3.PutBucketLifecycleConfigurationInput{
			Bucket:                             &bucket,
			LifecycleConfiguration:             &types.BucketLifecycleConfiguration{Rules: append(othersRules(have.Rules), ours...)},
			TransitionDefaultMinimumObjectSize: have.TransitionDefaultMinimumObjectSize,
		})
		return err
	}
	return resource{kind: "lifecycle", name: bucket, of: "bucket " + bucket, look: look, create: put, change: put}
}

// ruleTerms is what our rules can say.
type ruleTerms struct {
	enabled          bool
	prefix           string
	days, uploadDays int32
}

// String says the terms as a person would.
func (t ruleTerms) String() string {
	var text []string
	if t.days > 0 {
		text = append(text, fmt.Sprintf("objects deleted after %d days", t.days))
	}
	if t.uploadDays > 0 {
		text = append(text, fmt.Sprintf("unfinished uploads deleted after %d days", t.uploadDays))
	}
	if t.prefix != "" {
		text = append(text, fmt.Sprintf("under %q", t.prefix))
	}
	if !t.enabled {
		text = append(text, "off")
	}
	return strings.Join(text, ", ")
}

func termsOf(r types.LifecycleRule) ruleTerms {
	t := ruleTerms{enabled: r.Status == types.ExpirationStatusEnabled}
	if r.Filter != nil {
		t.prefix = deref(r.Filter.Prefix)
	}
	if r.Expiration != nil {
		t.days = deref(r.Expiration.Days)
	}
	if a := r.AbortIncompleteMultipartUpload; a != nil {
		t.uploadDays = deref(a.DaysAfterInitiation)
	}
	return t
}

// differingRules names the rules of ours that a lifecycle lacks, or has in
// other terms, or has and should not.
func differingRules(have, ours []types.LifecycleRule) []Change {
	terms := map[string]ruleTerms{}
	for _, r := range have {
		if isOurs(r) {
			terms[deref(r.ID)] = termsOf(r)
		}
	}
	var differs []Change
	for _, r := range ours {
		t, ok := terms[deref(r.ID)]
		if want := termsOf(r); !ok || t != want {
			c := Change{Setting: deref(r.ID), New: want.String()}
			if ok {
				c.Old = t.String()
			}
			differs = append(differs, c)
		}
		delete(terms, deref(r.ID))
	}
	for id, t := range terms {
		differs = append(differs, Change{Setting: id, Old: t.String()})
	}
	return differs
}

// othersRules are the rules that are not ours.
func othersRules(have []types.LifecycleRule) []types.LifecycleRule {
	var others []types.LifecycleRule
	for _, r := range have {
		if !isOurs(r) {
			others = append(others, r)
		}
	}
	return others
}

func isOurs(r types.LifecycleRule) bool {
	id := deref(r.ID)
	return id == expiryRule || id == uploadsRule
}

package s3_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func TestBucketsAreMadeListedAndDeleted(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	must(w.CreateBucket(ctx, &sdk.CreateBucketInput{Bucket: aws.String("a.second-one")})).in(t)
	must(w.CreateBucket(ctx, &sdk.CreateBucketInput{Bucket: bucketOf()})).in(t) // again: no error in us-east-1
	list := must(w.ListBuckets(ctx, &sdk.ListBucketsInput{})).in(t)
	if len(list.Buckets) != 2 || *list.Buckets[0].Name != "a.second-one" || list.Buckets[1].CreationDate.IsZero() {
		t.Errorf("the buckets are %+v", list.Buckets)
	}
	for _, name := range []string{"ab", "UPPER", "under_score", "-dash", "dash-", "two..dots", "192.168.0.1", strings.Repeat("x", 64)} {
		_, err := w.CreateBucket(ctx, &sdk.CreateBucketInput{Bucket: &name})
		refused(t, name, err, "InvalidBucketName", 400)
	}
	_, err := w.CreateBucket(ctx, &sdk.CreateBucketInput{
		Bucket: aws.String("elsewhere"), CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraintEuWest1},
	})
	refused(t, "another region", err, "IllegalLocationConstraintException", 400)
	w.put("photo", "photo")
	_, err = w.DeleteBucket(ctx, &sdk.DeleteBucketInput{Bucket: bucketOf()})
	refused(t, "a bucket with an object", err, "BucketNotEmpty", 409)
	must(w.DeleteObject(ctx, &sdk.DeleteObjectInput{Bucket: bucketOf(), Key: aws.String("photo")})).in(t)
	must(w.DeleteBucket(ctx, &sdk.DeleteBucketInput{Bucket: bucketOf()})).in(t)
	_, err = w.HeadBucket(ctx, &sdk.HeadBucketInput{Bucket: bucketOf()})
	refused(t, "head", err, "NotFound", 404)
	_, err = w.ListObjectsV2(ctx, &sdk.ListObjectsV2Input{Bucket: bucketOf()})
	refused(t, "list", err, "NoSuchBucket", 404)
}

func TestLine41WhatWasNotPutIsNotThere(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	_, err := w.GetBucketLifecycleConfiguration(ctx, &sdk.GetBucketLifecycleConfigurationInput{Bucket: bucketOf()})
	refused(t, "lifecycle", err, "NoSuchLifecycleConfiguration", 404)
	_, err = w.GetPublicAccessBlock(ctx, &sdk.GetPublicAccessBlockInput{Bucket: bucketOf()})
	refused(t, "public access block", err, "NoSuchPublicAccessBlockConfiguration", 404)
	_, err = w.GetBucketTagging(ctx, &sdk.GetBucketTaggingInput{Bucket: bucketOf()})
	refused(t, "tagging", err, "NoSuchTagSet", 404)
	_, err = w.GetBucketPolicy(ctx, &sdk.GetBucketPolicyInput{Bucket: bucketOf()})
	refused(t, "policy", err, "NoSuchBucketPolicy", 404)
	n := must(w.GetBucketNotificationConfiguration(ctx, &sdk.GetBucketNotificationConfigurationInput{Bucket: bucketOf()})).in(t)
	v := must(w.GetBucketVersioning(ctx, &sdk.GetBucketVersioningInput{Bucket: bucketOf()})).in(t)
	l := must(w.GetBucketLocation(ctx, &sdk.GetBucketLocationInput{Bucket: bucketOf()})).in(t)
	if n.EventBridgeConfiguration != nil || v.Status != "" || l.LocationConstraint != "" {
		t.Errorf("there are %+v, %+v, %+v", n, v, l)
	}
	_, err = w.GetBucketAcl(ctx, &sdk.GetBucketAclInput{Bucket: bucketOf()})
	refused(t, "what is not built", err, "NotImplemented", 501)
}

func TestLine41WhatWasPutIsGivenBackAlsoAfterARestart(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	policy := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::` + testBucket + `/*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`
	w.turnEventsOn()
	must(w.PutPublicAccessBlock(ctx, &sdk.PutPublicAccessBlockInput{
		Bucket: bucketOf(), PublicAccessBlockConfiguration: &types.PublicAccessBlockConfiguration{BlockPublicAcls: aws.Bool(true), RestrictPublicBuckets: aws.Bool(true)},
	})).in(t)
	must(w.PutBucketTagging(ctx, &sdk.PutBucketTaggingInput{Bucket: bucketOf(), Tagging: &types.Tagging{TagSet: []types.Tag{{Key: aws.String("a"), Value: aws.String("1 & 2")}}}})).in(t)
	must(w.PutBucketPolicy(ctx, &sdk.PutBucketPolicyInput{Bucket: bucketOf(), Policy: &policy})).in(t)
	must(w.PutBucketVersioning(ctx, &sdk.PutBucketVersioningInput{Bucket: bucketOf(), VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusSuspended}})).in(t)
	must(w.PutBucketLifecycleConfiguration(ctx, expireAfter(7, "thumbs/"))).in(t)
	w.reopen()
	n := must(w.GetBucketNotificationConfiguration(ctx, &sdk.GetBucketNotificationConfigurationInput{Bucket: bucketOf()})).in(t)
	b := must(w.GetPublicAccessBlock(ctx, &sdk.GetPublicAccessBlockInput{Bucket: bucketOf()})).in(t).PublicAccessBlockConfiguration
	g := must(w.GetBucketTagging(ctx, &sdk.GetBucketTaggingInput{Bucket: bucketOf()})).in(t)
	p := must(w.GetBucketPolicy(ctx, &sdk.GetBucketPolicyInput{Bucket: bucketOf()})).in(t)
	v := must(w.GetBucketVersioning(ctx, &sdk.GetBucketVersioningInput{Bucket: bucketOf()})).in(t)
	l := must(w.GetBucketLifecycleConfiguration(ctx, &sdk.GetBucketLifecycleConfigurationInput{Bucket: bucketOf()})).in(t)
	if n.EventBridgeConfiguration == nil || !*b.BlockPublicAcls || *b.IgnorePublicAcls || !*b.RestrictPublicBuckets ||
		*g.TagSet[0].Value != "1 & 2" || *p.Policy != policy || v.Status != types.BucketVersioningStatusSuspended ||
		*l.Rules[0].Expiration.Days != 7 || *l.Rules[0].Filter.Prefix != "thumbs/" || *l.Rules[0].ID == "" {
		t.Errorf("there are %+v, %+v, %+v, %s, %+v, %+v", n, b, g, *p.Policy, v, l.Rules)
	}
	must(w.DeleteBucketLifecycle(ctx, &sdk.DeleteBucketLifecycleInput{Bucket: bucketOf()})).in(t)
	must(w.DeleteBucketPolicy(ctx, &sdk.DeleteBucketPolicyInput{Bucket: bucketOf()})).in(t)
	_, err := w.GetBucketLifecycleConfiguration(ctx, &sdk.GetBucketLifecycleConfigurationInput{Bucket: bucketOf()})
	refused(t, "lifecycle", err, "NoSuchLifecycleConfiguration", 404)
	_, err = w.GetBucketPolicy(ctx, &sdk.GetBucketPolicyInput{Bucket: bucketOf()})
	refused(t, "policy", err, "NoSuchBucketPolicy", 404)
}

func TestLine41WhatIsNotKeptIsNotPretended(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	_, err := w.PutBucketVersioning(ctx, &sdk.PutBucketVersioningInput{Bucket: bucketOf(), VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled}})
	refused(t, "versions", err, "NotImplemented", 501)
	_, err = w.PutBucketNotificationConfiguration(ctx, &sdk.PutBucketNotificationConfigurationInput{
		Bucket: bucketOf(), NotificationConfiguration: &types.NotificationConfiguration{QueueConfigurations: []types.QueueConfiguration{{
			QueueArn: aws.String("arn:aws:sqs:us-east-1:000000000000:q"), Events: []types.Event{"s3:ObjectCreated:*"},
		}}},
	})
	refused(t, "events to a queue", err, "NotImplemented", 501)
	_, err = w.PutBucketPolicy(ctx, &sdk.PutBucketPolicyInput{Bucket: bucketOf(), Policy: aws.String("{")})
	refused(t, "half a policy", err, "MalformedPolicy", 400)
}

// expireAfter is a lifecycle that lets objects expire after days.
func expireAfter(days int32, prefix string) *sdk.PutBucketLifecycleConfigurationInput {
	return &sdk.PutBucketLifecycleConfigurationInput{Bucket: bucketOf(), LifecycleConfiguration: &types.BucketLifecycleConfiguration{
		Rules: []types.LifecycleRule{{
			Status: types.ExpirationStatusEnabled, Filter: &types.LifecycleRuleFilter{Prefix: &prefix},
			Expiration:                     &types.LifecycleExpiration{Days: &days},
			AbortIncompleteMultipartUpload: &types.AbortIncompleteMultipartUpload{DaysAfterInitiation: aws.Int32(1)},
		}},
	}}
}

func TestLine41ExpiryTakesEffectAtMidnight(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.turnEventsOn()
	must(w.PutBucketLifecycleConfiguration(ctx, expireAfter(2, "thumbs/"))).in(t)
	w.put("thumbs/a.png", "png")
	w.put("other/a.png", "png")
	id := w.begin("thumbs/film")
	if out, _ := w.get("thumbs/a.png"); out.Expiration == nil || !strings.Contains(*out.Expiration, `rule-id="rule-1"`) {
		t.Errorf("its expiry is told as %v", aws.ToString(out.Expiration))
	}
	w.events.take()
	w.midnight(2)
	if len(w.files()) != 2 {
		t.Errorf("after two midnights there are %q", sortedKeys(w.files()))
	}
	_, err := w.ListParts(ctx, &sdk.ListPartsInput{Bucket: bucketOf(), Key: aws.String("thumbs/film"), UploadId: id})
	refused(t, "an upload that nobody ended", err, "NoSuchUpload", 404)
	w.midnight(1)
	if got := w.files(); len(got) != 1 || got["other/a.png"] == "" {
		t.Errorf("after three midnights there are %q", sortedKeys(got))
	}
	events := w.events.take()
	if len(events) != 1 || !events[0].Deleted || events[0].Reason != "Lifecycle Expiration" || events[0].Requester != "s3.amazonaws.com" {
		t.Errorf("the events are %+v", events)
	}
}

func TestLine41ARuleIsAboutWhatItsFilterNames(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	in := expireAfter(1, "")
	in.LifecycleConfiguration.Rules[0].AbortIncompleteMultipartUpload = nil
	in.LifecycleConfiguration.Rules[0].Filter = &types.LifecycleRuleFilter{And: &types.LifecycleRuleAndOperator{
		Prefix: aws.String("a"), Tags: []types.Tag{{Key: aws.String("keep"), Value: aws.String("no")}}, ObjectSizeGreaterThan: aws.Int64(2),
	}}
	must(w.PutBucketLifecycleConfiguration(ctx, in)).in(t)
	tagged := func(in *sdk.PutObjectInput) { in.Tagging = aws.String("keep=no") }
	w.put("a-goes", "large", tagged)
	w.put("a-untagged", "large")
	w.put("a-small", "s", tagged)
	w.put("b", "large", tagged)
	w.midnight(3)
	if got := strings.Join(sortedKeys(w.files()), " "); got != "a-small a-untagged b" {
		t.Errorf("left are %s", got)
	}
}

func TestLine41ALifecycleThatS3RefusesIsRefused(t *testing.T) {
	w := newWorld(t)
	at := time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		change func(*types.LifecycleRule)
		code   string
	}{
		"no days":         {func(r *types.LifecycleRule) { r.Expiration.Days = aws.Int32(0) }, "InvalidArgument"},
		"days and a date": {func(r *types.LifecycleRule) { r.Expiration.Date = &at }, "MalformedXML"},
		"noon":            {func(r *types.LifecycleRule) { r.Expiration = &types.LifecycleExpiration{Date: &at} }, "InvalidArgument"},
		"no action":       {func(r *types.LifecycleRule) { r.Expiration, r.AbortIncompleteMultipartUpload = nil, nil }, "InvalidRequest"},
		"no filter":       {func(r *types.LifecycleRule) { r.Filter = nil }, "MalformedXML"},
		"no status":       {func(r *types.LifecycleRule) { r.Status = "Perhaps" }, "MalformedXML"},
		"a long id":       {func(r *types.LifecycleRule) { r.ID = aws.String(strings.Repeat("x", 256)) }, "InvalidArgument"},
		"abort by tags": {func(r *types.LifecycleRule) {
			r.Filter = &types.LifecycleRuleFilter{Tag: &types.Tag{Key: aws.String("a"), Value: aws.String("")}}
		}, "InvalidRequest"},
		"an odd class": {func(r *types.LifecycleRule) {
			r.Transitions = []types.Transition{{Days: aws.Int32(1), StorageClass: "ATTIC"}}
		}, "MalformedXML"},
		"moved after death": {func(r *types.LifecycleRule) {
			r.Transitions = []types.Transition{{Days: aws.Int32(9), StorageClass: "GLACIER"}}
		}, "InvalidArgument"},
	} {
		in := expireAfter(7, "")
		test.change(&in.LifecycleConfiguration.Rules[0])
		_, err := w.PutBucketLifecycleConfiguration(t.Context(), in)
		refused(t, name, err, test.code, 400)
	}
	twice := expireAfter(7, "")
	twice.LifecycleConfiguration.Rules[0].ID = aws.String("same")
	twice.LifecycleConfiguration.Rules = append(twice.LifecycleConfiguration.Rules, twice.LifecycleConfiguration.Rules[0])
	_, err := w.PutBucketLifecycleConfiguration(t.Context(), twice)
	refused(t, "the same id twice", err, "InvalidArgument", 400)
}

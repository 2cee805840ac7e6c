package s3_test

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"inflight/aws/local/s3"
)

func inFrankfurt(c *s3.Config) { c.Region = "eu-central-1" }

// createIn makes a bucket with a location constraint.
func (w *world) createIn(name, region string) error {
	in := &sdk.CreateBucketInput{Bucket: &name}
	if region != "" {
		in.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(region)}
	}
	_, err := w.client.CreateBucket(w.t.Context(), in)
	return err
}

func TestABucketIsCreatedListedAndDeleted(t *testing.T) {
	w := newWorld(t)
	w.bucket("b-two")
	w.bucket("a-one")
	list, err := w.client.ListBuckets(t.Context(), &sdk.ListBucketsInput{})
	w.check(err)
	if len(list.Buckets) != 2 || *list.Buckets[0].Name != "a-one" || *list.Buckets[1].Name != "b-two" || list.Buckets[0].CreationDate == nil {
		t.Errorf("the buckets are %+v", list.Buckets)
	}
	w.put("a-one", "key", "x")
	_, err = w.client.DeleteBucket(t.Context(), &sdk.DeleteBucketInput{Bucket: new("a-one")})
	refused(t, err, "BucketNotEmpty")
	_, err = w.client.DeleteBucket(t.Context(), &sdk.DeleteBucketInput{Bucket: new("b-two")})
	w.check(err)
	_, err = w.client.DeleteBucket(t.Context(), &sdk.DeleteBucketInput{Bucket: new("b-two")})
	refused(t, err, "NoSuchBucket")
	_, err = w.client.HeadBucket(t.Context(), &sdk.HeadBucketInput{Bucket: new("b-two")})
	refused(t, err, "NotFound")
	_, err = w.client.HeadBucket(t.Context(), &sdk.HeadBucketInput{Bucket: new("a-one")})
	w.check(err)
}

func TestABucketsNameFollowsTheRules(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"ab", "Photos", "a_b", "-ab", "ab-", "192.168.0.1", "a..b", "a$b"} {
		refused(t, w.createIn(name, ""), "InvalidBucketName")
	}
}

func TestWhatIsInNoBucketIsNoSuchBucket(t *testing.T) {
	w := newWorld(t)
	_, err := w.client.GetObject(t.Context(), &sdk.GetObjectInput{Bucket: new(photos), Key: new("a")})
	refused(t, err, "NoSuchBucket")
	_, err = w.client.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: new(photos), Key: new("a")})
	refused(t, err, "NoSuchBucket")
	_, err = w.client.ListObjectsV2(t.Context(), &sdk.ListObjectsV2Input{Bucket: new(photos)})
	refused(t, err, "NoSuchBucket")
	_, err = w.client.GetBucketLocation(t.Context(), &sdk.GetBucketLocationInput{Bucket: new(photos)})
	refused(t, err, "NoSuchBucket")
}

func TestInUSEast1OnesOwnBucketCanBeCreatedAgain(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	w.put(photos, "a", "x")
	w.bucket(photos)
	if w.get(photos, "a") != "x" {
		t.Error("the bucket was emptied")
	}
	got, err := w.client.GetBucketLocation(t.Context(), &sdk.GetBucketLocationInput{Bucket: new(photos)})
	w.check(err)
	if got.LocationConstraint != "" {
		t.Errorf("the location is %q", got.LocationConstraint)
	}
}

func TestElsewhereABucketSaysWhereItIsAndCanBeCreatedOnce(t *testing.T) {
	w := newWorld(t, inFrankfurt)
	w.check(w.createIn(photos, "eu-central-1"))
	got, err := w.client.GetBucketLocation(t.Context(), &sdk.GetBucketLocationInput{Bucket: new(photos)})
	w.check(err)
	if got.LocationConstraint != "eu-central-1" {
		t.Errorf("the location is %q", got.LocationConstraint)
	}
	refused(t, w.createIn(photos, "eu-central-1"), "BucketAlreadyOwnedByYou")
	refused(t, w.createIn("others", ""), "IllegalLocationConstraintException")
	refused(t, w.createIn("others", "eu-west-1"), "IllegalLocationConstraintException")
}

package s3_test

import (
	"errors"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"inflight/aws/local/s3"
)

// createIn makes a bucket that says where it is to be.
func createIn(t *testing.T, c *sdk.Client, name, region string) error {
	t.Helper()
	in := &sdk.CreateBucketInput{Bucket: &name}
	if region != "" {
		in.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(region)}
	}
	_, err := c.CreateBucket(t.Context(), in)
	return err
}

// location is where a bucket says it is.
func location(t *testing.T, c *sdk.Client, name string) string {
	t.Helper()
	out, err := c.GetBucketLocation(t.Context(), &sdk.GetBucketLocationInput{Bucket: &name})
	if err != nil {
		t.Fatal(err)
	}
	return string(out.LocationConstraint)
}

func TestInUSEast1OnesOwnBucketCanBeCreatedAgain(t *testing.T) {
	w := newWorld(t)
	if err := createIn(t, w.Client, testBucket, ""); err != nil {
		t.Error(err)
	}
	if got := location(t, w.Client, testBucket); got != "" {
		t.Errorf("it is in %q", got)
	}
}

func TestElsewhereABucketSaysWhereItIsAndCanBeCreatedOnce(t *testing.T) {
	service, err := s3.New(s3.Config{Dir: t.TempDir(), Region: "eu-central-1"})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, service: service}
	t.Cleanup(func() {
		if err := service.Close(); err != nil {
			t.Error(err)
		}
	})
	w.connect("in process")
	for _, c := range []struct{ name, region, want string }{
		{"photos", "eu-central-1", ""},
		{"photos", "eu-central-1", "BucketAlreadyOwnedByYou"},
		{"others", "", "IllegalLocationConstraintException"},
		{"others", "eu-west-1", "IllegalLocationConstraintException"},
	} {
		if got := codeOf(createIn(t, w.Client, c.name, c.region)); got != c.want {
			t.Errorf("%s in %q: got %q, want %q", c.name, c.region, got, c.want)
		}
	}
	if got := location(t, w.Client, "photos"); got != "eu-central-1" {
		t.Errorf("it is in %q", got)
	}
}

// codeOf is the AWS error code of an error, "" for none.
func codeOf(err error) string {
	var e smithy.APIError
	if errors.As(err, &e) {
		return e.ErrorCode()
	}
	return ""
}

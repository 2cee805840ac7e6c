package s3_test

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"inflight/aws/local/s3"
)

// newTemporaryWorld makes an S3 whose folder goes with the process.
func newTemporaryWorld(t *testing.T, dir string) *world {
	t.Helper()
	w := &world{t: t, dir: dir, events: &heard{}}
	service, err := s3.New(s3.Config{Dir: dir, Events: w.events, Temporary: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	w.service = service
	w.connect("in process")
	return w
}

// files are the files below a folder, with slashes, that are no bucket's record.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != "bucket.json" {
			rel, _ := filepath.Rel(dir, path)
			found = append(found, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// change puts two objects, tags one, and deletes the other.
func change(t *testing.T, w *world) {
	t.Helper()
	ctx := t.Context()
	for _, key := range []string{"a/kept.txt", "b/deleted.txt"} {
		if _, err := w.PutObject(ctx, &sdk.PutObjectInput{Bucket: aws.String(testBucket), Key: aws.String(key), Body: strings.NewReader(key)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.PutObjectTagging(ctx, &sdk.PutObjectTaggingInput{
		Bucket: aws.String(testBucket), Key: aws.String("a/kept.txt"),
		Tagging: &types.Tagging{TagSet: []types.Tag{{Key: aws.String("told"), Value: aws.String("yes")}}},
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.DeleteObject(ctx, &sdk.DeleteObjectInput{Bucket: aws.String(testBucket), Key: aws.String("b/deleted.txt")}); err != nil {
		t.Fatal(err)
	}
	tags, err := w.GetObjectTagging(ctx, &sdk.GetObjectTaggingInput{Bucket: aws.String(testBucket), Key: aws.String("a/kept.txt")})
	if err != nil || len(tags.TagSet) != 1 {
		t.Errorf("the tags are %v, %v", tags, err)
	}
	list, err := w.ListObjectsV2(ctx, &sdk.ListObjectsV2Input{Bucket: aws.String(testBucket)})
	if err != nil || len(list.Contents) != 1 {
		t.Errorf("there are %v, %v", list, err)
	}
}

func TestAFolderThatGoesWithTheProcessHasNothingButContents(t *testing.T) {
	w := newTemporaryWorld(t, t.TempDir())
	if _, err := w.CreateBucket(t.Context(), &sdk.CreateBucketInput{Bucket: aws.String(testBucket)}); err != nil {
		t.Fatal(err)
	}
	change(t, w)
	if got := files(t, w.dir); strings.Join(got, " ") != testBucket+"/a/kept.txt" {
		t.Errorf("it wrote %q", got)
	}
}

func TestAFolderWithBucketsInItIsKeptWhateverItIsOpenedAs(t *testing.T) {
	kept := newWorld(t)
	kept.service.Close()
	change(t, newTemporaryWorld(t, kept.dir))
	kept.open()
	list, err := kept.ListObjectsV2(t.Context(), &sdk.ListObjectsV2Input{Bucket: aws.String(testBucket)})
	if err != nil || len(list.Contents) != 1 {
		t.Errorf("the next process finds %+v, %v", list, err)
	}
}

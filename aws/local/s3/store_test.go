package s3_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"inflight/aws/local/s3"
)

// again opens another S3 over the folder of one that was not closed, as after a
// kill -9.
func (w *world) again() *world {
	w.t.Helper()
	return newWorld(w.t, func(c *s3.Config) { c.Dir = w.dir })
}

func TestWhatWasStoredSurvives(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	w.notify(photos, true)
	w.check(w.lifecycle(after(30, "")))
	_, err := w.client.PutObject(t.Context(), &sdk.PutObjectInput{
		Bucket: new(photos), Key: new("a b/é.jpg"), Body: strings.NewReader("photo"), ContentType: new("image/jpeg"), Metadata: map[string]string{"k": "v"},
		Tagging: new("colour=blue"), ChecksumAlgorithm: types.ChecksumAlgorithmSha256,
	})
	w.check(err)
	w.put(photos, "../odd", "odd")
	w.put(photos, "changed", "before")
	w.put(photos, "changed", "after it")
	w.put(photos, "gone", "x")
	_, err = w.client.DeleteObject(t.Context(), &sdk.DeleteObjectInput{Bucket: new(photos), Key: new("gone")})
	w.check(err)
	_, err = w.client.CompleteMultipartUpload(t.Context(), uploadParts(t, w.client, "parts", []byte("only")))
	w.check(err)
	before, err := w.client.ListObjectsV2(t.Context(), &sdk.ListObjectsV2Input{Bucket: new(photos)})
	w.check(err)

	w = w.again()
	list, err := w.client.ListObjectsV2(t.Context(), &sdk.ListObjectsV2Input{Bucket: new(photos)})
	w.check(err)
	if len(list.Contents) != 4 {
		t.Fatalf("there is %q", names(list.Contents, nil))
	}
	for i, o := range list.Contents {
		if b := before.Contents[i]; *o.Key != *b.Key || *o.ETag != *b.ETag || *o.Size != *b.Size || !o.LastModified.Equal(*b.LastModified) {
			t.Errorf("%s was %+v and is %+v", *o.Key, b, o)
		}
	}
	got, err := w.client.GetObject(t.Context(), &sdk.GetObjectInput{Bucket: new(photos), Key: new("a b/é.jpg"), ChecksumMode: types.ChecksumModeEnabled})
	w.check(err)
	if w.read(got.Body) != "photo" || *got.ContentType != "image/jpeg" || got.Metadata["k"] != "v" || got.ChecksumSHA256 == nil || *got.TagCount != 1 {
		t.Errorf("got %+v", got)
	}
	if w.get(photos, "../odd") != "odd" || w.get(photos, "changed") != "after it" {
		t.Error("a content was changed")
	}
	w.put(photos, "new", "x")
	if len(w.events.take()) != 1 {
		t.Error("the notification configuration is gone")
	}
	life, err := w.client.GetBucketLifecycleConfiguration(t.Context(), &sdk.GetBucketLifecycleConfigurationInput{Bucket: new(photos)})
	w.check(err)
	if *life.Rules[0].Expiration.Days != 30 {
		t.Errorf("the lifecycle is %+v", life.Rules)
	}
}

func TestWhatWasNotReceivedWholeIsNotThere(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	w.put(photos, "a", "before")
	client := newClient("http://s3.test", clientOf(changeBody{inProcess{w.service}}))
	_, err := client.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: new(photos), Key: new("a"), Body: strings.NewReader("photo!")})
	if err == nil {
		t.Fatal("the upload was taken")
	}
	if got := w.get(photos, "a"); got != "before" {
		t.Errorf("the object is %q", got)
	}
	w = w.again()
	if got := w.get(photos, "a"); got != "before" {
		t.Errorf("at the next start the object is %q", got)
	}
}

func TestADamagedFileIsNamed(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	w.put(photos, "a/b.jpg", "photo")
	w.check(w.service.Close())
	files := 0
	w.check(filepath.WalkDir(w.dir, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		whole, err := os.ReadFile(file)
		w.check(err)
		for what, content := range map[string]string{"garbage": `{"Key":`, "nothing": "", "half": string(whole[:len(whole)/2])} {
			w.check(os.WriteFile(file, []byte(content), 0o600))
			_, err = s3.New(s3.Config{Dir: w.dir})
			if err == nil || !strings.Contains(err.Error(), file) {
				t.Errorf("%s in %s: got %v", what, file, err)
			}
		}
		return os.WriteFile(file, whole, 0o600)
	}))
	if files < 3 { // the content, its record and the bucket's
		t.Errorf("there are %d files", files)
	}
	content := filepath.Join(w.dir, photos, "a", "b.jpg")
	w.check(os.Remove(content))
	if _, err := s3.New(s3.Config{Dir: w.dir}); err == nil || !strings.Contains(err.Error(), content) {
		t.Errorf("without the content: got %v", err)
	}
}

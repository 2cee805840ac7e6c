package s3_test

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func quoted(content []byte) string {
	sum := md5.Sum(content)
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

func TestAnUploadIsStoredWithoutItsFraming(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	w.eachWay(func(t *testing.T, client *sdk.Client) {
		for name, content := range map[string][]byte{
			"empty": {}, "small": []byte("photo"), "large": bytes.Repeat([]byte("0123456789abcdef"), 1<<16),
		} {
			put, err := client.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: new(photos), Key: &name, Body: bytes.NewReader(content)})
			if err != nil {
				t.Fatal(name, err)
			}
			got, err := client.GetObject(t.Context(), &sdk.GetObjectInput{Bucket: new(photos), Key: &name})
			if err != nil {
				t.Fatal(name, err)
			}
			body, err := io.ReadAll(got.Body)
			if err != nil || got.Body.Close() != nil {
				t.Fatal(name, err)
			}
			if !bytes.Equal(body, content) {
				t.Errorf("%s: got %d bytes back, not the %d that were put", name, len(body), len(content))
			}
			if want := quoted(content); *put.ETag != want || *got.ETag != want || *got.ContentLength != int64(len(content)) {
				t.Errorf("%s: ETag %s at put, %s at get, want %s; length %d", name, *put.ETag, *got.ETag, want, *got.ContentLength)
			}
			if got.LastModified == nil || time.Since(*got.LastModified) > time.Hour {
				t.Errorf("%s: last modified %v", name, got.LastModified)
			}
		}
	})
}

func TestAnUploadOfUnknownContentIsStoredWithoutItsFraming(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	w.eachWay(func(t *testing.T, client *sdk.Client) {
		for _, algorithm := range []types.ChecksumAlgorithm{
			types.ChecksumAlgorithmCrc32, types.ChecksumAlgorithmCrc32c, types.ChecksumAlgorithmCrc64nvme,
			types.ChecksumAlgorithmSha1, types.ChecksumAlgorithmSha256,
		} {
			_, err := client.PutObject(t.Context(), &sdk.PutObjectInput{
				Bucket: new(photos), Key: new("a"), Body: strings.NewReader("photo"), ChecksumAlgorithm: algorithm,
			})
			if err != nil {
				t.Error(algorithm, err)
				continue
			}
			got, err := client.GetObject(t.Context(), &sdk.GetObjectInput{Bucket: new(photos), Key: new("a"), ChecksumMode: types.ChecksumModeEnabled})
			if err != nil {
				t.Error(algorithm, err)
				continue
			}
			body, err := io.ReadAll(got.Body)
			if err != nil || got.Body.Close() != nil || string(body) != "photo" {
				t.Errorf("%s: got %q, %v", algorithm, body, err)
			}
			sums := map[types.ChecksumAlgorithm]*string{
				types.ChecksumAlgorithmCrc32: got.ChecksumCRC32, types.ChecksumAlgorithmCrc32c: got.ChecksumCRC32C,
				types.ChecksumAlgorithmCrc64nvme: got.ChecksumCRC64NVME,
				types.ChecksumAlgorithmSha1:      got.ChecksumSHA1, types.ChecksumAlgorithmSha256: got.ChecksumSHA256,
			}
			if sums[algorithm] == nil {
				t.Errorf("%s: the checksum is not given back", algorithm)
			}
		}
	})
}

func TestARangeIsPartOfTheContentWithoutItsChecksum(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	w.put(photos, "a", "0123456789")
	for _, c := range []struct{ ask, want, contentRange string }{
		{"bytes=0-3", "0123", "bytes 0-3/10"},
		{"bytes=7-", "789", "bytes 7-9/10"},
		{"bytes=-2", "89", "bytes 8-9/10"},
		{"bytes=5-99", "56789", "bytes 5-9/10"},
	} {
		got, err := w.client.GetObject(t.Context(), &sdk.GetObjectInput{
			Bucket: new(photos), Key: new("a"), Range: &c.ask, ChecksumMode: types.ChecksumModeEnabled,
		})
		w.check(err)
		if body := w.read(got.Body); body != c.want || *got.ContentRange != c.contentRange {
			t.Errorf("%s: got %q of %q", c.ask, body, *got.ContentRange)
		}
		if got.ChecksumCRC32 != nil {
			t.Errorf("%s: the answer has the whole object's checksum", c.ask)
		}
	}
	_, err := w.client.GetObject(t.Context(), &sdk.GetObjectInput{Bucket: new(photos), Key: new("a"), Range: new("bytes=10-")})
	refused(t, err, "InvalidRange")
}

func TestConditionsDecideWhetherAnObjectIsReadOrWritten(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	etag := w.put(photos, "a", "first")
	get := func(change func(*sdk.GetObjectInput)) error {
		in := &sdk.GetObjectInput{Bucket: new(photos), Key: new("a")}
		change(in)
		out, err := w.client.GetObject(t.Context(), in)
		if err == nil {
			w.read(out.Body)
		}
		return err
	}
	put := func(key string, change func(*sdk.PutObjectInput)) error {
		in := &sdk.PutObjectInput{Bucket: new(photos), Key: &key, Body: strings.NewReader("second")}
		change(in)
		_, err := w.client.PutObject(t.Context(), in)
		return err
	}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"get if it matches":             {get(func(in *sdk.GetObjectInput) { in.IfMatch = &etag }), ""},
		"get if another matches":        {get(func(in *sdk.GetObjectInput) { in.IfMatch = new(`"other"`) }), "PreconditionFailed"},
		"get if none matches":           {get(func(in *sdk.GetObjectInput) { in.IfNoneMatch = &etag }), "NotModified"},
		"get if modified since":         {get(func(in *sdk.GetObjectInput) { in.IfModifiedSince = new(time.Now().Add(-time.Hour)) }), ""},
		"get if unmodified since":       {get(func(in *sdk.GetObjectInput) { in.IfUnmodifiedSince = new(time.Now().Add(-time.Hour)) }), "PreconditionFailed"},
		"put a new one over it":         {put("a", func(in *sdk.PutObjectInput) { in.IfNoneMatch = new("*") }), "PreconditionFailed"},
		"put over another":              {put("a", func(in *sdk.PutObjectInput) { in.IfMatch = new(`"other"`) }), "PreconditionFailed"},
		"put over nothing":              {put("none", func(in *sdk.PutObjectInput) { in.IfMatch = &etag }), "NoSuchKey"},
		"put a new one where none is":   {put("new", func(in *sdk.PutObjectInput) { in.IfNoneMatch = new("*") }), ""},
		"put over the one that matches": {put("a", func(in *sdk.PutObjectInput) { in.IfMatch = &etag }), ""},
	} {
		if got := code(t, c.err); got != c.want && !(c.want == "NotModified" && got != "") {
			t.Errorf("%s: got %q (%v), want %q", name, got, c.err, c.want)
		}
	}
}

func TestMetadataAndContentTypeComeBack(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	_, err := w.client.PutObject(t.Context(), &sdk.PutObjectInput{
		Bucket: new(photos), Key: new("a"), Body: strings.NewReader("x"), ContentType: new("image/png"),
		CacheControl: new("max-age=60"), ContentDisposition: new(`attachment; filename="a"`), ContentLanguage: new("de"),
		Metadata: map[string]string{"engine": "ffmpeg", "source-key": "b.jpg"},
	})
	w.check(err)
	got, err := w.client.HeadObject(t.Context(), &sdk.HeadObjectInput{Bucket: new(photos), Key: new("a")})
	w.check(err)
	if *got.ContentType != "image/png" || *got.CacheControl != "max-age=60" || *got.ContentDisposition != `attachment; filename="a"` ||
		*got.ContentLanguage != "de" || got.Metadata["engine"] != "ffmpeg" || got.Metadata["source-key"] != "b.jpg" {
		t.Errorf("got %+v with metadata %v", got, got.Metadata)
	}
	w.put(photos, "plain", "x")
	plain, err := w.client.HeadObject(t.Context(), &sdk.HeadObjectInput{Bucket: new(photos), Key: new("plain")})
	w.check(err)
	if *plain.ContentType != "application/octet-stream" && *plain.ContentType != "binary/octet-stream" {
		t.Errorf("without a type it has %q", *plain.ContentType)
	}
}

func TestTagsDoNotTouchTheObject(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	etag := w.put(photos, "a", "photo")
	_, err := w.client.PutObjectTagging(t.Context(), &sdk.PutObjectTaggingInput{
		Bucket: new(photos), Key: new("a"),
		Tagging: &types.Tagging{TagSet: []types.Tag{{Key: new("colour"), Value: new("blue + green")}}},
	})
	w.check(err)
	tags, err := w.client.GetObjectTagging(t.Context(), &sdk.GetObjectTaggingInput{Bucket: new(photos), Key: new("a")})
	w.check(err)
	if len(tags.TagSet) != 1 || *tags.TagSet[0].Key != "colour" || *tags.TagSet[0].Value != "blue + green" {
		t.Errorf("the tags are %+v", tags.TagSet)
	}
	got, err := w.client.GetObject(t.Context(), &sdk.GetObjectInput{Bucket: new(photos), Key: new("a")})
	w.check(err)
	if body := w.read(got.Body); body != "photo" || *got.ETag != etag {
		t.Errorf("the object is %q with ETag %s", body, *got.ETag)
	}
	_, err = w.client.DeleteObjectTagging(t.Context(), &sdk.DeleteObjectTaggingInput{Bucket: new(photos), Key: new("a")})
	w.check(err)
	tags, err = w.client.GetObjectTagging(t.Context(), &sdk.GetObjectTaggingInput{Bucket: new(photos), Key: new("a")})
	w.check(err)
	if len(tags.TagSet) != 0 {
		t.Errorf("after deleting the tags are %+v", tags.TagSet)
	}
}

func TestACopyHasTheContentAndTheMetadata(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	w.bucket("others")
	_, err := w.client.PutObject(t.Context(), &sdk.PutObjectInput{
		Bucket: new(photos), Key: new("a b/é+1.jpg"), Body: strings.NewReader("photo"), Metadata: map[string]string{"k": "v"}, ContentType: new("image/jpeg"),
	})
	w.check(err)
	copied, err := w.client.CopyObject(t.Context(), &sdk.CopyObjectInput{
		Bucket: new("others"), Key: new("copy"), CopySource: new("photos/a%20b/%C3%A9%2B1.jpg"),
	})
	w.check(err)
	got, err := w.client.GetObject(t.Context(), &sdk.GetObjectInput{Bucket: new("others"), Key: new("copy")})
	w.check(err)
	if w.read(got.Body) != "photo" || got.Metadata["k"] != "v" || *got.ContentType != "image/jpeg" || *copied.CopyObjectResult.ETag != *got.ETag {
		t.Errorf("the copy is %+v", got)
	}
	_, err = w.client.CopyObject(t.Context(), &sdk.CopyObjectInput{
		Bucket: new("others"), Key: new("new"), CopySource: new("photos/a%20b/%C3%A9%2B1.jpg"),
		MetadataDirective: types.MetadataDirectiveReplace, Metadata: map[string]string{"other": "w"},
	})
	w.check(err)
	head, err := w.client.HeadObject(t.Context(), &sdk.HeadObjectInput{Bucket: new("others"), Key: new("new")})
	w.check(err)
	if len(head.Metadata) != 1 || head.Metadata["other"] != "w" {
		t.Errorf("the replaced metadata is %v", head.Metadata)
	}
	_, err = w.client.CopyObject(t.Context(), &sdk.CopyObjectInput{Bucket: new("others"), Key: new("x"), CopySource: new("photos/none")})
	refused(t, err, "NoSuchKey")
}

func TestDeletedObjectsAreGone(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	for _, key := range []string{"a", "b", "c"} {
		w.put(photos, key, key)
	}
	for range 2 { // deleting what is gone is no error
		_, err := w.client.DeleteObject(t.Context(), &sdk.DeleteObjectInput{Bucket: new(photos), Key: new("a")})
		w.check(err)
	}
	out, err := w.client.DeleteObjects(t.Context(), &sdk.DeleteObjectsInput{
		Bucket: new(photos), Delete: &types.Delete{Objects: []types.ObjectIdentifier{{Key: new("b")}, {Key: new("none")}}},
	})
	w.check(err)
	if len(out.Deleted) != 2 || len(out.Errors) != 0 {
		t.Errorf("got %+v", out)
	}
	_, err = w.client.GetObject(t.Context(), &sdk.GetObjectInput{Bucket: new(photos), Key: new("b")})
	refused(t, err, "NoSuchKey")
	_, err = w.client.HeadObject(t.Context(), &sdk.HeadObjectInput{Bucket: new(photos), Key: new("a")})
	refused(t, err, "NotFound")
	if w.get(photos, "c") != "c" {
		t.Error("what was not deleted is gone")
	}
}

func TestAContentThatIsNotWhatItsChecksumSaysIsRefused(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	presigner := sdk.NewPresignClient(w.client)
	for name, c := range map[string]struct {
		in     sdk.PutObjectInput
		header []string
		want   string
	}{
		"MD5": {
			sdk.PutObjectInput{ContentMD5: new("1B2M2Y8AsgTpgAmY7PhCfg==")},
			[]string{"Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="},
			"BadDigest",
		},
		"SHA-256": {
			sdk.PutObjectInput{ChecksumSHA256: new("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")},
			[]string{"X-Amz-Checksum-Sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
			"BadDigest",
		},
	} {
		in := c.in
		in.Bucket, in.Key = new(photos), &name
		signed, err := presigner.PresignPutObject(t.Context(), &in)
		w.check(err)
		status, body := w.fetch(http.MethodPut, signed.URL, "not empty", c.header...)
		if status != http.StatusBadRequest || !strings.Contains(body, "<Code>"+c.want+"</Code>") {
			t.Errorf("%s: got %d %s", name, status, body)
		}
		_, err = w.client.HeadObject(t.Context(), &sdk.HeadObjectInput{Bucket: new(photos), Key: &name})
		refused(t, err, "NotFound")
	}
}

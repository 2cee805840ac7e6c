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

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func TestLine5UploadsAreStoredWithoutTheirFraming(t *testing.T) {
	big := strings.Repeat("0123456789abcdef", 20_000)
	for _, way := range ways {
		for _, algorithm := range append(types.ChecksumAlgorithm("").Values()[:5], "") {
			t.Run(way+" "+string(algorithm), func(t *testing.T) {
				w := newWorldBy(t, way)
				for key, content := range map[string]string{"empty": "", "small": "photo", "big": big} {
					out := w.put(key, content, func(in *sdk.PutObjectInput) { in.ChecksumAlgorithm = algorithm })
					sum := md5.Sum([]byte(content))
					if want := `"` + hex.EncodeToString(sum[:]) + `"`; *out.ETag != want {
						t.Errorf("the ETag of %s is %s, not %s", key, *out.ETag, want)
					}
					if got := w.files()[key]; got != content {
						t.Errorf("%s became %d bytes: %.60q", key, len(got), got)
					}
					if _, got := w.get(key); got != content {
						t.Errorf("%s came back as %d bytes: %.60q", key, len(got), got)
					}
				}
			})
		}
	}
}

func TestLine5AnUploadThatCannotBeReadTwiceIsStoredAsItIs(t *testing.T) {
	w := newWorldBy(t, "https")
	_, err := w.PutObject(t.Context(), &sdk.PutObjectInput{
		Bucket: bucketOf(), Key: aws.String("stream"), Body: io.MultiReader(strings.NewReader("pho"), strings.NewReader("to")),
		ContentLength: aws.Int64(5),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.files()["stream"]; got != "photo" {
		t.Errorf("it became %q", got)
	}
}

func TestLine40AnObjectKeepsItsMetadata(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			w := newWorldBy(t, way)
			w.put("photo.jpg", "photo", func(in *sdk.PutObjectInput) {
				in.ContentType, in.CacheControl = aws.String("image/jpeg"), aws.String("no-store")
				in.ContentDisposition, in.ContentEncoding = aws.String("attachment"), aws.String("identity")
				in.Metadata = map[string]string{"camera": "box", "place": "a b"}
				in.Tagging, in.StorageClass = aws.String("a=1&b=2"), types.StorageClassStandardIa
			})
			for _, read := range []func() (*sdk.GetObjectOutput, string){func() (*sdk.GetObjectOutput, string) { return w.get("photo.jpg") }} {
				out, _ := read()
				if *out.ContentType != "image/jpeg" || *out.CacheControl != "no-store" || *out.ContentDisposition != "attachment" ||
					*out.ContentEncoding != "identity" || out.Metadata["camera"] != "box" || out.Metadata["place"] != "a b" ||
					*out.TagCount != 2 || out.StorageClass != types.StorageClassStandardIa || *out.ContentLength != 5 {
					t.Errorf("it came back as %+v", out)
				}
			}
			head := must(w.HeadObject(t.Context(), &sdk.HeadObjectInput{Bucket: bucketOf(), Key: aws.String("photo.jpg")})).in(t)
			if *head.ContentType != "image/jpeg" || *head.ContentLength != 5 || head.Metadata["camera"] != "box" || head.LastModified.IsZero() {
				t.Errorf("its head is %+v", head)
			}
			w.put("plain", "photo")
			if out, _ := w.get("plain"); *out.ContentType == "" || out.ContentEncoding != nil {
				t.Errorf("without any it came back as %+v", out)
			}
		})
	}
}

func TestLine40ARangeIsPartOfTheObject(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			w := newWorldBy(t, way)
			w.put("digits", "0123456789")
			for header, want := range map[string]struct{ content, place string }{
				"bytes=0-0":      {"0", "bytes 0-0/10"},
				"bytes=2-4":      {"234", "bytes 2-4/10"},
				"bytes=7-":       {"789", "bytes 7-9/10"},
				"bytes=-3":       {"789", "bytes 7-9/10"},
				"bytes=-30":      {"0123456789", "bytes 0-9/10"},
				"bytes=5-100":    {"56789", "bytes 5-9/10"},
				"bytes=4-2":      {"0123456789", ""},
				"lines=1-2":      {"0123456789", ""},
				"bytes=0-1, 3-4": {"0123456789", ""},
			} {
				out, got := w.get("digits", func(in *sdk.GetObjectInput) { in.Range = aws.String(header) })
				if got != want.content || aws.ToString(out.ContentRange) != want.place {
					t.Errorf("%s is %q at %q", header, got, aws.ToString(out.ContentRange))
				}
				if want.place != "" && (out.ChecksumCRC32 != nil || out.ChecksumType != "") {
					t.Errorf("%s carries the checksum of the whole object", header)
				}
			}
			for _, header := range []string{"bytes=10-", "bytes=100-200", "bytes=-0"} {
				_, err := w.GetObject(t.Context(), &sdk.GetObjectInput{Bucket: bucketOf(), Key: aws.String("digits"), Range: &header})
				refused(t, header, err, "InvalidRange", http.StatusRequestedRangeNotSatisfiable)
			}
		})
	}
}

func TestLine40ConditionsOnReading(t *testing.T) {
	w := newWorld(t)
	etag := w.put("photo", "photo").ETag
	w.clock.Advance(time.Hour)
	now := w.clock.Now()
	before, after, future := aws.Time(now.Add(-2*time.Hour)), aws.Time(now.Add(-time.Minute)), aws.Time(now.Add(time.Hour))
	other := aws.String(`"another"`)
	for name, test := range map[string]struct {
		set    func(*sdk.GetObjectInput)
		code   string
		status int
	}{
		"it matches":                     {func(in *sdk.GetObjectInput) { in.IfMatch = etag }, "", 0},
		"it does not match":              {func(in *sdk.GetObjectInput) { in.IfMatch = other }, "PreconditionFailed", 412},
		"it matches none":                {func(in *sdk.GetObjectInput) { in.IfNoneMatch = other }, "", 0},
		"it matches one":                 {func(in *sdk.GetObjectInput) { in.IfNoneMatch = etag }, "NotModified", 304},
		"modified since":                 {func(in *sdk.GetObjectInput) { in.IfModifiedSince = before }, "", 0},
		"not modified since":             {func(in *sdk.GetObjectInput) { in.IfModifiedSince = after }, "NotModified", 304},
		"modified since a time to come":  {func(in *sdk.GetObjectInput) { in.IfModifiedSince = future }, "", 0},
		"unmodified since":               {func(in *sdk.GetObjectInput) { in.IfUnmodifiedSince = after }, "", 0},
		"not unmodified since":           {func(in *sdk.GetObjectInput) { in.IfUnmodifiedSince = before }, "PreconditionFailed", 412},
		"the ETag beats the time":        {func(in *sdk.GetObjectInput) { in.IfMatch, in.IfUnmodifiedSince = etag, before }, "", 0},
		"the ETag beats the time, again": {func(in *sdk.GetObjectInput) { in.IfNoneMatch, in.IfModifiedSince = etag, before }, "NotModified", 304},
	} {
		t.Run(name, func(t *testing.T) {
			in := &sdk.GetObjectInput{Bucket: bucketOf(), Key: aws.String("photo")}
			test.set(in)
			_, err := w.GetObject(t.Context(), in)
			if test.code == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			refused(t, name, err, test.code, test.status)
		})
	}
}

func TestLine40ConditionsOnWriting(t *testing.T) {
	w := newWorld(t)
	put := func(key string, change func(*sdk.PutObjectInput)) error {
		in := &sdk.PutObjectInput{Bucket: bucketOf(), Key: &key, Body: strings.NewReader("other")}
		change(in)
		_, err := w.PutObject(t.Context(), in)
		return err
	}
	etag := w.put("photo", "photo").ETag
	refused(t, "there is one", put("photo", func(in *sdk.PutObjectInput) { in.IfNoneMatch = aws.String("*") }), "PreconditionFailed", 412)
	refused(t, "it is another", put("photo", func(in *sdk.PutObjectInput) { in.IfMatch = aws.String(`"another"`) }), "PreconditionFailed", 412)
	refused(t, "there is none", put("none", func(in *sdk.PutObjectInput) { in.IfMatch = etag }), "NoSuchKey", 404)
	if got := w.files(); len(got) != 1 || got["photo"] != "photo" {
		t.Errorf("what was refused changed the bucket to %q", got)
	}
	if err := put("photo", func(in *sdk.PutObjectInput) { in.IfMatch = etag }); err != nil {
		t.Error(err)
	}
	if err := put("new", func(in *sdk.PutObjectInput) { in.IfNoneMatch = aws.String("*") }); err != nil {
		t.Error(err)
	}
	_, err := w.DeleteObject(t.Context(), &sdk.DeleteObjectInput{Bucket: bucketOf(), Key: aws.String("new"), IfMatch: aws.String(`"another"`)})
	refused(t, "delete another", err, "PreconditionFailed", 412)
}

func TestLine40OfManyWhoCreateAnObjectOneWins(t *testing.T) {
	w := newWorldBy(t, "http")
	const writers = 20
	results := make(chan error, writers)
	for range writers {
		go func() {
			_, err := w.PutObject(t.Context(), &sdk.PutObjectInput{
				Bucket: bucketOf(), Key: aws.String("lock"), Body: strings.NewReader("mine"), IfNoneMatch: aws.String("*"),
			})
			results <- err
		}()
	}
	won := 0
	for range writers {
		if err := <-results; err == nil {
			won++
		} else {
			refused(t, "a later one", err, "PreconditionFailed", 412)
		}
	}
	if won != 1 {
		t.Errorf("%d won", won)
	}
}

func TestLine40DeletingIsIdempotent(t *testing.T) {
	w := newWorld(t)
	w.put("a/b/c", "photo")
	for range 2 {
		must(w.DeleteObject(t.Context(), &sdk.DeleteObjectInput{Bucket: bucketOf(), Key: aws.String("a/b/c")})).in(t)
	}
	_, err := w.GetObject(t.Context(), &sdk.GetObjectInput{Bucket: bucketOf(), Key: aws.String("a/b/c")})
	refused(t, "get", err, "NoSuchKey", 404)
	_, err = w.HeadObject(t.Context(), &sdk.HeadObjectInput{Bucket: bucketOf(), Key: aws.String("a/b/c")})
	refused(t, "head", err, "NotFound", 404)
	w.put("a", "now a file") // the folders a and a/b have gone
	if got := w.files(); len(got) != 1 || got["a"] != "now a file" {
		t.Errorf("the files are %q", got)
	}
}

func TestLine40ManyObjectsAreDeletedAtOnce(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			w := newWorldBy(t, way)
			var want []types.ObjectIdentifier
			for _, key := range []string{"a", "b & c", "d/é"} {
				w.put(key, key)
				want = append(want, types.ObjectIdentifier{Key: aws.String(key)})
			}
			want = append(want, types.ObjectIdentifier{Key: aws.String("not there")}, types.ObjectIdentifier{Key: aws.String("a"), VersionId: aws.String("v1")})
			out := must(w.DeleteObjects(t.Context(), &sdk.DeleteObjectsInput{Bucket: bucketOf(), Delete: &types.Delete{Objects: want}})).in(t)
			if len(out.Deleted) != 4 || len(out.Errors) != 1 || *out.Errors[0].Code != "NoSuchVersion" {
				t.Errorf("deleted %d, errors %d", len(out.Deleted), len(out.Errors))
			}
			if len(w.files()) != 0 {
				t.Errorf("left are %q", w.files())
			}
			_, err := w.DeleteObjects(t.Context(), &sdk.DeleteObjectsInput{Bucket: bucketOf(), Delete: &types.Delete{Objects: make([]types.ObjectIdentifier, 0)}})
			if err == nil {
				t.Error("deleting nothing is no error")
			}
		})
	}
}

func TestLine40ACopyIsAnObjectOfItsOwn(t *testing.T) {
	w := newWorld(t)
	w.put("from/é 1.jpg", "photo", func(in *sdk.PutObjectInput) {
		in.ContentType, in.Metadata, in.Tagging = aws.String("image/jpeg"), map[string]string{"camera": "box"}, aws.String("a=1")
	})
	source := aws.String(testBucket + "/from/%C3%A9%201.jpg")
	out := must(w.CopyObject(t.Context(), &sdk.CopyObjectInput{Bucket: bucketOf(), Key: aws.String("same"), CopySource: source})).in(t)
	if *out.CopyObjectResult.ETag != `"5ae0c1c8a5260bc7b6648f6fbd115c35"` {
		t.Errorf("its ETag is %s", *out.CopyObjectResult.ETag)
	}
	must(w.CopyObject(t.Context(), &sdk.CopyObjectInput{
		Bucket: bucketOf(), Key: aws.String("other"), CopySource: source, ContentType: aws.String("image/png"),
		MetadataDirective: types.MetadataDirectiveReplace, TaggingDirective: types.TaggingDirectiveReplace,
	})).in(t)
	same, content := w.get("same")
	if content != "photo" || *same.ContentType != "image/jpeg" || same.Metadata["camera"] != "box" || aws.ToInt32(same.TagCount) != 1 {
		t.Errorf("the copy is %q, %+v", content, same)
	}
	if other, _ := w.get("other"); *other.ContentType != "image/png" || len(other.Metadata) != 0 || aws.ToInt32(other.TagCount) != 0 {
		t.Errorf("the copy with other metadata is %+v", other)
	}
	for name, test := range map[string]struct {
		in     sdk.CopyObjectInput
		code   string
		status int
	}{
		"onto itself":        {sdk.CopyObjectInput{Key: aws.String("same"), CopySource: aws.String(testBucket + "/same")}, "InvalidRequest", 400},
		"of nothing":         {sdk.CopyObjectInput{Key: aws.String("x"), CopySource: aws.String(testBucket + "/none")}, "NoSuchKey", 404},
		"from nowhere":       {sdk.CopyObjectInput{Key: aws.String("x"), CopySource: aws.String("nowhere/none")}, "NoSuchBucket", 404},
		"of a bucket":        {sdk.CopyObjectInput{Key: aws.String("x"), CopySource: aws.String(testBucket)}, "InvalidArgument", 400},
		"if it were another": {sdk.CopyObjectInput{Key: aws.String("x"), CopySource: source, CopySourceIfMatch: aws.String("no")}, "PreconditionFailed", 412},
	} {
		test.in.Bucket = bucketOf()
		_, err := w.CopyObject(t.Context(), &test.in)
		refused(t, name, err, test.code, test.status)
	}
}

func TestLine40TagsDoNotTouchTheObject(t *testing.T) {
	w := newWorld(t)
	etag := w.put("photo", "photo", func(in *sdk.PutObjectInput) { in.Tagging = aws.String("a=1") }).ETag
	tags := func() string {
		out := must(w.GetObjectTagging(t.Context(), &sdk.GetObjectTaggingInput{Bucket: bucketOf(), Key: aws.String("photo")})).in(t)
		var list []string
		for _, tag := range out.TagSet {
			list = append(list, *tag.Key+"="+*tag.Value)
		}
		return strings.Join(list, " ")
	}
	set := func(list ...types.Tag) error {
		_, err := w.PutObjectTagging(t.Context(), &sdk.PutObjectTaggingInput{Bucket: bucketOf(), Key: aws.String("photo"), Tagging: &types.Tagging{TagSet: list}})
		return err
	}
	if got := tags(); got != "a=1" {
		t.Errorf("the tags put with it are %q", got)
	}
	if err := set(types.Tag{Key: aws.String("state"), Value: aws.String("done & <gone>")}); err != nil {
		t.Fatal(err)
	}
	if got := tags(); got != "state=done & <gone>" {
		t.Errorf("the tags are %q", got)
	}
	if out, content := w.get("photo"); content != "photo" || *out.ETag != *etag {
		t.Errorf("tagging made %q with %s of it", content, *out.ETag)
	}
	refused(t, "twice the same", set(types.Tag{Key: aws.String("a"), Value: aws.String("")}, types.Tag{Key: aws.String("a"), Value: aws.String("")}), "InvalidTag", 400)
	refused(t, "eleven", set(make11()...), "BadRequest", 400)
	must(w.DeleteObjectTagging(t.Context(), &sdk.DeleteObjectTaggingInput{Bucket: bucketOf(), Key: aws.String("photo")})).in(t)
	if got := tags(); got != "" {
		t.Errorf("the tags left are %q", got)
	}
}

func make11() (list []types.Tag) {
	for i := range 11 {
		list = append(list, types.Tag{Key: aws.String(string(rune('a' + i))), Value: aws.String("")})
	}
	return list
}

func TestLine43WhatDoesNotAddUpIsRefused(t *testing.T) {
	for _, way := range []string{"http", "in process"} {
		t.Run(way, func(t *testing.T) {
			w := newWorldBy(t, way)
			for name, test := range map[string]struct {
				set  func(*sdk.PutObjectInput)
				code string
			}{
				"MD5":       {func(in *sdk.PutObjectInput) { in.ContentMD5 = aws.String("1B2M2Y8AsgTpgAmY7PhCfg==") }, "BadDigest"},
				"no MD5":    {func(in *sdk.PutObjectInput) { in.ContentMD5 = aws.String("photo") }, "InvalidDigest"},
				"CRC32":     {func(in *sdk.PutObjectInput) { in.ChecksumCRC32 = aws.String("AAAAAA==") }, "BadDigest"},
				"CRC32C":    {func(in *sdk.PutObjectInput) { in.ChecksumCRC32C = aws.String("AAAAAA==") }, "BadDigest"},
				"CRC64NVME": {func(in *sdk.PutObjectInput) { in.ChecksumCRC64NVME = aws.String("AAAAAAAAAAA=") }, "BadDigest"},
				"SHA256": {func(in *sdk.PutObjectInput) {
					in.ChecksumSHA256 = aws.String("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
				}, "BadDigest"},
				"no CRC32": {func(in *sdk.PutObjectInput) { in.ChecksumCRC32 = aws.String("AAAA") }, "InvalidRequest"},
				"two of a kind?": {func(in *sdk.PutObjectInput) {
					in.ChecksumCRC32, in.ChecksumCRC32C = aws.String("AAAAAA=="), aws.String("AAAAAA==")
				}, "InvalidRequest"},
			} {
				in := &sdk.PutObjectInput{Bucket: bucketOf(), Key: aws.String("photo"), Body: strings.NewReader("photo")}
				test.set(in)
				_, err := w.PutObject(t.Context(), in)
				refused(t, name, err, test.code, 400)
			}
			if len(w.files()) != 0 {
				t.Errorf("it stored %q", w.files())
			}
		})
	}
}

func TestLine43ABodyThatIsNotTheOneSignedIsRefused(t *testing.T) {
	w := newWorldBy(t, "http")
	w.Client = sdk.New(w.Options(), func(o *sdk.Options) {
		o.HTTPClient = &http.Client{Transport: changing{w.http.Transport}}
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
	})
	_, err := w.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: bucketOf(), Key: aws.String("photo"), Body: strings.NewReader("photo")})
	refused(t, "a changed body", err, "XAmzContentSHA256Mismatch", 400)
}

// changing changes bodies on their way.
type changing struct{ next http.RoundTripper }

func (c changing) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil || r.ContentLength != 5 {
		return c.next.RoundTrip(r)
	}
	defer r.Body.Close()
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader([]byte("phony")))
	return c.next.RoundTrip(r)
}

func TestLine43ChecksumsAreGivenBack(t *testing.T) {
	known := map[types.ChecksumAlgorithm]string{ // of 123456789, as published
		types.ChecksumAlgorithmCrc32: "y/Q5Jg==", types.ChecksumAlgorithmCrc32c: "4waSgw==", types.ChecksumAlgorithmCrc64nvme: "rosUhgp5mIg=",
		types.ChecksumAlgorithmSha1: "98O8HYCOBHMq32eZZczDTKeuNEE=", types.ChecksumAlgorithmSha256: "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=",
	}
	for algorithm, want := range known {
		t.Run(string(algorithm), func(t *testing.T) {
			w := newWorld(t)
			put := w.put("digits", "123456789", func(in *sdk.PutObjectInput) { in.ChecksumAlgorithm = algorithm })
			got, _ := w.get("digits")
			for what, sums := range map[string][]*string{
				"put": {put.ChecksumCRC32, put.ChecksumCRC32C, put.ChecksumCRC64NVME, put.ChecksumSHA1, put.ChecksumSHA256},
				"get": {got.ChecksumCRC32, got.ChecksumCRC32C, got.ChecksumCRC64NVME, got.ChecksumSHA1, got.ChecksumSHA256},
			} {
				found := ""
				for _, s := range sums {
					found += aws.ToString(s)
				}
				if found != want {
					t.Errorf("%s gives back %q, not %q", what, found, want)
				}
			}
			if got.ChecksumType != types.ChecksumTypeFullObject {
				t.Errorf("its type is %q", got.ChecksumType)
			}
		})
	}
}

func TestLine43WithoutAChecksumS3AddsOneUp(t *testing.T) {
	w := newWorld(t)
	w.Client = sdk.New(w.Options(), func(o *sdk.Options) { o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired })
	w.put("digits", "123456789")
	if out, _ := w.get("digits"); aws.ToString(out.ChecksumCRC64NVME) != "rosUhgp5mIg=" {
		t.Errorf("it is %q", aws.ToString(out.ChecksumCRC64NVME))
	}
}

func TestABodyThatEndsEarlyIsNotStored(t *testing.T) {
	w := newWorld(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, w.url+"/"+testBucket+"/short", io.MultiReader(strings.NewReader("pho")))
	if err != nil {
		t.Fatal(err)
	}
	r.ContentLength = 5
	r.Header.Set("Authorization", foreign)
	r.Header.Set("X-Amz-Date", "20261123T060000Z")
	answer, err := w.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusBadRequest || len(w.files()) != 0 {
		t.Errorf("it is answered with %d, and stored as %q", answer.StatusCode, w.files())
	}
}

// foreign is a signature by a key that nobody knows.
const foreign = "AWS4-HMAC-SHA256 Credential=test/20261123/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=00"

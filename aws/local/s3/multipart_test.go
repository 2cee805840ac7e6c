package s3_test

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

const partSize = 5 << 20

// part is the content of a part that is large enough not to be the last.
func part(c string) []byte { return bytes.Repeat([]byte(c), partSize/len(c)+1) }

// uploadParts uploads an object in parts and returns what completing it takes.
func uploadParts(t *testing.T, client *sdk.Client, key string, parts ...[]byte) *sdk.CompleteMultipartUploadInput {
	t.Helper()
	begun, err := client.CreateMultipartUpload(t.Context(), &sdk.CreateMultipartUploadInput{
		Bucket: new(photos), Key: &key, ContentType: new("image/png"), Metadata: map[string]string{"k": "v"},
	})
	if err != nil {
		t.Fatal(err)
	}
	done := &types.CompletedMultipartUpload{}
	for i, content := range parts {
		number := int32(i + 1)
		out, err := client.UploadPart(t.Context(), &sdk.UploadPartInput{
			Bucket: new(photos), Key: &key, UploadId: begun.UploadId, PartNumber: &number, Body: bytes.NewReader(content),
		})
		if err != nil {
			t.Fatal(err)
		}
		if *out.ETag != quoted(content) {
			t.Errorf("the ETag of part %d is %s", number, *out.ETag)
		}
		done.Parts = append(done.Parts, types.CompletedPart{ETag: out.ETag, PartNumber: &number, ChecksumCRC32: out.ChecksumCRC32})
	}
	return &sdk.CompleteMultipartUploadInput{Bucket: new(photos), Key: &key, UploadId: begun.UploadId, MultipartUpload: done}
}

// etagOf is the ETag AWS gives to parts: the MD5 of their MD5s, and how many
// there are.
func etagOf(parts ...[]byte) string {
	h := md5.New()
	for _, p := range parts {
		sum := md5.Sum(p)
		h.Write(sum[:])
	}
	return fmt.Sprintf(`"%s-%d"`, hex.EncodeToString(h.Sum(nil)), len(parts))
}

func TestAnUploadInPartsBecomesOneObject(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	parts := [][]byte{part("0123456789abcdef"), part("fedcba9876543210"), []byte("the end")}
	want := etagOf(parts...)
	w.eachWay(func(t *testing.T, client *sdk.Client) {
		in := uploadParts(t, client, "large", parts...)
		done, err := client.CompleteMultipartUpload(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		got, err := client.GetObject(t.Context(), &sdk.GetObjectInput{Bucket: new(photos), Key: new("large")})
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(got.Body)
		if err != nil || got.Body.Close() != nil || !bytes.Equal(body, bytes.Join(parts, nil)) {
			t.Errorf("got %d bytes, %v", len(body), err)
		}
		if *done.ETag != want || *got.ETag != want || *got.ContentType != "image/png" || got.Metadata["k"] != "v" {
			t.Errorf("completed as %s, got as %s of type %s with %v; want %s", *done.ETag, *got.ETag, *got.ContentType, got.Metadata, want)
		}
	})
}

func TestTheETagOfPartsServesInConditionsAndLists(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	_, err := w.client.CompleteMultipartUpload(t.Context(), uploadParts(t, w.client, "a", []byte("only")))
	w.check(err)
	etag := etagOf([]byte("only"))
	head, err := w.client.HeadObject(t.Context(), &sdk.HeadObjectInput{Bucket: new(photos), Key: new("a"), IfMatch: &etag})
	w.check(err)
	list, err := w.client.ListObjectsV2(t.Context(), &sdk.ListObjectsV2Input{Bucket: new(photos)})
	w.check(err)
	if *head.ETag != etag || *list.Contents[0].ETag != etag {
		t.Errorf("the ETag is %s, listed as %s, want %s", *head.ETag, *list.Contents[0].ETag, etag)
	}
	_, err = w.client.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: new(photos), Key: new("a"), Body: strings.NewReader("x"), IfMatch: new(etagOf([]byte("other")))})
	refused(t, err, "PreconditionFailed")
	put, err := w.client.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: new(photos), Key: new("a"), Body: strings.NewReader("x"), IfMatch: &etag})
	w.check(err)
	if *put.ETag != quoted([]byte("x")) {
		t.Errorf("the answer to the new object has the ETag %s", *put.ETag)
	}
}

func TestPartsAreListedReplacedAndGivenUp(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	in := uploadParts(t, w.client, "a", []byte("first"))
	_, err := w.client.UploadPart(t.Context(), &sdk.UploadPartInput{
		Bucket: new(photos), Key: new("a"), UploadId: in.UploadId, PartNumber: new(int32(1)), Body: strings.NewReader("second"),
	})
	w.check(err)
	parts, err := w.client.ListParts(t.Context(), &sdk.ListPartsInput{Bucket: new(photos), Key: new("a"), UploadId: in.UploadId})
	w.check(err)
	if len(parts.Parts) != 1 || *parts.Parts[0].Size != 6 || *parts.Parts[0].ETag != quoted([]byte("second")) {
		t.Errorf("the parts are %+v", parts.Parts)
	}
	uploads, err := w.client.ListMultipartUploads(t.Context(), &sdk.ListMultipartUploadsInput{Bucket: new(photos)})
	w.check(err)
	if len(uploads.Uploads) != 1 || *uploads.Uploads[0].Key != "a" || *uploads.Uploads[0].UploadId != *in.UploadId {
		t.Errorf("the uploads are %+v", uploads.Uploads)
	}
	_, err = w.client.CompleteMultipartUpload(t.Context(), in)
	refused(t, err, "InvalidPart") // it names the ETag of the part that was replaced
	_, err = w.client.AbortMultipartUpload(t.Context(), &sdk.AbortMultipartUploadInput{Bucket: new(photos), Key: new("a"), UploadId: in.UploadId})
	w.check(err)
	_, err = w.client.CompleteMultipartUpload(t.Context(), in)
	refused(t, err, "NoSuchUpload")
	_, err = w.client.HeadObject(t.Context(), &sdk.HeadObjectInput{Bucket: new(photos), Key: new("a")})
	refused(t, err, "NotFound")
}

func TestPartsThatAreTooSmallOrOutOfOrderAreRefused(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	_, err := w.client.CompleteMultipartUpload(t.Context(), uploadParts(t, w.client, "a", []byte("small"), []byte("last")))
	refused(t, err, "EntityTooSmall")
	in := uploadParts(t, w.client, "b", part("one"), part("two"))
	in.MultipartUpload.Parts[0], in.MultipartUpload.Parts[1] = in.MultipartUpload.Parts[1], in.MultipartUpload.Parts[0]
	_, err = w.client.CompleteMultipartUpload(t.Context(), in)
	refused(t, err, "InvalidPartOrder")
}

func TestAPartCanBeCopiedFromAnObject(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	w.put(photos, "from", "0123456789")
	begun, err := w.client.CreateMultipartUpload(t.Context(), &sdk.CreateMultipartUploadInput{Bucket: new(photos), Key: new("to")})
	w.check(err)
	copied, err := w.client.UploadPartCopy(t.Context(), &sdk.UploadPartCopyInput{
		Bucket: new(photos), Key: new("to"), UploadId: begun.UploadId, PartNumber: new(int32(1)),
		CopySource: new(photos + "/from"), CopySourceRange: new("bytes=2-5"),
	})
	w.check(err)
	_, err = w.client.CompleteMultipartUpload(t.Context(), &sdk.CompleteMultipartUploadInput{
		Bucket: new(photos), Key: new("to"), UploadId: begun.UploadId,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: []types.CompletedPart{{ETag: copied.CopyPartResult.ETag, PartNumber: new(int32(1))}}},
	})
	w.check(err)
	if got := w.get(photos, "to"); got != "2345" {
		t.Errorf("got %q", got)
	}
}

package s3_test

import (
	"crypto/md5"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// big is the content of a part that need not be the last.
var big = strings.Repeat("0123456789abcdef", 5<<20/16)

// begin begins an upload in parts.
func (w *world) begin(key string, change ...func(*sdk.CreateMultipartUploadInput)) *string {
	w.t.Helper()
	in := &sdk.CreateMultipartUploadInput{Bucket: bucketOf(), Key: &key}
	for _, c := range change {
		c(in)
	}
	return must(w.CreateMultipartUpload(w.t.Context(), in)).in(w.t).UploadId
}

// part uploads a part.
func (w *world) part(key string, id *string, n int32, content string, algorithm types.ChecksumAlgorithm) types.CompletedPart {
	w.t.Helper()
	out := must(w.UploadPart(w.t.Context(), &sdk.UploadPartInput{
		Bucket: bucketOf(), Key: &key, UploadId: id, PartNumber: &n, Body: strings.NewReader(content), ChecksumAlgorithm: algorithm,
	})).in(w.t)
	done := types.CompletedPart{PartNumber: &n, ETag: out.ETag}
	if algorithm != "" { // as when the upload began
		done.ChecksumCRC32, done.ChecksumSHA1, done.ChecksumSHA256 = out.ChecksumCRC32, out.ChecksumSHA1, out.ChecksumSHA256
	}
	return done
}

// complete ends an upload.
func (w *world) complete(key string, id *string, parts ...types.CompletedPart) (*sdk.CompleteMultipartUploadOutput, error) {
	return w.CompleteMultipartUpload(w.t.Context(), &sdk.CompleteMultipartUploadInput{
		Bucket: bucketOf(), Key: &key, UploadId: id, MultipartUpload: &types.CompletedMultipartUpload{Parts: parts},
	})
}

// joinedETag is the ETag of an object made of parts.
func joinedETag(parts ...string) string {
	all := md5.New()
	for _, p := range parts {
		sum := md5.Sum([]byte(p))
		all.Write(sum[:])
	}
	return `"` + hex.EncodeToString(all.Sum(nil)) + "-" + string(rune('0'+len(parts))) + `"`
}

func TestLine40AnObjectIsMadeOfParts(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			w := newWorldBy(t, way)
			id := w.begin("film", func(in *sdk.CreateMultipartUploadInput) {
				in.ContentType, in.Metadata, in.Tagging = aws.String("video/mp4"), map[string]string{"camera": "box"}, aws.String("a=1")
				in.ChecksumAlgorithm = types.ChecksumAlgorithmCrc32
			})
			last := w.part("film", id, 7, "the end", types.ChecksumAlgorithmCrc32)
			first := w.part("film", id, 2, big, types.ChecksumAlgorithmCrc32)
			if len(w.files()) != 0 {
				t.Errorf("before it is complete there are %q", sortedKeys(w.files()))
			}
			w.reopen()
			done := must(w.complete("film", id, first, last)).in(t)
			want := joinedETag(big, "the end")
			if *done.ETag != want {
				t.Errorf("its ETag is %s, not %s", *done.ETag, want)
			}
			got, content := w.get("film")
			if content != big+"the end" || *got.ETag != want || *got.ContentType != "video/mp4" || got.Metadata["camera"] != "box" || *got.TagCount != 1 {
				t.Errorf("it came back as %d bytes, %+v", len(content), got)
			}
			if got.ChecksumType != types.ChecksumTypeComposite || !strings.HasSuffix(aws.ToString(got.ChecksumCRC32), "-2") {
				t.Errorf("its checksum is %v %s", aws.ToString(got.ChecksumCRC32), got.ChecksumType)
			}
			head := must(w.HeadObject(t.Context(), &sdk.HeadObjectInput{Bucket: bucketOf(), Key: aws.String("film"), PartNumber: aws.Int32(2)})).in(t)
			if *head.ContentLength != int64(len("the end")) || *head.PartsCount != 2 {
				t.Errorf("its second part is %d bytes of %d parts", *head.ContentLength, *head.PartsCount)
			}
			_, err := w.complete("film", id, first, last)
			refused(t, "again", err, "NoSuchUpload", 404)
		})
	}
}

func TestLine43TheChecksumOfPartsCanBeThatOfTheWhole(t *testing.T) {
	w := newWorld(t)
	id := w.begin("film", func(in *sdk.CreateMultipartUploadInput) {
		in.ChecksumAlgorithm, in.ChecksumType = types.ChecksumAlgorithmCrc32, types.ChecksumTypeFullObject
	})
	one, two := w.part("film", id, 1, big, types.ChecksumAlgorithmCrc32), w.part("film", id, 2, "the end", types.ChecksumAlgorithmCrc32)
	must(w.complete("film", id, one, two)).in(t)
	whole := w.put("whole", big+"the end")
	if got, _ := w.get("film"); aws.ToString(got.ChecksumCRC32) != aws.ToString(whole.ChecksumCRC32) || got.ChecksumType != types.ChecksumTypeFullObject {
		t.Errorf("it is %s, not %s", aws.ToString(got.ChecksumCRC32), aws.ToString(whole.ChecksumCRC32))
	}
}

func TestLine40AnUploadIsCompletedOnlyWithItsParts(t *testing.T) {
	w := newWorld(t)
	id := w.begin("film")
	one, two := w.part("film", id, 1, "small", ""), w.part("film", id, 2, "the end", "")
	wrong := types.CompletedPart{PartNumber: aws.Int32(1), ETag: two.ETag}
	for name, test := range map[string]struct {
		parts []types.CompletedPart
		code  string
	}{
		"backwards":        {[]types.CompletedPart{two, one}, "InvalidPartOrder"},
		"twice":            {[]types.CompletedPart{one, one}, "InvalidPartOrder"},
		"another ETag":     {[]types.CompletedPart{wrong}, "InvalidPart"},
		"one not there":    {[]types.CompletedPart{{PartNumber: aws.Int32(3), ETag: one.ETag}}, "InvalidPart"},
		"a part too small": {[]types.CompletedPart{one, two}, "EntityTooSmall"},
		"none":             {nil, "InvalidRequest"},
	} {
		_, err := w.complete("film", id, test.parts...)
		refused(t, name, err, test.code, 400)
	}
	_, err := w.complete("another key", id, two)
	refused(t, "another key", err, "NoSuchUpload", 404)
	must(w.complete("film", id, two)).in(t)
	if _, content := w.get("film"); content != "the end" {
		t.Errorf("it is %q", content)
	}
}

func TestLine40PartsAndUploadsAreListed(t *testing.T) {
	w := newWorld(t)
	a, b := w.begin("film/a"), w.begin("film/b")
	for n := range int32(3) {
		w.part("film/a", a, n+1, "try", "")
		w.part("film/a", a, n+1, "part", "")
	}
	pages := sdk.NewListPartsPaginator(w.Client, &sdk.ListPartsInput{Bucket: bucketOf(), Key: aws.String("film/a"), UploadId: a, MaxParts: aws.Int32(2)})
	var numbers []int32
	for pages.HasMorePages() {
		page := must(pages.NextPage(t.Context())).in(t)
		for _, p := range page.Parts {
			numbers = append(numbers, *p.PartNumber)
			if *p.Size != 4 {
				t.Errorf("part %d has %d bytes", *p.PartNumber, *p.Size)
			}
		}
	}
	if len(numbers) != 3 || numbers[2] != 3 {
		t.Errorf("the parts are %v", numbers)
	}
	list := must(w.ListMultipartUploads(t.Context(), &sdk.ListMultipartUploadsInput{Bucket: bucketOf(), Prefix: aws.String("film/")})).in(t)
	if len(list.Uploads) != 2 || *list.Uploads[0].Key != "film/a" || *list.Uploads[1].UploadId != *b {
		t.Errorf("the uploads are %+v", list.Uploads)
	}
	must(w.AbortMultipartUpload(t.Context(), &sdk.AbortMultipartUploadInput{Bucket: bucketOf(), Key: aws.String("film/a"), UploadId: a})).in(t)
	_, err := w.ListParts(t.Context(), &sdk.ListPartsInput{Bucket: bucketOf(), Key: aws.String("film/a"), UploadId: a})
	refused(t, "after it was aborted", err, "NoSuchUpload", 404)
}

func TestLine40APartCanBeCopied(t *testing.T) {
	w := newWorld(t)
	w.put("source", "0123456789")
	id := w.begin("film")
	out := must(w.UploadPartCopy(t.Context(), &sdk.UploadPartCopyInput{
		Bucket: bucketOf(), Key: aws.String("film"), UploadId: id, PartNumber: aws.Int32(1),
		CopySource: aws.String(testBucket + "/source"), CopySourceRange: aws.String("bytes=2-4"),
	})).in(t)
	must(w.complete("film", id, types.CompletedPart{PartNumber: aws.Int32(1), ETag: out.CopyPartResult.ETag})).in(t)
	if _, content := w.get("film"); content != "234" {
		t.Errorf("it is %q", content)
	}
}

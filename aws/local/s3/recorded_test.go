package s3_test

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

// What is said here was recorded from AWS; the shapes are those of
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html and of the
// model of S3 in the SDKs (codegen/sdk-codegen/aws-models/s3.json).

// errorElement finds the elements of an error document.
var errorElement = regexp.MustCompile(`<([A-Za-z0-9-]+)>([^<]*)</`)

// elements are the elements of an error, but for those that each has.
func elements(t *testing.T, answer string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, m := range errorElement.FindAllStringSubmatch(answer, -1) {
		found[m[1]] = m[2]
	}
	for _, name := range []string{"Code", "Message", "RequestId", "HostId"} {
		if found[name] == "" {
			t.Errorf("there is no %s in %s", name, answer)
		}
		delete(found, name)
	}
	return found
}

func TestAnErrorHasTheElementsOfItsKind(t *testing.T) {
	w := newWorld(t)
	w.put("photo", "0123456789")
	id := *w.begin("film")
	small := w.part("film", &id, 1, "small", "")
	w.part("film", &id, 2, "the end", "")
	complete := func(parts ...string) string {
		return "<CompleteMultipartUpload>" + strings.Join(parts, "") + "</CompleteMultipartUpload>"
	}
	named := func(number, etag string) string {
		return "<Part><PartNumber>" + number + "</PartNumber><ETag>" + etag + "</ETag></Part>"
	}
	at := "/" + testBucket
	lifecycle := func(inner string) string {
		return "<LifecycleConfiguration><Rule><ID>r</ID><Status>Enabled</Status><Filter/>" + inner + "</Rule></LifecycleConfiguration>"
	}
	for name, c := range map[string]struct {
		method, path, body string
		header             []string
		code, elements     string // name=value, with semicolons, in the order of their names
	}{
		"a bucket that is not there":         {"GET", "/nowhere/key", "", nil, "NoSuchBucket", "BucketName=nowhere"},
		"one to copy from":                   {"PUT", at + "/copy", "", []string{"X-Amz-Copy-Source", "elsewhere/key"}, "NoSuchBucket", "BucketName=elsewhere"},
		"a bucket's name":                    {"PUT", "/No_Name", "", nil, "InvalidBucketName", "BucketName=No_Name"},
		"a bucket with objects":              {"DELETE", at, "", nil, "BucketNotEmpty", "BucketName=" + testBucket},
		"no policy":                          {"GET", at + "?policy", "", nil, "NoSuchBucketPolicy", "BucketName=" + testBucket},
		"no lifecycle":                       {"GET", at + "?lifecycle", "", nil, "NoSuchLifecycleConfiguration", "BucketName=" + testBucket},
		"a key that is not there":            {"GET", at + "/a%20&amp;", "", nil, "NoSuchKey", "Key=a &amp;amp;"},
		"one to copy":                        {"PUT", at + "/copy", "", []string{"X-Amz-Copy-Source", testBucket + "/gone"}, "NoSuchKey", "Key=gone"},
		"one to replace":                     {"PUT", at + "/gone", "x", []string{"If-Match", `"x"`}, "NoSuchKey", "Key=gone"},
		"If-Match":                           {"GET", at + "/photo", "", []string{"If-Match", `"x"`}, "PreconditionFailed", "Condition=If-Match"},
		"If-Unmodified-Since":                {"GET", at + "/photo", "", []string{"If-Unmodified-Since", "Sat, 01 Jan 2000 00:00:00 GMT"}, "PreconditionFailed", "Condition=If-Unmodified-Since"},
		"If-None-Match of a put":             {"PUT", at + "/photo", "x", []string{"If-None-Match", "*"}, "PreconditionFailed", "Condition=If-None-Match"},
		"If-Match of a put":                  {"PUT", at + "/photo", "x", []string{"If-Match", `"x"`}, "PreconditionFailed", "Condition=If-Match"},
		"If-None-Match of a copy":            {"PUT", at + "/copy", "", []string{"X-Amz-Copy-Source", testBucket + "/photo", "X-Amz-Copy-Source-If-None-Match", "*"}, "PreconditionFailed", "Condition=x-amz-copy-source-If-None-Match"},
		"If-Modified-Since of a copy":        {"PUT", at + "/copy", "", []string{"X-Amz-Copy-Source", testBucket + "/photo", "X-Amz-Copy-Source-If-Modified-Since", w.clock.Now().UTC().Format(http.TimeFormat)}, "PreconditionFailed", "Condition=x-amz-copy-source-If-Modified-Since"},
		"If-None-Match with a value":         {"PUT", at + "/photo", "x", []string{"If-None-Match", `"x"`}, "NotImplemented", "Header=If-None-Match;additionalMessage=We don't accept the provided value of If-None-Match header for this API"},
		"both":                               {"PUT", at + "/photo", "x", []string{"If-None-Match", "*", "If-Match", `"x"`}, "NotImplemented", "Header=If-Match,If-None-Match;additionalMessage=Multiple conditional request headers present in the request"},
		"a header that is not built":         {"PUT", at + "/photo", "x", []string{"X-Amz-Object-Lock-Mode", "GOVERNANCE"}, "NotImplemented", "Header=x-amz-object-lock-mode"},
		"a range past the end":               {"GET", at + "/photo", "", []string{"Range", "bytes=10-20"}, "InvalidRange", "ActualObjectSize=10;RangeRequested=bytes=10-20"},
		"a part that is not there":           {"GET", at + "/photo?partNumber=2", "", nil, "InvalidPartNumber", "ActualPartCount=1;PartNumberRequested=2"},
		"a part's number":                    {"PUT", at + "/film?partNumber=-1&uploadId=" + id, "x", nil, "InvalidArgument", "ArgumentName=partNumber;ArgumentValue=-1"},
		"a part's number to read":            {"GET", at + "/photo?partNumber=x", "", nil, "InvalidArgument", "ArgumentName=partNumber;ArgumentValue=x"},
		"an encoding":                        {"GET", at + "?encoding-type=base64", "", nil, "InvalidArgument", "ArgumentName=encoding-type;ArgumentValue=base64"},
		"a number of keys":                   {"GET", at + "?max-keys=-5", "", nil, "InvalidArgument", "ArgumentName=max-keys;ArgumentValue=-5"},
		"a continuation":                     {"GET", at + "?list-type=2&continuation-token=!", "", nil, "InvalidArgument", "ArgumentName=continuation-token"},
		"a version":                          {"GET", at + "/photo?versionId=3", "", nil, "InvalidArgument", "ArgumentName=versionId;ArgumentValue=3"},
		"tags in a header":                   {"PUT", at + "/photo", "x", []string{"X-Amz-Tagging", "a=1&a=2"}, "InvalidArgument", "ArgumentName=x-amz-tagging;ArgumentValue=a=1&amp;a=2"},
		"a day":                              {"PUT", at + "?lifecycle", lifecycle("<Expiration><Days>0</Days></Expiration>"), nil, "InvalidArgument", "ArgumentName=Days;ArgumentValue=0"},
		"a date":                             {"PUT", at + "?lifecycle", lifecycle("<Expiration><Date>2030-01-01T01:00:00Z</Date></Expiration>"), nil, "InvalidArgument", "ArgumentName=Date;ArgumentValue=2030-01-01T01:00:00Z"},
		"a range to copy":                    {"PUT", at + "/film?partNumber=1&uploadId=" + id, "", []string{"X-Amz-Copy-Source", testBucket + "/photo", "X-Amz-Copy-Source-Range", "0-8"}, "InvalidArgument", "ArgumentName=x-amz-copy-source-range;ArgumentValue=0-8"},
		"an upload that is not there":        {"PUT", at + "/film?partNumber=1&uploadId=none", "x", nil, "NoSuchUpload", "UploadId=none"},
		"an upload to abort":                 {"DELETE", at + "/film?uploadId=gone", "", nil, "NoSuchUpload", "UploadId=gone"},
		"a part to complete with":            {"POST", at + "/film?uploadId=" + id, complete(named("3", "abc")), nil, "InvalidPart", "ETag=abc;PartNumber=3;UploadId=" + id},
		"parts backwards":                    {"POST", at + "/film?uploadId=" + id, complete(named("2", "a"), named("1", "b")), nil, "InvalidPartOrder", "UploadId=" + id},
		"a part too small":                   {"POST", at + "/film?uploadId=" + id, complete(named("1", strings.Trim(*small.ETag, `"`)), named("2", "x")), nil, "EntityTooSmall", "ETag=" + strings.Trim(*small.ETag, `"`) + ";MinSizeAllowed=5242880;PartNumber=1;ProposedSize=5"},
		"another MD5":                        {"PUT", at + "/photo", "x", []string{"Content-Md5", "CY9rzUYh03PK3k6DJie09g=="}, "BadDigest", "CalculatedDigest=ndTkYSaMgDT1yFZOFVxnpg==;ExpectedDigest=098f6bcd4621d373cade4e832627b4f6"},
		"no MD5":                             {"PUT", at + "/photo", "x", []string{"Content-Md5", "short"}, "InvalidDigest", "Content-MD5=short"},
		"a storage class":                    {"PUT", at + "/photo", "x", []string{"X-Amz-Storage-Class", "SHELF"}, "InvalidStorageClass", "StorageClassRequested=SHELF"},
		"a tag twice":                        {"PUT", at + "/photo?tagging", "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>a</Key><Value>2</Value></Tag></TagSet></Tagging>", nil, "InvalidTag", "TagKey=a"},
		"a tag of AWS's":                     {"PUT", at + "/photo?tagging", "<Tagging><TagSet><Tag><Key>aws:a</Key><Value>1</Value></Tag></TagSet></Tagging>", nil, "InvalidTag", "TagKey=aws:a"},
		"a document":                         {"PUT", at + "?lifecycle", "<Lifecycle", nil, "MalformedXML", ""},
		"a part with a range":                {"GET", at + "/photo?partNumber=1", "", []string{"Range", "bytes=0-1"}, "InvalidRequest", ""},
		"a place in the middle of a listing": {"GET", at + "?list-type=2&continuation-token=", "", nil, "InvalidArgument", "ArgumentName=continuation-token"},
	} {
		t.Run(name, func(t *testing.T) {
			_, answer := w.asStranger(c.method, c.path, c.body, c.header...)
			if !strings.Contains(answer, "<Code>"+c.code+"</Code>") {
				t.Fatalf("it is %s", answer)
			}
			var got []string
			for name, value := range elements(t, answer) {
				got = append(got, name+"="+value)
			}
			slices.Sort(got)
			if text := strings.Join(got, ";"); text != c.elements {
				t.Errorf("it has %q, not %q", text, c.elements)
			}
		})
	}
}

func TestAnErrorOfASignatureSaysWhatWasSigned(t *testing.T) {
	w := newWorld(t)
	w.put("photo", "photo")
	url := w.presignGet(w.Client, "photo")
	old := w.url + "/" + testBucket + "/photo?AWSAccessKeyId=" + accessKey
	for name, c := range map[string]struct {
		url, code string
		elements  []string
	}{
		"another key":          {strings.Replace(url, "/photo?", "/other?", 1), "SignatureDoesNotMatch", []string{"AWSAccessKeyId", "CanonicalRequest", "CanonicalRequestBytes", "SignatureProvided", "StringToSign", "StringToSignBytes"}},
		"of version 2":         {old + "&Signature=x&Expires=99999999999", "SignatureDoesNotMatch", []string{"AWSAccessKeyId", "SignatureProvided", "StringToSign", "StringToSignBytes"}},
		"past, of version 2":   {old + "&Signature=x&Expires=1", "AccessDenied", []string{"Expires", "ServerTime"}},
		"half, of version 2":   {old + "&Expires=99999999999", "AccessDenied", nil},
		"without what is told": {strings.Replace(url, "&X-Amz-SignedHeaders=", "&X=", 1), "AuthorizationQueryParametersError", nil},
	} {
		_, answer := w.send(http.MethodGet, c.url, "")
		found := elements(t, answer)
		var got []string
		for name := range found {
			got = append(got, name)
		}
		slices.Sort(got)
		if !strings.Contains(answer, "<Code>"+c.code+"</Code>") || !slices.Equal(got, c.elements) {
			t.Errorf("%s: %s", name, answer)
		}
		if to := found["StringToSign"]; to != "" && !strings.HasPrefix(found["StringToSignBytes"], "41 57 53 34") && !strings.HasPrefix(to, "GET") {
			t.Errorf("%s: signed was %q, %s", name, to, found["StringToSignBytes"])
		}
		if strings.Contains(answer, secretKey) {
			t.Errorf("%s: the secret is in %s", name, answer)
		}
	}
	_, answer := w.send(http.MethodGet, w.presignGet(w.Client, "photo"), "", "X-Amz-Meta-B", "1", "X-Amz-Meta-A", "2")
	if got := elements(t, answer); got["HeadersNotSigned"] != "x-amz-meta-a, x-amz-meta-b" {
		t.Errorf("with headers that were not signed: %s", answer)
	}
	w.clock.Advance(2 * time.Hour)
	_, answer = w.send(http.MethodGet, url, "")
	if got := elements(t, answer); got["X-Amz-Expires"] != "3600" || got["ServerTime"] != w.clock.Now().UTC().Format(time.RFC3339) || got["Expires"] >= got["ServerTime"] {
		t.Errorf("past its time: %s", answer)
	}
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
func TestEveryAnswerAboutContentSaysThatItIsEncrypted(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	said := map[string]types.ServerSideEncryption{"put": w.put("photo", "photo").ServerSideEncryption}
	out, _ := w.get("photo")
	said["get"] = out.ServerSideEncryption
	out, _ = w.get("photo", func(in *sdk.GetObjectInput) { in.Range = aws.String("bytes=1-2") })
	said["a range"] = out.ServerSideEncryption
	said["head"] = must(w.HeadObject(ctx, &sdk.HeadObjectInput{Bucket: bucketOf(), Key: aws.String("photo")})).in(t).ServerSideEncryption
	source := aws.String(testBucket + "/photo")
	said["copy"] = must(w.CopyObject(ctx, &sdk.CopyObjectInput{Bucket: bucketOf(), Key: aws.String("copy"), CopySource: source})).in(t).ServerSideEncryption
	created := must(w.CreateMultipartUpload(ctx, &sdk.CreateMultipartUploadInput{Bucket: bucketOf(), Key: aws.String("film")})).in(t)
	said["begin"] = created.ServerSideEncryption
	part := must(w.UploadPart(ctx, &sdk.UploadPartInput{Bucket: bucketOf(), Key: aws.String("film"), UploadId: created.UploadId, PartNumber: aws.Int32(1), Body: strings.NewReader(big)})).in(t)
	said["a part"] = part.ServerSideEncryption
	copied := must(w.UploadPartCopy(ctx, &sdk.UploadPartCopyInput{Bucket: bucketOf(), Key: aws.String("film"), UploadId: created.UploadId, PartNumber: aws.Int32(2), CopySource: source})).in(t)
	said["a part that is a copy"] = copied.ServerSideEncryption
	said["complete"] = must(w.complete("film", created.UploadId, types.CompletedPart{PartNumber: aws.Int32(1), ETag: part.ETag}, types.CompletedPart{PartNumber: aws.Int32(2), ETag: copied.CopyPartResult.ETag})).in(t).ServerSideEncryption
	for what, kind := range said {
		if kind != types.ServerSideEncryptionAes256 {
			t.Errorf("%s says %q", what, kind)
		}
	}
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
func TestDocumentsHaveWholeSecondsOwnersWithoutNamesAndARNs(t *testing.T) {
	w := newWorld(t)
	w.clock.Advance(time.Millisecond * 1234)
	w.put("photo", "photo")
	id := w.begin("film")
	w.part("film", id, 1, "part", "")
	stamp := regexp.MustCompile(`<(?:LastModified|CreationDate|Initiated)>([^<]*)<`)
	name := "/" + testBucket
	for _, path := range []string{"/", name, name + "?list-type=2&fetch-owner=true", name + "?versions", name + "?uploads", name + "/film?uploadId=" + *id} {
		_, answer := w.asStranger(http.MethodGet, path, "")
		found := stamp.FindStringSubmatch(answer)
		if len(found) != 2 || !strings.HasSuffix(found[1], ".000Z") {
			t.Errorf("%s: the time is %q", path, found)
		}
		if !strings.Contains(answer, "<Owner><ID>") || strings.Contains(answer, "</ID><DisplayName>") && !strings.Contains(answer, "<Initiator>") || strings.Contains(answer, "</DisplayName></Owner>") {
			t.Errorf("%s: %s", path, answer)
		}
	}
	if _, answer := w.asStranger(http.MethodGet, "/", ""); !strings.Contains(answer, "<BucketArn>arn:aws:s3:::"+testBucket+"</BucketArn>") || strings.Contains(answer, "BucketRegion") {
		t.Errorf("the buckets are %s", answer)
	}
	if _, answer := w.asStranger(http.MethodGet, "/?prefix=naa", ""); !strings.Contains(answer, "<BucketRegion>us-east-1</BucketRegion>") {
		t.Errorf("a page of the buckets is %s", answer)
	}
	made := must(w.CreateBucket(t.Context(), &sdk.CreateBucketInput{Bucket: aws.String("another")})).in(t)
	head := must(w.HeadBucket(t.Context(), &sdk.HeadBucketInput{Bucket: aws.String("another")})).in(t)
	if aws.ToString(made.BucketArn) != "arn:aws:s3:::another" || aws.ToString(head.BucketArn) != "arn:aws:s3:::another" {
		t.Errorf("they are %v, %v", made.BucketArn, head.BucketArn)
	}
}

// A part's own checksum is given back to whoever sent it, and to nobody else
// before the upload is complete.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html
func TestAnUploadInPartsForWhichNoChecksumWasChosenNamesNone(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	created := must(w.CreateMultipartUpload(ctx, &sdk.CreateMultipartUploadInput{Bucket: bucketOf(), Key: aws.String("film")})).in(t)
	if created.ChecksumAlgorithm != "" || created.ChecksumType != "" {
		t.Errorf("it begins with %s %s", created.ChecksumAlgorithm, created.ChecksumType)
	}
	id := created.UploadId
	plain, err := http.NewRequestWithContext(ctx, http.MethodPut, w.url+"/"+testBucket+"/film?partNumber=1&uploadId="+*id, strings.NewReader("plain"))
	check(t, err)
	plain.Header.Set("Authorization", foreign)
	plain.Header.Set("X-Amz-Date", "20261123T060000Z")
	answer, err := w.http.Do(plain)
	check(t, err)
	check(t, answer.Body.Close())
	if answer.StatusCode != http.StatusOK || answer.Header.Get("X-Amz-Checksum-Crc64nvme") != "" || answer.Header.Get("ETag") == "" {
		t.Errorf("a part without a checksum: %d %v", answer.StatusCode, answer.Header)
	}
	sent := must(w.UploadPart(ctx, &sdk.UploadPartInput{
		Bucket: bucketOf(), Key: aws.String("film"), UploadId: id, PartNumber: aws.Int32(1), Body: strings.NewReader("part"), ChecksumAlgorithm: types.ChecksumAlgorithmSha1,
	})).in(t)
	if sent.ChecksumSHA1 == nil || sent.ChecksumCRC64NVME != nil {
		t.Errorf("a part with one has %+v", sent)
	}
	parts := must(w.ListParts(ctx, &sdk.ListPartsInput{Bucket: bucketOf(), Key: aws.String("film"), UploadId: id})).in(t)
	if p := parts.Parts[0]; parts.ChecksumAlgorithm != "" || parts.ChecksumType != "" || p.ChecksumSHA1 != nil || p.ChecksumCRC64NVME != nil {
		t.Errorf("the parts are %+v", parts)
	}
	uploads := must(w.ListMultipartUploads(ctx, &sdk.ListMultipartUploadsInput{Bucket: bucketOf()})).in(t)
	if u := uploads.Uploads[0]; u.ChecksumAlgorithm != "" || u.ChecksumType != "" || aws.ToString(uploads.NextUploadIdMarker) != *id {
		t.Errorf("the uploads are %+v", uploads)
	}
	_, err = w.complete("film", id, types.CompletedPart{PartNumber: aws.Int32(1), ETag: sent.ETag, ChecksumSHA1: sent.ChecksumSHA1})
	refused(t, "with a checksum", err, "InvalidPart", 400)
	for _, kind := range []types.ChecksumType{types.ChecksumTypeFullObject, types.ChecksumTypeComposite} {
		_, err = w.CompleteMultipartUpload(ctx, completion(id, kind, types.CompletedPart{PartNumber: aws.Int32(1), ETag: sent.ETag}))
		saying(t, err, "InvalidRequest", "The upload was created using the null checksum mode. The complete request must use the same checksum mode.")
	}
	done := must(w.complete("film", id, types.CompletedPart{PartNumber: aws.Int32(1), ETag: sent.ETag})).in(t)
	if done.ChecksumCRC64NVME == nil || done.ChecksumType != types.ChecksumTypeFullObject {
		t.Errorf("complete, it is %+v", done)
	}
}

// completion is a request to complete the upload of film.
func completion(id *string, kind types.ChecksumType, parts ...types.CompletedPart) *sdk.CompleteMultipartUploadInput {
	return &sdk.CompleteMultipartUploadInput{
		Bucket: bucketOf(), Key: aws.String("film"), UploadId: id, ChecksumType: kind, MultipartUpload: &types.CompletedMultipartUpload{Parts: parts},
	}
}

// saying checks the code and the words of an error.
func saying(t *testing.T, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != code || api.ErrorMessage() != message {
		t.Errorf("the error is %v, not %s: %s", err, code, message)
	}
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
func TestTheChecksumsAndTheSizeOfACompletedUploadAreChecked(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	begin := func(algorithm types.ChecksumAlgorithm, kind types.ChecksumType) (*string, types.CompletedPart) {
		id := w.begin("film", func(in *sdk.CreateMultipartUploadInput) { in.ChecksumAlgorithm, in.ChecksumType = algorithm, kind })
		return id, w.part("film", id, 1, "the end", algorithm)
	}
	id, part := begin(types.ChecksumAlgorithmSha256, "")
	bare := types.CompletedPart{PartNumber: part.PartNumber, ETag: part.ETag}
	wrong, other := bare, bare
	wrong.ChecksumSHA256, other.ChecksumSHA1 = aws.String("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="), aws.String("2jmj7l5rSw0yVb/vlWAYkK/YBwk=")
	_, err := w.complete("film", id, wrong)
	refused(t, "another checksum", err, "InvalidPart", 400)
	_, err = w.complete("film", id, bare)
	saying(t, err, "InvalidRequest", "The upload was created using a sha256 checksum. The complete request must include the checksum for each part. It was missing for part 1 in the request.")
	_, err = w.complete("film", id, other)
	saying(t, err, "BadDigest", "The sha1 you specified for part 1 did not match what we received.")
	_, err = w.CompleteMultipartUpload(ctx, completion(id, types.ChecksumTypeFullObject, part))
	saying(t, err, "InvalidRequest", "The upload was created using the COMPOSITE checksum mode. The complete request must use the same checksum mode.")
	in := completion(id, "", part)
	in.MpuObjectSize = aws.Int64(8)
	_, err = w.CompleteMultipartUpload(ctx, in)
	saying(t, err, "InvalidRequest", "The provided 'x-amz-mp-object-size' header value 8 does not match what was computed: 7")
	in.MpuObjectSize = aws.Int64(7)
	must(w.CompleteMultipartUpload(ctx, in)).in(t)

	id, part = begin(types.ChecksumAlgorithmCrc32, types.ChecksumTypeFullObject)
	in = completion(id, "", part)
	in.ChecksumCRC32 = part.ChecksumCRC32
	_, err = w.CompleteMultipartUpload(ctx, in)
	saying(t, err, "BadDigest", "The crc32 you specified did not match the calculated checksum.") // it does not say of what it is
	in.ChecksumCRC32, in.ChecksumType = aws.String("AAAAAA=="), types.ChecksumTypeFullObject
	_, err = w.CompleteMultipartUpload(ctx, in)
	saying(t, err, "BadDigest", "The crc32 you specified did not match the calculated checksum.")
	in.ChecksumCRC32 = part.ChecksumCRC32
	must(w.CompleteMultipartUpload(ctx, in)).in(t)

	_, err = w.CreateMultipartUpload(ctx, &sdk.CreateMultipartUploadInput{Bucket: bucketOf(), Key: aws.String("film"), ChecksumType: types.ChecksumTypeFullObject})
	saying(t, err, "InvalidRequest", "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.")
	_, err = w.CreateMultipartUpload(ctx, &sdk.CreateMultipartUploadInput{Bucket: bucketOf(), Key: aws.String("film"), ChecksumAlgorithm: "CRC16"})
	saying(t, err, "InvalidRequest", "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]")
}

func TestWhoDidNotSignHearsWhetherABucketIsThere(t *testing.T) {
	w := newWorld(t)
	w.put("photo", "photo")
	for path, want := range map[string]struct {
		status int
		code   string
	}{
		"/nowhere":                  {404, "NoSuchBucket"},
		"/nowhere/photo":            {404, "NoSuchBucket"},
		"/" + testBucket:            {403, "AccessDenied"},
		"/" + testBucket + "/photo": {403, "AccessDenied"},
		"/" + testBucket + "/none":  {403, "AccessDenied"},
		"/":                         {403, "AccessDenied"},
	} {
		if status, answer := w.send(http.MethodGet, w.url+path, ""); status != want.status || !strings.Contains(answer, "<Code>"+want.code+"</Code>") {
			t.Errorf("%s: %d %s", path, status, answer)
		}
	}
	if status, _ := w.send(http.MethodPut, w.url+"/made-by-nobody", ""); status != 403 {
		t.Errorf("creating a bucket: %d", status)
	}
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
func TestAPresignedPutTakesMetadataFromItsQuery(t *testing.T) {
	w := newWorld(t)
	for key, secret := range map[string]string{accessKey: secretKey, "stranger": "unknown"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, w.url+"/"+testBucket+"/"+key+"?x-amz-meta-camera=box&X-Amz-Meta-Film=two%20words&X-Amz-Expires=60", nil)
		check(t, err)
		url, _, err := v4.NewSigner().PresignHTTP(t.Context(), aws.Credentials{AccessKeyID: key, SecretAccessKey: secret}, r, "UNSIGNED-PAYLOAD", "s3", "us-east-1", time.Now(),
			func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
		check(t, err)
		if status, answer := w.send(http.MethodPut, url, "photo"); status != 200 {
			t.Fatalf("%d %s", status, answer)
		}
		if out, _ := w.get(key); out.Metadata["camera"] != "box" || out.Metadata["film"] != "two words" || len(out.Metadata) != 2 {
			t.Errorf("its metadata is %q", out.Metadata)
		}
	}
}

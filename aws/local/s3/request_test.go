package s3_test

import (
	"net/http"
	"strings"
	"testing"
)

// asStranger sends a request that is signed by a key nobody knows.
func (w *world) asStranger(method, path, body string, header ...string) (int, string) {
	w.t.Helper()
	return w.send(method, w.url+path, body, append(header, "Authorization", foreign, "X-Amz-Date", "20261123T060000Z")...)
}

func TestLine4BadRequestsAreRefusedWithTheirReason(t *testing.T) {
	w := newWorldBy(t, "http")
	w.put("photo", "photo")
	at := "/" + testBucket
	for name, test := range map[string]struct {
		method, path, body string
		header             []string
		status             int
		code               string
	}{
		"unknown method":        {"PATCH", at + "/photo", "", nil, 405, "MethodNotAllowed"},
		"unknown sub-resource":  {"GET", at + "?website", "", nil, 501, "NotImplemented"},
		"unknown object part":   {"GET", at + "/photo?acl", "", nil, 501, "NotImplemented"},
		"malformed XML":         {"POST", at + "?delete", "<Delete>", nil, 400, "MalformedXML"},
		"no XML":                {"PUT", at + "?tagging", "", nil, 400, "MalformedXML"},
		"another root":          {"PUT", at + "?tagging", "<Lifecycle/>", nil, 400, "MalformedXML"},
		"wrong type":            {"PUT", at + "?publicAccessBlock", "<PublicAccessBlockConfiguration><BlockPublicAcls>perhaps</BlockPublicAcls></PublicAccessBlockConfiguration>", nil, 400, "MalformedXML"},
		"a large document":      {"PUT", at + "?tagging", "<Tagging>" + strings.Repeat(" ", 3<<20), nil, 400, "MaxMessageLengthExceeded"},
		"negative page":         {"GET", at + "?list-type=2&max-keys=-1", "", nil, 400, "InvalidArgument"},
		"page of letters":       {"GET", at + "?list-type=2&max-keys=many", "", nil, 400, "InvalidArgument"},
		"odd encoding":          {"GET", at + "?encoding-type=rot13", "", nil, 400, "InvalidArgument"},
		"odd part number":       {"PUT", at + "/photo?partNumber=0&uploadId=x", "", nil, 400, "InvalidArgument"},
		"no such upload":        {"PUT", at + "/photo?partNumber=1&uploadId=x", "", nil, 404, "NoSuchUpload"},
		"another version":       {"GET", at + "/photo?versionId=3", "", nil, 400, "InvalidArgument"},
		"a public object":       {"PUT", at + "/photo", "", []string{"X-Amz-Acl", "public-read"}, 400, "AccessControlListNotSupported"},
		"an odd class":          {"PUT", at + "/photo", "", []string{"X-Amz-Storage-Class", "ATTIC"}, 400, "InvalidStorageClass"},
		"much metadata":         {"PUT", at + "/photo", "", []string{"X-Amz-Meta-A", strings.Repeat("x", 3000)}, 400, "MetadataTooLarge"},
		"another checksum":      {"PUT", at + "/photo", "", []string{"X-Amz-Sdk-Checksum-Algorithm", "SHA256", "X-Amz-Checksum-Crc32", "AAAAAA=="}, 400, "BadDigest"},
		"a key without XML":     {"POST", at + "?delete", "<Delete><Object><Key>bell&#x7;</Key></Object></Delete>", nil, 400, "MalformedXML"},
		"a lock":                {"PUT", at + "/photo", "", []string{"X-Amz-Object-Lock-Mode", "GOVERNANCE"}, 501, "NotImplemented"},
		"a key of one's own":    {"PUT", at + "/photo", "", []string{"X-Amz-Server-Side-Encryption", "aws:kms"}, 501, "NotImplemented"},
		"somebody else's":       {"GET", at + "/photo", "", []string{"X-Amz-Expected-Bucket-Owner", "111122223333"}, 403, "AccessDenied"},
		"no such bucket":        {"GET", "/nowhere/photo", "", nil, 404, "NoSuchBucket"},
		"out of the folder":     {"GET", "/../../etc/passwd", "", nil, 404, "NoSuchBucket"},
		"out of the bucket":     {"GET", at + "/%2E%2E/%2E%2E/etc/passwd", "", nil, 404, "NoSuchKey"},
		"the folder of records": {"GET", "/.inflight/" + testBucket, "", nil, 404, "NoSuchBucket"},
		"not UTF-8":             {"PUT", at + "/%FF", "", nil, 400, "InvalidURI"},
		"an HTML form":          {"POST", at, "", nil, 501, "NotImplemented"},
		"nothing to copy":       {"PUT", at + "/copy", "", []string{"X-Amz-Copy-Source", "%"}, 400, "InvalidArgument"},
		"old signatures":        {"GET", at + "/photo", "", []string{"Authorization", "AWS key:sig"}, 400, "AuthorizationHeaderMalformed"},
	} {
		t.Run(name, func(t *testing.T) {
			header := test.header
			send := w.asStranger
			if len(header) > 0 && header[0] == "Authorization" {
				send = func(method, path, body string, header ...string) (int, string) {
					return w.send(method, w.url+path, body, header...)
				}
			}
			status, answer := send(test.method, test.path, test.body, header...)
			if status != test.status || !strings.Contains(answer, "<Code>"+test.code+"</Code>") || !strings.Contains(answer, "<RequestId>") {
				t.Errorf("%d: %s", status, answer)
			}
		})
	}
	if got := w.files(); len(got) != 1 || got["photo"] != "photo" {
		t.Errorf("the files are %q", got)
	}
}

func FuzzARequestIsAnsweredAndPanicsNever(f *testing.F) {
	for _, seed := range []struct{ method, target, header, value, body string }{
		{"PUT", "/bucket/key", "X-Amz-Tagging", "a=1", "photo"},
		{"PUT", "/bucket?lifecycle", "", "", "<LifecycleConfiguration><Rule><Status>Enabled</Status><Prefix/><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>"},
		{"PUT", "/bucket?policy", "", "", `{"Statement":{"Effect":"Allow"}}`},
		{"POST", "/bucket?delete", "", "", "<Delete><Object><Key>a</Key></Object></Delete>"},
		{"GET", "/bucket?list-type=2&prefix=a&delimiter=/&max-keys=2", "", "", ""},
		{"GET", "/bucket/key", "Range", "bytes=-1", ""},
		{"PUT", "/bucket/key", "X-Amz-Copy-Source", "bucket/key", ""},
		{"PUT", "/bucket/key", "X-Amz-Content-Sha256", unsignedChunks, "5\r\nphoto\r\n0\r\n\r\n"},
		{"POST", "/bucket/key?uploads", "X-Amz-Checksum-Algorithm", "crc32", ""},
		{"POST", "/bucket/key?uploadId=x", "", "", "<CompleteMultipartUpload><Part/></CompleteMultipartUpload>"},
	} {
		f.Add(seed.method, seed.target, seed.header, seed.value, seed.body)
	}
	f.Fuzz(func(t *testing.T, method, target, header, value, body string) {
		w := newWorld(t)
		w.put("key", "photo")
		r, err := http.NewRequest(method, w.url+strings.Replace(target, "/bucket", "/"+testBucket, 1), strings.NewReader(body))
		if err != nil {
			t.Skip("no request")
		}
		r.Header[http.CanonicalHeaderKey(header)] = []string{value}
		r.Header.Set("Authorization", foreign)
		r.Header.Set("X-Amz-Date", "20261123T060000Z")
		r.Header.Set("X-Amz-Decoded-Content-Length", "5")
		answer, err := w.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode == http.StatusInternalServerError {
			t.Errorf("%s %s is answered with %d", method, target, answer.StatusCode)
		}
		w.nothingOutside()
	})
}

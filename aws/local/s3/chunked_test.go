package s3_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

const (
	signedChunks        = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
	signedChunksTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
	unsignedChunks      = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
	crc32OfPhoto        = "x-amz-checksum-crc32:FLeEGA=="
	day                 = "20060102"
	testTime            = "20060102T150405Z"
)

// sendChunks uploads "photo" in a body of one's own making, of which only the
// headers are signed by the SDK. The body may need their signature.
func (w *world) sendChunks(kind string, body func(seed string) string) (int, string) {
	w.t.Helper()
	now := time.Now().UTC()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPut, w.url+"/"+testBucket+"/photo", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("X-Amz-Content-Sha256", kind)
	r.Header.Set("X-Amz-Decoded-Content-Length", "5")
	if strings.HasSuffix(kind, "TRAILER") {
		r.Header.Set("X-Amz-Trailer", "x-amz-checksum-crc32")
	}
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
	keys := aws.Credentials{AccessKeyID: accessKey, SecretAccessKey: secretKey}
	if err := signer.SignHTTP(w.t.Context(), keys, r, kind, "s3", "us-east-1", now); err != nil {
		w.t.Fatal(err)
	}
	_, seed, _ := strings.Cut(r.Header.Get("Authorization"), "Signature=")
	var header []string
	for name, values := range r.Header {
		header = append(header, name, values[0])
	}
	return w.send(r.Method, r.URL.String(), body(seed), header...)
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// chunkSignature is the signature that follows another.
func chunkSignature(kind, previous, rest string) string {
	now := time.Now().UTC()
	key := []byte("AWS4" + secretKey)
	for _, part := range []string{now.Format(day), "us-east-1", "s3", "aws4_request"} {
		key = mac(key, part)
	}
	scope := now.Format(day) + "/us-east-1/s3/aws4_request"
	return hex.EncodeToString(mac(key, strings.Join([]string{kind, now.Format(testTime), scope, previous, rest}, "\n")))
}

// signedBody is "photo" in two signed chunks and the last one.
func signedBody(seed string, trailer bool) string {
	var b strings.Builder
	for _, content := range []string{"pho", "to", ""} {
		seed = chunkSignature("AWS4-HMAC-SHA256-PAYLOAD", seed, hashOf("")+"\n"+hashOf(content))
		fmt.Fprintf(&b, "%x;chunk-signature=%s\r\n", len(content), seed)
		if content != "" {
			b.WriteString(content + "\r\n")
		}
	}
	if trailer {
		seed = chunkSignature("AWS4-HMAC-SHA256-TRAILER", seed, hashOf(crc32OfPhoto+"\n"))
		b.WriteString(crc32OfPhoto + "\r\nx-amz-trailer-signature:" + seed + "\r\n")
	}
	return b.String() + "\r\n"
}

func TestLine5FramingNeverBecomesContent(t *testing.T) {
	always := func(body string) func(string) string { return func(string) string { return body } }
	for name, test := range map[string]struct {
		kind   string
		body   func(seed string) string
		status int
		want   string
	}{
		"unsigned":              {unsignedChunks, always("3\r\npho\r\n2\r\nto\r\n0\r\n" + crc32OfPhoto + "\r\n\r\n"), 200, ""},
		"signed":                {signedChunks, func(seed string) string { return signedBody(seed, false) }, 200, ""},
		"signed with a trailer": {signedChunksTrailer, func(seed string) string { return signedBody(seed, true) }, 200, ""},
		"a changed chunk": {signedChunks, func(seed string) string {
			return strings.Replace(signedBody(seed, false), "pho", "pha", 1)
		}, 403, "SignatureDoesNotMatch"},
		"a changed trailer": {signedChunksTrailer, func(seed string) string {
			return strings.Replace(signedBody(seed, true), "crc32:FL", "crc32:ag", 1)
		}, 403, "SignatureDoesNotMatch"},
		"a wrong trailer":   {unsignedChunks, always("5\r\nphoto\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"), 400, "BadDigest"},
		"no trailer":        {unsignedChunks, always("5\r\nphoto\r\n0\r\n\r\n"), 400, "MalformedTrailerError"},
		"too short":         {unsignedChunks, always("3\r\npho\r\n0\r\n" + crc32OfPhoto + "\r\n\r\n"), 400, "IncompleteBody"},
		"too long":          {unsignedChunks, always("6\r\nphotos\r\n0\r\n" + crc32OfPhoto + "\r\n\r\n"), 400, "IncompleteBody"},
		"ends early":        {unsignedChunks, always("5\r\npho"), 400, "IncompleteBody"},
		"no length":         {unsignedChunks, always("photo\r\n"), 400, "InvalidRequest"},
		"a negative length": {unsignedChunks, always("-5\r\nphoto\r\n0\r\n\r\n"), 400, "InvalidRequest"},
		"longer than said":  {unsignedChunks, always("4\r\nphoto\r\n0\r\n\r\n"), 400, "InvalidRequest"},
		"an endless line":   {unsignedChunks, always(strings.Repeat("5", 100_000)), 400, "InvalidRequest"},
		"nothing":           {unsignedChunks, always(""), 400, "IncompleteBody"},
		"an unknown kind":   {"STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", always(""), 501, "NotImplemented"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorldBy(t, "http")
			status, answer := w.sendChunks(test.kind, test.body)
			if status != test.status || !strings.Contains(answer, test.want) {
				t.Errorf("%d: %s", status, answer)
			}
			stored, there := w.files()["photo"]
			if there != (test.status == 200) || there && stored != "photo" {
				t.Errorf("it stored %q", stored)
			}
		})
	}
}

package s3

import (
	"crypto/md5"
	"encoding/hex"
	"net/http"
	"regexp"
	"strconv"
)

// The library takes an object's ETag for the hex of its hash, which the ETag of
// a multipart upload ("…-3") is not. So such an object has a hash that is made
// of its ETag, the ETags in a request's conditions become the hex of those
// hashes, and the answer gets the ETag as it is.

// multipartETag is the ETag of an object of several parts: the MD5 of the
// parts' MD5s, and how many there are.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
func multipartETag(parts [][]byte) string {
	h := md5.New()
	for _, sum := range parts {
		h.Write(sum)
	}
	return hex.EncodeToString(h.Sum(nil)) + "-" + strconv.Itoa(len(parts))
}

// standIn is the hash that stands for the ETag of several parts.
func standIn(etag string) []byte {
	sum := md5.Sum([]byte(etag))
	return sum[:]
}

var ofParts = regexp.MustCompile(`[0-9a-fA-F]{32}-[0-9]+`)

// conditions are the headers with ETags that a request depends on.
var conditions = []string{"If-Match", "If-None-Match", "X-Amz-Copy-Source-If-Match", "X-Amz-Copy-Source-If-None-Match"}

// translateConditions puts stand-ins into conditions.
func translateConditions(h http.Header) {
	for _, name := range conditions {
		for i, value := range h[name] {
			h[name][i] = ofParts.ReplaceAllStringFunc(value, func(etag string) string { return hex.EncodeToString(standIn(etag)) })
		}
	}
}

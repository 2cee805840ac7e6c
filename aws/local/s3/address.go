package s3

import (
	"net"
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"
)

// bucketAndKey tells which bucket and key a request is about, "" where it is
// about none. The bucket is the first part of the path, or of the host:
// BUCKET.s3.…, BUCKET.localhost.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
func bucketAndKey(r *http.Request) (bucket, key string) {
	path := strings.TrimPrefix(r.URL.Path, "/")
	if bucket := bucketInHost(r.Host); bucket != "" {
		return bucket, path
	}
	bucket, key, _ = strings.Cut(path, "/")
	return bucket, key
}

// bucketInHost is the bucket that a host names, "" for none.
func bucketInHost(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	for _, mark := range []string{".s3.", ".s3-"} {
		if bucket, _, ok := strings.Cut(host, mark); ok {
			return bucket
		}
	}
	if bucket, ok := strings.CutSuffix(host, ".localhost"); ok && bucket != "s3" {
		return bucket
	}
	return ""
}

// Limits of names.
const (
	minBucketName, maxBucketName = 3, 63
	maxKey                       = 1024
)

var (
	bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*[a-z0-9]$`)
	ipAddress  = regexp.MustCompile(`^\d+\.\d+\.\d+\.\d+$`)
)

// validateBucketName refuses names that no bucket may have.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
func validateBucketName(name string) error {
	if len(name) < minBucketName || len(name) > maxBucketName || !bucketName.MatchString(name) || ipAddress.MatchString(name) ||
		strings.Contains(name, "..") || strings.HasPrefix(name, "xn--") || strings.HasSuffix(name, "-s3alias") {
		return &apiError{http.StatusBadRequest, "InvalidBucketName", "The specified bucket is not valid."}
	}
	return nil
}

// validateKey refuses keys that no object may have.
func validateKey(key string) error {
	if len(key) > maxKey {
		return &apiError{http.StatusBadRequest, "KeyTooLongError", "Your key is too long"}
	}
	if !utf8.ValidString(key) {
		return &apiError{http.StatusBadRequest, "InvalidURI", "Couldn't parse the specified URI."}
	}
	return nil
}

package local

import (
	"net/http"
	"net/url"
	"strings"
)

// s3Route is what tells a request for an operation of S3 apart.
type s3Route struct {
	operation string
	method    string
	query     string // a parameter that it has; "" for none
	copies    bool   // whether it names a source to copy
}

// objectRoutes are the operations on an object, the more special first.
var objectRoutes = []s3Route{
	{"CreateMultipartUpload", http.MethodPost, "uploads", false},
	{"CompleteMultipartUpload", http.MethodPost, "uploadId", false},
	{"UploadPartCopy", http.MethodPut, "uploadId", true},
	{"UploadPart", http.MethodPut, "uploadId", false},
	{"ListParts", http.MethodGet, "uploadId", false},
	{"AbortMultipartUpload", http.MethodDelete, "uploadId", false},
	{"GetObjectTagging", http.MethodGet, "tagging", false},
	{"PutObjectTagging", http.MethodPut, "tagging", false},
	{"DeleteObjectTagging", http.MethodDelete, "tagging", false},
	{"GetObjectAttributes", http.MethodGet, "attributes", false},
	{"GetObjectAcl", http.MethodGet, "acl", false},
	{"PutObjectAcl", http.MethodPut, "acl", false},
	{"CopyObject", http.MethodPut, "", true},
	{"GetObject", http.MethodGet, "", false},
	{"HeadObject", http.MethodHead, "", false},
	{"PutObject", http.MethodPut, "", false},
	{"DeleteObject", http.MethodDelete, "", false},
}

// bucketRoutes are the operations on a bucket, but for its configurations.
var bucketRoutes = []s3Route{
	{"DeleteObjects", http.MethodPost, "delete", false},
	{"ListMultipartUploads", http.MethodGet, "uploads", false},
	{"ListObjectVersions", http.MethodGet, "versions", false},
	{"GetBucketLocation", http.MethodGet, "location", false},
	{"DeleteBucketLifecycle", http.MethodDelete, "lifecycle", false},
	{"ListObjectsV2", http.MethodGet, "list-type", false},
	{"ListObjects", http.MethodGet, "", false},
	{"HeadBucket", http.MethodHead, "", false},
	{"CreateBucket", http.MethodPut, "", false},
	{"DeleteBucket", http.MethodDelete, "", false},
	{"PostObject", http.MethodPost, "", false},
}

// configurationNames are the configurations of a bucket by their parameters.
var configurationNames = map[string]string{
	"notification": "BucketNotificationConfiguration", "lifecycle": "BucketLifecycleConfiguration",
	"publicAccessBlock": "PublicAccessBlock", "policy": "BucketPolicy", "tagging": "BucketTagging", "acl": "BucketAcl",
	"versioning": "BucketVersioning", "encryption": "BucketEncryption", "ownershipControls": "BucketOwnershipControls", "cors": "BucketCors",
}

// s3Operation names the operation of a request to S3 by its method, path and
// query; "" where there is none such.
func s3Operation(r *http.Request) string {
	query := r.URL.Query()
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if isBucketHost(r.Host) {
		bucket, key = r.Host, strings.TrimPrefix(r.URL.Path, "/")
	}
	switch {
	case bucket == "":
		return "ListBuckets"
	case key != "":
		return match(objectRoutes, r, query)
	}
	if operation := configurationOperation(r.Method, query); operation != "" {
		return operation
	}
	return match(bucketRoutes, r, query)
}

// match is the first route that a request fits.
func match(routes []s3Route, r *http.Request, query url.Values) string {
	copies := r.Header.Get("X-Amz-Copy-Source") != ""
	for _, o := range routes {
		if o.method == r.Method && (o.query == "" || query.Has(o.query)) && (!o.copies || copies) {
			return o.operation
		}
	}
	return ""
}

// configurationOperation names an operation on a configuration of a bucket.
func configurationOperation(method string, query url.Values) string {
	verb := map[string]string{http.MethodGet: "Get", http.MethodPut: "Put", http.MethodDelete: "Delete"}[method]
	for param, name := range configurationNames {
		if query.Has(param) && verb != "" && (param != "lifecycle" || method != http.MethodDelete) {
			return verb + name
		}
	}
	return ""
}

// isBucketHost tells whether a host names a bucket: BUCKET.s3.… or
// BUCKET.localhost.
func isBucketHost(host string) bool {
	host, _, _ = strings.Cut(host, ":")
	bucket, rest, ok := strings.Cut(host, ".")
	return ok && bucket != "s3" && (strings.HasPrefix(rest, "s3.") || strings.HasPrefix(rest, "s3-") || rest == "localhost")
}

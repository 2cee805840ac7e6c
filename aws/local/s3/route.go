package s3

import (
	"net/http"
	"slices"
	"strings"
)

// level is what a request is about.
type level int

const (
	account level = iota
	inBucket
	inObject
)

// operation is one operation of S3 and what tells a request for it apart.
type operation struct {
	name   string // as in the API reference
	method string
	level  level
	query  string // a parameter that must be there
	header string // a header that must be there
	serve  func(*Service, *call) error
}

const copySource = "X-Amz-Copy-Source"

// operations are tried in order; the first that fits answers.
var operations = slices.Concat(
	[]operation{
		{"ListBuckets", http.MethodGet, account, "", "", (*Service).listBuckets},

		{"GetBucketLocation", http.MethodGet, inBucket, "location", "", (*Service).getBucketLocation},
		{"ListMultipartUploads", http.MethodGet, inBucket, "uploads", "", (*Service).listUploads},
		{"ListObjectVersions", http.MethodGet, inBucket, "versions", "", (*Service).listVersions},
		{"DeleteObjects", http.MethodPost, inBucket, "delete", "", (*Service).deleteObjects},
	},
	configurationOperations(),
	[]operation{
		{"ListObjectsV2", http.MethodGet, inBucket, "list-type", "", (*Service).listObjectsV2},
		{"ListObjects", http.MethodGet, inBucket, "", "", (*Service).listObjects},
		{"HeadBucket", http.MethodHead, inBucket, "", "", (*Service).headBucket},
		{"CreateBucket", http.MethodPut, inBucket, "", "", (*Service).createBucket},
		{"DeleteBucket", http.MethodDelete, inBucket, "", "", (*Service).deleteBucket},

		{"CreateMultipartUpload", http.MethodPost, inObject, "uploads", "", (*Service).createUpload},
		{"CompleteMultipartUpload", http.MethodPost, inObject, "uploadId", "", (*Service).completeUpload},
		{"AbortMultipartUpload", http.MethodDelete, inObject, "uploadId", "", (*Service).abortUpload},
		{"ListParts", http.MethodGet, inObject, "uploadId", "", (*Service).listParts},
		{"UploadPartCopy", http.MethodPut, inObject, "uploadId", copySource, (*Service).uploadPartCopy},
		{"UploadPart", http.MethodPut, inObject, "uploadId", "", (*Service).uploadPart},

		{"GetObjectTagging", http.MethodGet, inObject, "tagging", "", (*Service).getObjectTagging},
		{"PutObjectTagging", http.MethodPut, inObject, "tagging", "", (*Service).putObjectTagging},
		{"DeleteObjectTagging", http.MethodDelete, inObject, "tagging", "", (*Service).deleteObjectTagging},

		{"GetObject", http.MethodGet, inObject, "", "", (*Service).getObject},
		{"HeadObject", http.MethodHead, inObject, "", "", (*Service).getObject},
		{"CopyObject", http.MethodPut, inObject, "", copySource, (*Service).copyObject},
		{"PutObject", http.MethodPut, inObject, "", "", (*Service).putObject},
		{"DeleteObject", http.MethodDelete, inObject, "", "", (*Service).deleteObject},
	},
)

// unbuilt are the parameters that ask for something S3 has and this one has not.
var unbuilt = []string{
	"accelerate", "acl", "analytics", "attributes", "cors", "encryption", "intelligent-tiering", "inventory", "legal-hold",
	"logging", "metadataConfiguration", "metadataTable", "metrics", "object-lock", "ownershipControls", "policyStatus",
	"renameObject", "replication", "requestPayment", "restore", "retention", "select", "session", "torrent", "website",
}

// unbuiltHeaders are the headers that do.
var unbuiltHeaders = []string{
	"X-Amz-Object-Lock-Mode", "X-Amz-Object-Lock-Retain-Until-Date", "X-Amz-Object-Lock-Legal-Hold",
	"X-Amz-Server-Side-Encryption-Customer-Algorithm", "X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id",
	"X-Amz-Website-Redirect-Location", "X-Amz-Write-Offset-Bytes", "X-Amz-Bucket-Object-Lock-Enabled",
}

// operation finds what a request asks for.
func (c *call) operation() (operation, error) {
	for _, name := range unbuilt {
		if c.query.Has(name) {
			return operation{}, notImplemented("The embedded S3 has no ?%s.", name)
		}
	}
	at := account
	switch {
	case c.bucket != "" && c.key != "":
		at = inObject
	case c.bucket != "":
		at = inBucket
	}
	for _, op := range operations {
		if op.level == at && op.method == c.r.Method && (op.query == "" || c.query.Has(op.query)) &&
			(op.header == "" || c.r.Header.Get(op.header) != "") {
			return op, nil
		}
	}
	if at == inBucket && c.r.Method == http.MethodPost {
		return operation{}, notImplemented("The embedded S3 takes no uploads from HTML forms.")
	}
	return operation{}, errMethod
}

// refuseUnbuilt refuses what would otherwise be passed over in silence.
func (c *call) refuseUnbuilt() error {
	for _, name := range unbuiltHeaders {
		if c.header(name) != "" {
			return unbuiltHeader(strings.ToLower(name), "")
		}
	}
	switch c.header("X-Amz-Acl") {
	case "", "private", "bucket-owner-full-control":
	default:
		return &apiError{http.StatusBadRequest, "AccessControlListNotSupported", "The bucket does not allow ACLs"}
	}
	if v := c.query.Get("versionId"); v != "" && v != nullVersion {
		return invalidArgument("versionId", v, "Invalid version id specified")
	}
	return nil
}

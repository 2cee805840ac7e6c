package local

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// APICall is a call that came over the network.
type APICall struct {
	Service   string // sqs, sns, events, sts or s3
	Operation string // as in the API reference, as far as it can be told
	Status    int    // HTTP status
	Took      time.Duration
	Size      int64 // bytes of the answer
}

// observe serves a call and tells of it.
func (s *Server) observe(w http.ResponseWriter, r *http.Request, service string) {
	begun := time.Now()
	rec := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
	operation := operationOf(r, service)
	if operation == "" {
		operation = formAction(w, r)
	}
	s.serve(rec, r, service)
	s.options.Observer.APICalled(r.Context(), APICall{
		Service: service, Operation: operation, Status: rec.status, Took: time.Since(begun), Size: rec.size,
	})
}

// formAction is the action that a form asks for, "" if that cannot be told.
func formAction(w http.ResponseWriter, r *http.Request) string {
	body, err := keepBody(w, r)
	if err != nil {
		return ""
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return ""
	}
	return form.Get("Action")
}

// statusRecorder remembers what was answered.
type statusRecorder struct {
	http.ResponseWriter
	status int
	size   int64
	wrote  bool
}

// WriteHeader remembers the status.
func (r *statusRecorder) WriteHeader(status int) {
	if !r.wrote {
		r.status, r.wrote = status, true
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (r *statusRecorder) Write(b []byte) (int, error) {
	r.wrote = true
	n, err := r.ResponseWriter.Write(b)
	r.size += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController find the writer.
func (r *statusRecorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// operationOf names the operation of a request; "" where only its form can
// tell.
func operationOf(r *http.Request, service string) string {
	if _, operation, ok := strings.Cut(r.Header.Get("X-Amz-Target"), "."); ok {
		return operation
	}
	if action := r.URL.Query().Get("Action"); action != "" {
		return action
	}
	if service == "s3" {
		return s3Operation(r)
	}
	return ""
}

// s3Operation names an operation of S3 by its method, path and query.
func s3Operation(r *http.Request) string {
	bucket, key, _ := strings.Cut(strings.Trim(r.URL.Path, "/"), "/")
	query := r.URL.Query()
	verb := map[string]string{
		http.MethodGet: "Get", http.MethodPut: "Put", http.MethodHead: "Head", http.MethodDelete: "Delete", http.MethodPost: "Post",
	}[r.Method]
	switch {
	case bucket == "":
		return "ListBuckets"
	case query.Has("uploads"):
		return "CreateMultipartUpload"
	case query.Has("uploadId") && r.Method == http.MethodPost:
		return "CompleteMultipartUpload"
	case query.Has("uploadId") && r.Method == http.MethodPut:
		return "UploadPart"
	case query.Has("delete"):
		return "DeleteObjects"
	case key != "" && query.Has("tagging"):
		return verb + "ObjectTagging"
	case key != "" && r.Header.Get("X-Amz-Copy-Source") != "":
		return "CopyObject"
	case key != "":
		return verb + "Object"
	}
	for sub, name := range map[string]string{
		"notification": "BucketNotificationConfiguration", "lifecycle": "BucketLifecycleConfiguration",
		"publicAccessBlock": "PublicAccessBlock", "policy": "BucketPolicy", "tagging": "BucketTagging",
		"versioning": "BucketVersioning", "location": "BucketLocation", "encryption": "BucketEncryption",
	} {
		if query.Has(sub) {
			return verb + name
		}
	}
	switch r.Method {
	case http.MethodGet:
		return "ListObjectsV2"
	case http.MethodPut:
		return "CreateBucket"
	}
	return verb + "Bucket"
}

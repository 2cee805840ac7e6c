package s3

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"

	"inflight/aws/local/policy"
)

// maxConfig is the largest configuration of a bucket that is taken.
const maxConfig = 1 << 20

// subresource is a configuration of a bucket: a document that is put, given
// back and deleted.
type subresource struct {
	name string // in the query, and in the bucket's record
	// empty is what a get answers while none was put: an XML document, or an
	// error.
	empty    string
	missing  *s3Error
	json     bool
	validate func(body []byte) error
}

// config is a configuration as it was put.
type config string

// contains tells whether the document has an element of that name.
func (c config) contains(element string) bool { return strings.Contains(string(c), "<"+element) }

func notFound(code, message string) *s3Error {
	return &s3Error{status: http.StatusNotFound, code: code, message: message}
}

// subresources are the configurations a bucket has here.
var subresources = []subresource{
	{name: "notification", empty: `<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>`, validate: validateNotification},
	{name: "lifecycle", missing: notFound("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"), validate: validateLifecycle},
	{name: "publicAccessBlock", missing: notFound("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"), validate: wellFormed("PublicAccessBlockConfiguration")},
	{name: "tagging", missing: notFound("NoSuchTagSet", "The TagSet does not exist"), validate: wellFormed("Tagging")},
	{name: "policy", missing: notFound("NoSuchBucketPolicy", "The bucket policy does not exist"), json: true, validate: validatePolicy},
	{name: "encryption", missing: notFound("ServerSideEncryptionConfigurationNotFoundError", "The server side encryption configuration was not found"), validate: wellFormed("ServerSideEncryptionConfiguration")},
	{name: "versioning", empty: `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>`, validate: validateVersioning},
	{name: "ownershipControls", missing: notFound("OwnershipControlsNotFoundError", "The bucket ownership controls were not found"), validate: wellFormed("OwnershipControls")},
	{name: "cors", missing: notFound("NoSuchCORSConfiguration", "The CORS configuration does not exist"), validate: wellFormed("CORSConfiguration")},
}

// subresourceOf is the configuration a request is about, nil for none.
func subresourceOf(r *http.Request, key string) *subresource {
	if key != "" {
		return nil
	}
	query := r.URL.Query()
	for i := range subresources {
		if query.Has(subresources[i].name) {
			return &subresources[i]
		}
	}
	return nil
}

// serveSubresource gets, puts or deletes a configuration.
func (s *Service) serveSubresource(w http.ResponseWriter, r *http.Request, bucket string, sub *subresource) {
	var err error
	switch r.Method {
	case http.MethodGet:
		err = s.getConfig(w, bucket, sub)
	case http.MethodPut:
		err = s.putConfig(w, r, bucket, sub)
	case http.MethodDelete:
		if err = s.backend.setConfig(bucket, sub.name, ""); err == nil {
			w.WriteHeader(http.StatusNoContent)
		}
	default:
		err = &s3Error{http.StatusMethodNotAllowed, "MethodNotAllowed", "The specified method is not allowed against this resource."}
	}
	if err == nil {
		return
	}
	e, ok := err.(*s3Error) //nolint:errorlint // ours are not wrapped
	if !ok {
		e = &s3Error{http.StatusInternalServerError, "InternalError", "The configuration could not be kept: see the program's state folder."}
	}
	e.write(w, r)
}

func (s *Service) getConfig(w http.ResponseWriter, bucket string, sub *subresource) error {
	if err := s.backend.mustHave(bucket); err != nil {
		return err
	}
	doc := string(s.backend.config(bucket, sub.name))
	if doc == "" {
		if sub.missing != nil {
			return sub.missing
		}
		doc = sub.empty
	}
	w.Header().Set("Content-Type", "application/xml")
	if sub.json {
		w.Header().Set("Content-Type", "application/json")
	}
	_, err := io.WriteString(w, doc)
	return err
}

func (s *Service) putConfig(w http.ResponseWriter, r *http.Request, bucket string, sub *subresource) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxConfig))
	if err != nil {
		return malformed("the configuration could not be read")
	}
	if sub.validate != nil {
		if err := sub.validate(body); err != nil {
			return err
		}
	}
	return s.backend.setConfig(bucket, sub.name, string(body))
}

// malformed refuses a document.
func malformed(why string) *s3Error {
	return &s3Error{http.StatusBadRequest, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema: " + why}
}

// wellFormed checks that a document is XML with the root element.
func wellFormed(root string) func([]byte) error {
	return func(body []byte) error {
		var doc struct{ XMLName xml.Name }
		if err := xml.Unmarshal(body, &doc); err != nil {
			return malformed(err.Error())
		}
		if doc.XMLName.Local != root {
			return malformed(fmt.Sprintf("the root is %s, not %s", doc.XMLName.Local, root))
		}
		return nil
	}
}

// validateNotification takes what goes to EventBridge only: a configuration for
// another destination would be kept and never take effect.
func validateNotification(body []byte) error {
	if err := wellFormed("NotificationConfiguration")(body); err != nil {
		return err
	}
	for _, element := range []string{"QueueConfiguration", "TopicConfiguration", "CloudFunctionConfiguration"} {
		if config(body).contains(element) {
			return &s3Error{http.StatusNotImplemented, "NotImplemented", "The embedded S3 sends its events to EventBridge only, not by a " + element + "."}
		}
	}
	return nil
}

// validatePolicy refuses what is no policy. A policy is kept and given back; the
// embedded S3 has one account, to whom it denies nothing.
func validatePolicy(body []byte) error {
	if _, err := policy.Parse(body); err != nil {
		return &s3Error{http.StatusBadRequest, "MalformedPolicy", err.Error()}
	}
	return nil
}

// validateVersioning takes suspended versioning only: the embedded S3 keeps one
// version of each object.
func validateVersioning(body []byte) error {
	var doc struct{ Status string }
	if err := xml.Unmarshal(body, &doc); err != nil {
		return malformed(err.Error())
	}
	if doc.Status == "Enabled" {
		return &s3Error{http.StatusNotImplemented, "NotImplemented", "The embedded S3 keeps one version of each object: versioning cannot be enabled."}
	}
	return nil
}

// mustHave is the error for a bucket that is not there.
func (b *backend) mustHave(bucket string) *s3Error {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.buckets[bucket] == nil {
		return notFound("NoSuchBucket", "The specified bucket does not exist")
	}
	return nil
}

// config is a configuration of a bucket, empty if there is none.
func (b *backend) config(bucket, name string) config {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if bu := b.buckets[bucket]; bu != nil {
		return config(bu.Config[name])
	}
	return ""
}

// setConfig keeps a configuration; an empty one deletes it.
func (b *backend) setConfig(bucket, name, doc string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	bu := b.buckets[bucket]
	if bu == nil {
		return notFound("NoSuchBucket", "The specified bucket does not exist")
	}
	before, had := bu.Config[name]
	if doc == "" {
		delete(bu.Config, name)
	} else {
		bu.Config[name] = doc
	}
	if err := writeJSON(b.bucketFile(bucket), bu); err != nil {
		delete(bu.Config, name)
		if had {
			bu.Config[name] = before
		}
		return err
	}
	return nil
}

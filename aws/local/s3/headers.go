package s3

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// keptHeaders are given back with an object as they were put.
var keptHeaders = []string{"Content-Type", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires"}

const (
	metaPrefix = "X-Amz-Meta-"
	// maxMeta is how many bytes the names and values of metadata may have.
	maxMeta = 2 << 10
	// defaultContentType is that of objects for which nobody named one.
	defaultContentType = "binary/octet-stream"

	standardClass = "STANDARD"
)

var storageClasses = []string{
	standardClass, "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE", "GLACIER_IR",
}

// objectHeaders reads what a request says of the object it makes.
func (c *call) objectHeaders() (map[string]string, error) {
	kept := map[string]string{"Content-Type": defaultContentType}
	for _, name := range keptHeaders {
		value := c.header(name)
		if name == "Content-Encoding" {
			value = withoutFraming(value)
		}
		if value != "" {
			kept[name] = value
		}
	}
	size := 0
	for name, values := range c.metaHeaders() {
		size += len(name) - len(metaPrefix) + len(values[0])
		kept[name] = strings.Join(values, ",")
	}
	if size > maxMeta {
		return nil, (&apiError{http.StatusBadRequest, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size"}).
			with("Size", strconv.Itoa(size), "MaxSizeAllowed", strconv.Itoa(maxMeta))
	}
	return kept, nil
}

// metaHeaders are the headers that begin with x-amz-meta-.
func (c *call) metaHeaders() http.Header {
	found := http.Header{}
	for name, values := range c.r.Header {
		if strings.HasPrefix(name, metaPrefix) {
			found[name] = values
		}
	}
	if c.sig.Presigned {
		for name, values := range c.query {
			if canonical := http.CanonicalHeaderKey(name); strings.HasPrefix(canonical, metaPrefix) {
				found[canonical] = values
			}
		}
	}
	return found
}

// withoutFraming takes aws-chunked out of a content encoding: it says how the
// body travels, not what it is.
func withoutFraming(encoding string) string {
	var kept []string
	for part := range strings.SplitSeq(encoding, ",") {
		if part = strings.TrimSpace(part); part != "" && part != "aws-chunked" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, ",")
}

// storageClass reads which class an object is to have; "" is STANDARD.
func (c *call) storageClass() (string, error) {
	class := c.header("X-Amz-Storage-Class")
	switch {
	case class == "" || class == standardClass:
		return "", nil
	case !slices.Contains(storageClasses, class):
		return "", (&apiError{http.StatusBadRequest, "InvalidStorageClass", "The storage class you specified is not valid"}).with("StorageClassRequested", class)
	}
	return class, nil
}

// newObject reads what a request says of the object it makes.
func (c *call) newObject() (*object, error) {
	headers, err := c.objectHeaders()
	if err != nil {
		return nil, err
	}
	class, err := c.storageClass()
	if err != nil {
		return nil, err
	}
	tags, err := parseTagHeader(c.header("X-Amz-Tagging"))
	if err != nil {
		return nil, err
	}
	if kind := c.header("X-Amz-Server-Side-Encryption"); kind != "" && kind != "AES256" {
		return nil, notImplemented("The embedded S3 has no encryption of the kind %s.", kind)
	}
	return &object{Key: c.key, Headers: headers, Class: class, Tags: tags}, nil
}

// encrypted says that what is answered with is encrypted by keys of S3, as every
// object is that was not to be encrypted otherwise.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
func (c *call) encrypted() { c.w.Header().Set("X-Amz-Server-Side-Encryption", "AES256") }

package s3

import (
	"encoding/hex"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
)

// copyResult is the answer to a copy.
type copyResult struct {
	XMLName      xml.Name
	NS           string `xml:"xmlns,attr"`
	LastModified string
	ETag         string
	Sum          checksum
}

// source reads which object a copy is made of.
func (c *call) source() (bucket, key string, err error) {
	text, version, hasVersion := strings.Cut(c.r.Header.Get(copySource), "?versionId=")
	text, err = url.PathUnescape(text)
	bucket, key, ok := strings.Cut(strings.TrimPrefix(text, "/"), "/")
	switch {
	case err != nil || !ok || bucket == "" || key == "":
		return "", "", invalidArgument("x-amz-copy-source", "x-amz-copy-source", "Copy Source must mention the source bucket and key: sourcebucket/sourcekey")
	case hasVersion && version != nullVersion:
		return "", "", &apiError{http.StatusNotFound, "NoSuchVersion", "The specified version does not exist."}
	}
	return bucket, key, nil
}

// openSource opens the object a copy is made of, if the conditions on it hold.
func (s *Service) openSource(c *call) (*object, *os.File, error) {
	bucket, key, err := c.source()
	if err != nil {
		return nil, nil, err
	}
	o, f, err := s.store.open(bucket, key)
	if err != nil {
		return nil, nil, err
	}
	if err := c.readConditions(conditionsPrefix, s.cfg.Clock.Now()).holdForCopy(o); err != nil {
		_ = f.Close() // it was only read
		return nil, nil, err
	}
	return o, f, nil
}

// copyObject makes an object of another one.
func (s *Service) copyObject(c *call) error {
	from, f, err := s.openSource(c)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	o, err := s.copied(c, from)
	if err != nil {
		return err
	}
	allow, err := c.writeConditions()
	if err != nil {
		return err
	}
	got, err := s.receiveCopy(c, f, from.Sum.Algorithm)
	if err != nil {
		return err
	}
	defer got.discard()
	o.Size, o.ETag, o.Sum = got.size, hex.EncodeToString(got.md5), got.sum
	if err := s.create(c, o, got.file, allow, "CopyObject"); err != nil {
		return err
	}
	s.setExpiration(c.w.Header(), c.bucket, o)
	c.encrypted()
	c.writeXML(http.StatusOK, copyResult{
		XMLName: xml.Name{Local: "CopyObjectResult"}, NS: xmlns, LastModified: timestamp(o.Modified), ETag: quoted(o.ETag), Sum: o.Sum,
	})
	return nil
}

// copied is the object a copy makes: with the metadata and tags of the source
// or with those of the request, as the directives say.
func (s *Service) copied(c *call, from *object) (*object, error) {
	o, err := c.newObject()
	if err != nil {
		return nil, err
	}
	if o.Class == "" && c.header("X-Amz-Storage-Class") == "" {
		o.Class = from.Class
	}
	bucket, key, _ := c.source() // it has been read before
	replaces := false
	switch directive := c.header("X-Amz-Metadata-Directive"); directive {
	case "", "COPY":
		o.Headers = from.Headers
	case "REPLACE":
		replaces = true
	default:
		return nil, invalidArgument("x-amz-metadata-directive", directive, "Unknown metadata directive.")
	}
	switch directive := c.header("X-Amz-Tagging-Directive"); directive {
	case "", "COPY":
		o.Tags = from.Tags
	case "REPLACE":
	default:
		return nil, invalidArgument("x-amz-tagging-directive", directive, "Unknown tagging directive.")
	}
	if bucket == c.bucket && key == c.key && !replaces && o.Class == from.Class {
		return nil, invalidRequest("This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.")
	}
	return o, nil
}

// receiveCopy copies content into a file of its own. The copy has a checksum of
// the kind that was asked for, or that the source has.
func (s *Service) receiveCopy(c *call, content io.Reader, algorithm string) (*received, error) {
	if asked := strings.ToUpper(c.header("X-Amz-Checksum-Algorithm")); asked != "" {
		algorithm = asked
	}
	if algorithm == "" {
		algorithm = defaultAlgorithm
	}
	if algorithms[algorithm] == nil {
		return nil, notImplemented("The embedded S3 has no checksums of the kind %s.", algorithm)
	}
	p := newPlainPayload(content, algorithm)
	file, err := s.store.save(p)
	if err != nil {
		return nil, err
	}
	return &received{file: file, size: p.read, md5: p.md5.Sum(nil), sum: sumOf(algorithm, p.sum)}, nil
}

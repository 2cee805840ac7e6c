package s3

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
)

// completeRequest names the parts an object is to be made of.
type completeRequest struct {
	Parts []struct {
		PartNumber int
		ETag       string
	} `xml:"Part"`
}

// completeUpload makes an object of the parts.
func (s *Service) completeUpload(c *call) error {
	// A checksum in this request's headers is that of the object, not of the
	// document that names its parts.
	promised := c.objectChecksum()
	var in completeRequest
	if err := c.readXML("CompleteMultipartUpload", &in); err != nil {
		return err
	}
	u, err := s.store.upload(c)
	if err != nil {
		return err
	}
	allow, err := c.writeConditions()
	if err != nil {
		return err
	}
	parts, err := u.choose(in)
	if err != nil {
		return err
	}
	file, o, err := s.join(c.bucket, u, parts)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file) }() // it has been put in place, or nobody wants it
	if promised != "" && promised != o.Sum.Value {
		return &apiError{http.StatusBadRequest, "BadDigest", "The " + u.Algorithm + " you specified did not match the calculated checksum."}
	}
	if err := s.create(c, o, file, allow, "CompleteMultipartUpload"); err != nil {
		return err
	}
	if err := s.store.dropUpload(c.bucket, u.ID); err != nil {
		return err
	}
	s.setExpiration(c.w.Header(), c.bucket, o)
	c.writeXML(http.StatusOK, struct {
		XMLName  xml.Name `xml:"CompleteMultipartUploadResult"`
		NS       string   `xml:"xmlns,attr"`
		Location string
		Bucket   string
		Key      keyText
		ETag     string
		Sum      checksum
	}{NS: xmlns, Location: "http://" + c.r.Host + c.r.URL.EscapedPath(), Bucket: c.bucket, Key: keyText(c.key), ETag: quoted(o.ETag), Sum: o.Sum})
	return nil
}

// objectChecksum takes the object's checksum out of the request's headers.
func (c *call) objectChecksum() (value string) {
	for name := range algorithms {
		if v := c.r.Header.Get(checksumHeader + name); v != "" {
			value = v
			c.r.Header.Del(checksumHeader + name)
		}
	}
	return value
}

// choose finds the parts that the request names.
func (u *multipart) choose(in completeRequest) ([]part, error) {
	if len(in.Parts) == 0 {
		return nil, malformed("it names no parts")
	}
	for i := range in.Parts[1:] {
		if in.Parts[i+1].PartNumber <= in.Parts[i].PartNumber {
			return nil, &apiError{http.StatusBadRequest, "InvalidPartOrder", "The list of parts was not in ascending order. The parts list must be specified in order by part number."}
		}
	}
	var parts []part
	for i, want := range in.Parts {
		p, ok := u.parts[want.PartNumber]
		switch {
		case !ok || !matchesETag(want.ETag, p.ETag):
			return nil, &apiError{http.StatusBadRequest, "InvalidPart", "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."}
		case i < len(in.Parts)-1 && p.Size < minPartSize:
			return nil, &apiError{http.StatusBadRequest, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size"}
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// join copies the parts into one file and makes the object's record.
func (s *Service) join(bucket string, u *multipart, parts []part) (string, *object, error) {
	r := &partsReader{dir: s.store.uploadDir(bucket, u.ID), parts: parts}
	defer r.close()
	p := newPlainPayload(r, u.Algorithm)
	file, err := s.store.save(p)
	if err != nil {
		return "", nil, fmt.Errorf("join the parts of an upload: %w", err)
	}
	o := u.Object
	tags, sums := md5.New(), algorithms[u.Algorithm]()
	for _, one := range parts {
		o.Parts = append(o.Parts, part{Number: one.Number, Size: one.Size, Sum: one.Sum})
		_, _ = tags.Write(one.MD5)                               // hashes take everything
		raw, _ := base64.StdEncoding.DecodeString(one.Sum.Value) // we encoded it
		_, _ = sums.Write(raw)
	}
	count := strconv.Itoa(len(parts))
	o.Size, o.ETag = p.read, fmt.Sprintf("%x-%s", tags.Sum(nil), count)
	o.Sum = sumOf(u.Algorithm, p.sum)
	if u.Type == composite {
		o.Sum = sumOf(u.Algorithm, sums)
		o.Sum.Value, o.Sum.Type = o.Sum.Value+"-"+count, composite
	}
	return file, &o, nil
}

// partsReader reads the parts of an upload one after the other.
type partsReader struct {
	dir   string
	parts []part
	file  *os.File // the present part
}

// Read reads content.
func (r *partsReader) Read(b []byte) (int, error) {
	for {
		if r.file == nil {
			if len(r.parts) == 0 {
				return 0, io.EOF
			}
			f, err := os.Open(filepath.Join(r.dir, r.parts[0].File))
			if err != nil {
				return 0, err
			}
			r.file, r.parts = f, r.parts[1:]
		}
		n, err := r.file.Read(b)
		if n > 0 || err != io.EOF { // os.File returns it bare
			return n, err
		}
		r.close()
	}
}

// close closes the present part.
func (r *partsReader) close() {
	if r.file != nil {
		_ = r.file.Close() // it was only read
		r.file = nil
	}
}

// abortUpload forgets an upload.
func (s *Service) abortUpload(c *call) error {
	u, err := s.store.upload(c)
	if err != nil {
		return err
	}
	if err := s.store.dropUpload(c.bucket, u.ID); err != nil {
		return err
	}
	c.empty(http.StatusNoContent)
	return nil
}

package s3

import (
	"crypto/rand"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// multipart is an upload in parts that has not ended. Its fields but Parts are
// never changed.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
type multipart struct {
	ID      string
	Created time.Time
	Object  object // what it will be
	// Algorithm and Type are of the checksum it will have. Where the client chose
	// the algorithm, the parts must have checksums of the same; where it did not,
	// they are not told before the upload is complete.
	Algorithm, Type string
	Chosen          bool

	parts map[int]part
}

// part is a part of an upload, or of an object made by one.
type part struct {
	Number   int
	Size     int64
	ETag     string    `json:",omitempty"`
	Modified time.Time `json:",omitzero"`
	Sum      checksum
	MD5      []byte `json:",omitempty"`
	File     string `json:",omitempty"` // in the upload's folder, another for each try
}

const (
	maxParts    = 10_000
	minPartSize = 5 << 20
	uploadFile  = "upload.json"
)

func (s *store) uploadDir(bucket, id string) string { return filepath.Join(s.uploadsDir(bucket), id) }

// createUpload begins an upload.
func (s *Service) createUpload(c *call) error {
	o, err := c.newObject()
	if err != nil {
		return err
	}
	u := &multipart{ID: rand.Text(), Created: s.cfg.Clock.Now(), Object: *o, parts: map[int]part{}}
	if err := u.chooseChecksum(c); err != nil {
		return err
	}
	if err := s.store.addUpload(c.bucket, u); err != nil {
		return err
	}
	if u.Chosen {
		c.w.Header().Set("X-Amz-Checksum-Algorithm", u.Algorithm)
		c.w.Header().Set("X-Amz-Checksum-Type", u.Type)
	}
	c.encrypted()
	c.writeXML(http.StatusOK, struct {
		XMLName  xml.Name `xml:"InitiateMultipartUploadResult"`
		NS       string   `xml:"xmlns,attr"`
		Bucket   string
		Key      keyText
		UploadID string `xml:"UploadId"`
	}{NS: xmlns, Bucket: c.bucket, Key: keyText(c.key), UploadID: u.ID})
	return nil
}

// chooseChecksum decides how the object's checksum will be made of its parts':
// a CRC may be that of the whole object, any other is made of the parts' own.
func (u *multipart) chooseChecksum(c *call) error {
	u.Algorithm, u.Type = strings.ToUpper(c.header("X-Amz-Checksum-Algorithm")), c.header("X-Amz-Checksum-Type")
	if u.Chosen = u.Algorithm != ""; !u.Chosen {
		if u.Type != "" {
			return invalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.")
		}
		u.Algorithm = defaultAlgorithm
	}
	if u.Type == "" {
		u.Type = composite
		if u.Algorithm == defaultAlgorithm {
			u.Type = fullObject
		}
	}
	switch {
	case algorithms[u.Algorithm] == nil && strings.HasPrefix(u.Algorithm, "XXHASH"):
		return notImplemented("The embedded S3 has no checksums of the kind %s.", u.Algorithm)
	case algorithms[u.Algorithm] == nil:
		return invalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]")
	case u.Type == fullObject && !isCRC(u.Algorithm), u.Type == composite && u.Algorithm == defaultAlgorithm, u.Type != fullObject && u.Type != composite:
		return invalidRequest("The %s checksum type cannot be used with the %s checksum algorithm.", u.Type, strings.ToLower(u.Algorithm))
	}
	return nil
}

// addUpload makes an upload known, and durable.
func (s *store) addUpload(bucket string, u *multipart) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := s.bucket(bucket)
	if err != nil {
		return err
	}
	if err := writeRecord(filepath.Join(s.uploadDir(bucket, u.ID), uploadFile), u); err != nil {
		return err
	}
	b.uploads[u.ID] = u
	return nil
}

// upload is the upload that a request is about, with a copy of its parts.
func (s *store) upload(c *call) (*multipart, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.uploadLocked(c)
}

func (s *store) uploadLocked(c *call) (*multipart, error) {
	b, err := s.bucket(c.bucket)
	if err != nil {
		return nil, err
	}
	u := b.uploads[c.query.Get("uploadId")]
	if u == nil || u.Object.Key != c.key {
		return nil, errNoSuchUpload.with("UploadId", c.query.Get("uploadId"))
	}
	snapshot := *u
	snapshot.parts = make(map[int]part, len(u.parts))
	for n, p := range u.parts {
		snapshot.parts[n] = p
	}
	return &snapshot, nil
}

// partNumber reads which part a request is about.
func (c *call) partNumber() (int, error) {
	n, err := strconv.Atoi(c.query.Get("partNumber"))
	if err != nil || n < 1 || n > maxParts {
		return 0, invalidArgument("partNumber", c.query.Get("partNumber"), "Part number must be an integer between 1 and 10000, inclusive")
	}
	return n, nil
}

// putPart moves what was received into the upload. A part that was there is
// replaced once the new one is recorded.
func (s *store) putPart(c *call, n int, got *received) (part, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, err := s.uploadLocked(c)
	if err != nil {
		return part{}, err
	}
	p := part{
		Number: n, Size: got.size, ETag: fmt.Sprintf("%x", got.md5), MD5: got.md5, Modified: s.now(), Sum: got.sum,
		File: fmt.Sprintf("%d-%s", n, rand.Text()),
	}
	p.Sum.Type = ""
	dir := s.uploadDir(c.bucket, u.ID)
	if err := os.Rename(got.file, filepath.Join(dir, p.File)); err != nil {
		return part{}, fmt.Errorf("store a part: %w", err)
	}
	if err := writeRecord(filepath.Join(dir, strconv.Itoa(n)+recordSuffix), p); err != nil {
		return part{}, err
	}
	if old, ok := u.parts[n]; ok {
		_ = os.Remove(filepath.Join(dir, old.File)) // it is not part of the upload any more
	}
	s.buckets[c.bucket].uploads[u.ID].parts[n] = p
	return p, nil
}

// dropUpload forgets an upload and its parts.
func (s *store) dropUpload(bucket, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := s.bucket(bucket)
	if err != nil {
		return err
	}
	delete(b.uploads, id)
	dir := s.uploadDir(bucket, id)
	if err := os.Remove(filepath.Join(dir, uploadFile)); err != nil { // without it, it is no upload
		return fmt.Errorf("end an upload: %w", err)
	}
	return os.RemoveAll(dir)
}

// loadUploads reads the uploads of a bucket that have not ended.
func (s *store) loadUploads(b *bucket) error {
	ids, err := fileNames(s.uploadsDir(b.Name))
	if err != nil {
		return err
	}
	for _, id := range ids {
		dir := s.uploadDir(b.Name, id)
		u := &multipart{parts: map[int]part{}}
		err := readRecord(filepath.Join(dir, uploadFile), u)
		if errors.Is(err, os.ErrNotExist) {
			err = os.RemoveAll(dir) // its ending was cut short
			if err == nil {
				continue
			}
		}
		if err != nil {
			return err
		}
		if err := s.loadParts(dir, u); err != nil {
			return err
		}
		b.uploads[id] = u
	}
	return nil
}

func (s *store) loadParts(dir string, u *multipart) error {
	names, err := fileNames(dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		if name == uploadFile || filepath.Ext(name) != recordSuffix {
			continue
		}
		var p part
		if err := readRecord(filepath.Join(dir, name), &p); err != nil {
			return err
		}
		u.parts[p.Number] = p
	}
	return nil
}

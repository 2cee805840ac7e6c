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
	"strings"
)

// completeRequest names the parts an object is to be made of.
type completeRequest struct {
	Parts []completedPart `xml:"Part"`
}

// completedPart is a part as the request names it, with its checksums.
type completedPart struct {
	PartNumber int
	ETag       string
	Others     []struct {
		XMLName xml.Name
		Value   string `xml:",chardata"`
	} `xml:",any"`
}

// sum is the part's checksum of a kind, and otherwise the name of one that is of
// another kind.
func (p *completedPart) sum(algorithm string) (value, another string) {
	for _, e := range p.Others {
		switch name, ok := strings.CutPrefix(e.XMLName.Local, "Checksum"); {
		case ok && name == algorithm:
			value = strings.TrimSpace(e.Value)
		case ok:
			another = name
		}
	}
	return value, another
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
	parts, err := u.choose(c, in)
	if err != nil {
		return err
	}
	file, o, err := s.join(c.bucket, u, parts)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file) }() // it has been put in place, or nobody wants it
	if err := u.verifyWhole(c, o, promised); err != nil {
		return err
	}
	if err := s.create(c, o, file, allow, "CompleteMultipartUpload"); err != nil {
		return err
	}
	if err := s.store.dropUpload(c.bucket, u.ID); err != nil {
		return err
	}
	s.setExpiration(c.w.Header(), c.bucket, o)
	c.encrypted()
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

// objectChecksum takes the object's checksums out of the request's headers, by
// their kinds.
func (c *call) objectChecksum() map[string]string {
	found := map[string]string{}
	for name := range algorithms {
		if v := c.r.Header.Get(checksumHeader + name); v != "" {
			found[name] = v
			c.r.Header.Del(checksumHeader + name)
		}
	}
	return found
}

// verifyWhole compares what the request says of the whole object. For a checksum of
// the whole, S3 wants to be told that it is one.
func (u *multipart) verifyWhole(c *call, o *object, promised map[string]string) error {
	if size := c.header("X-Amz-Mp-Object-Size"); size != "" && size != strconv.FormatInt(o.Size, 10) {
		return invalidRequest("The provided 'x-amz-mp-object-size' header value %s does not match what was computed: %d", size, o.Size)
	}
	for algorithm, value := range promised {
		switch {
		case algorithm == u.Algorithm && value == o.Sum.Value && (u.Type == composite || !u.Chosen || c.header("X-Amz-Checksum-Type") != ""):
		case algorithm != u.Algorithm && !u.Chosen:
		default:
			return &apiError{http.StatusBadRequest, "BadDigest", "The " + strings.ToLower(u.Algorithm) + " you specified did not match the calculated checksum."}
		}
	}
	return nil
}

// choose finds the parts that the request names.
func (u *multipart) choose(c *call, in completeRequest) ([]part, error) {
	if len(in.Parts) == 0 {
		return nil, invalidRequest("You must specify at least one part")
	}
	for i := range in.Parts[1:] {
		if in.Parts[i+1].PartNumber <= in.Parts[i].PartNumber {
			return nil, (&apiError{http.StatusBadRequest, "InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number."}).with("UploadId", u.ID)
		}
	}
	mode := "null"
	if u.Chosen {
		mode = u.Type
	}
	if kind := c.header("X-Amz-Checksum-Type"); kind != "" && kind != mode {
		return nil, invalidRequest("The upload was created using the %s checksum mode. The complete request must use the same checksum mode.", mode)
	}
	var parts []part
	for i := range in.Parts {
		p, err := u.find(&in.Parts[i])
		if err != nil {
			return nil, err
		}
		if i < len(in.Parts)-1 && p.Size < minPartSize {
			return nil, (&apiError{http.StatusBadRequest, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size"}).with(
				"ETag", p.ETag, "PartNumber", strconv.Itoa(p.Number), "MinSizeAllowed", strconv.Itoa(minPartSize), "ProposedSize", strconv.FormatInt(p.Size, 10))
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// find finds a part that the request names, with the ETag and the checksum it says
// it has.
func (u *multipart) find(want *completedPart) (part, error) {
	p, ok := u.parts[want.PartNumber]
	etag := strings.Trim(want.ETag, `"`)
	sum, another := want.sum(u.Algorithm)
	switch number := strconv.Itoa(want.PartNumber); {
	case !ok, etag != p.ETag, !u.Chosen && sum+another != "", sum != "" && sum != p.Sum.Value:
		return part{}, errPart.with("UploadId", u.ID, "PartNumber", number, "ETag", etag)
	case !u.Chosen, u.Type != composite, sum != "":
		return p, nil
	case another != "":
		return part{}, &apiError{http.StatusBadRequest, "BadDigest", "The " + strings.ToLower(another) + " you specified for part " + number + " did not match what we received."}
	default:
		return part{}, invalidRequest("The upload was created using a %s checksum. The complete request must include the checksum for each part. "+
			"It was missing for part %s in the request.", strings.ToLower(u.Algorithm), number)
	}
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

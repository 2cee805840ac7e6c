package s3

import (
	"encoding/xml"
	"io"
	"net/http"
	"slices"
	"strings"
)

// uploadPart receives a part.
func (s *Service) uploadPart(c *call) error {
	n, u, err := s.partOf(c)
	if err != nil {
		return err
	}
	got, err := s.receive(c, u.Algorithm)
	if err != nil {
		return err
	}
	defer got.discard()
	if u.Chosen && got.sum.Algorithm != u.Algorithm {
		return invalidRequest("Checksum Type mismatch occurred, expected checksum Type: %s, actual checksum Type: %s",
			strings.ToLower(u.Algorithm), strings.ToLower(got.sum.Algorithm))
	}
	p, err := s.store.putPart(c, n, got)
	if err != nil {
		return err
	}
	c.w.Header().Set("ETag", quoted(p.ETag))
	if u.Chosen || got.promised {
		c.w.Header().Set(checksumHeader+p.Sum.Algorithm, p.Sum.Value)
	}
	c.encrypted()
	c.empty(http.StatusOK)
	return nil
}

// partOf is the part that a request is about: its number, and its upload.
func (s *Service) partOf(c *call) (number int, u *multipart, err error) {
	if number, err = c.partNumber(); err != nil {
		return 0, nil, err
	}
	u, err = s.store.upload(c)
	return number, u, err
}

// uploadPartCopy makes a part of an object, or of a range of it.
func (s *Service) uploadPartCopy(c *call) error {
	n, u, err := s.partOf(c)
	if err != nil {
		return err
	}
	from, f, err := s.openSource(c)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	want := span{0, from.Size}
	if text := c.r.Header.Get("X-Amz-Copy-Source-Range"); text != "" {
		var partial bool
		if want, partial, err = parseRange(text, from.Size); err != nil || !partial {
			return invalidArgument("x-amz-copy-source-range", text, "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy")
		}
	}
	p := newPlainPayload(io.NewSectionReader(f, want.start, want.length), u.Algorithm)
	file, err := s.store.save(p)
	if err != nil {
		return err
	}
	got := &received{file: file, size: p.read, md5: p.md5.Sum(nil), sum: sumOf(u.Algorithm, p.sum)}
	defer got.discard()
	done, err := s.store.putPart(c, n, got)
	if err != nil {
		return err
	}
	c.encrypted()
	c.writeXML(http.StatusOK, copyResult{
		XMLName: xml.Name{Local: "CopyPartResult"}, NS: xmlns, LastModified: timestamp(done.Modified), ETag: quoted(done.ETag), Sum: u.told(done.Sum),
	})
	return nil
}

// told is a part's checksum as far as it is told before the upload is complete.
func (u *multipart) told(sum checksum) checksum {
	if u.Chosen {
		return sum
	}
	return checksum{}
}

// partEntry is a part in a listing.
type partEntry struct {
	PartNumber   int
	LastModified string
	ETag         string
	Size         int64
	Sum          checksum
}

// sortedParts are the parts of an upload in order.
func (u *multipart) sortedParts() []part {
	list := make([]part, 0, len(u.parts))
	for _, p := range u.parts {
		list = append(list, p)
	}
	slices.SortFunc(list, func(x, y part) int { return x.Number - y.Number })
	return list
}

// listParts lists the parts an upload has so far.
func (s *Service) listParts(c *call) error {
	limit, err := c.intParam("max-parts", maxPage)
	if err != nil {
		return err
	}
	marker, err := c.intParam("part-number-marker", 0)
	if err != nil {
		return err
	}
	u, err := s.store.upload(c)
	if err != nil {
		return err
	}
	r := struct {
		XMLName              xml.Name `xml:"ListPartsResult"`
		NS                   string   `xml:"xmlns,attr"`
		Bucket               string
		Key                  keyText
		UploadID             string `xml:"UploadId"`
		PartNumberMarker     int
		NextPartNumberMarker int
		MaxParts             int
		IsTruncated          bool
		Initiator, Owner     *owner
		StorageClass         string
		ChecksumAlgorithm    string      `xml:",omitempty"`
		ChecksumType         string      `xml:",omitempty"`
		Parts                []partEntry `xml:"Part"`
	}{
		NS: xmlns, Bucket: c.bucket, Key: keyText(c.key), UploadID: u.ID, PartNumberMarker: marker, MaxParts: min(limit, maxPage),
		Initiator: s.initiator(), Owner: s.owner(), StorageClass: standardClass,
	}
	if u.Chosen {
		r.ChecksumAlgorithm, r.ChecksumType = u.Algorithm, u.Type
	}
	for _, p := range u.sortedParts() {
		switch {
		case p.Number <= marker:
		case len(r.Parts) == r.MaxParts:
			r.IsTruncated = true
		default:
			r.Parts = append(r.Parts, partEntry{p.Number, timestamp(p.Modified), quoted(p.ETag), p.Size, u.told(p.Sum)})
			r.NextPartNumberMarker = p.Number
		}
	}
	c.writeXML(http.StatusOK, r)
	return nil
}

// uploadEntry is an upload in a listing.
type uploadEntry struct {
	Key               keyText
	UploadID          string `xml:"UploadId"`
	Initiator, Owner  *owner
	StorageClass      string
	Initiated         string
	ChecksumAlgorithm string `xml:",omitempty"`
	ChecksumType      string `xml:",omitempty"`
}

// listUploads lists the uploads that have not ended, by key and time.
func (s *Service) listUploads(c *call) error {
	limit, err := c.intParam("max-uploads", maxPage)
	if err != nil {
		return err
	}
	r := struct {
		XMLName            xml.Name `xml:"ListMultipartUploadsResult"`
		NS                 string   `xml:"xmlns,attr"`
		Bucket             string
		KeyMarker          keyText
		UploadIDMarker     string `xml:"UploadIdMarker"`
		NextKeyMarker      keyText
		NextUploadIDMarker string  `xml:"NextUploadIdMarker"`
		Prefix             keyText `xml:",omitempty"`
		EncodingType       string  `xml:",omitempty"`
		MaxUploads         int
		IsTruncated        bool
		Uploads            []uploadEntry `xml:"Upload"`
	}{
		NS: xmlns, Bucket: c.bucket, KeyMarker: c.encode(c.query.Get("key-marker")), UploadIDMarker: c.query.Get("upload-id-marker"),
		Prefix: c.encode(c.query.Get("prefix")), EncodingType: c.query.Get("encoding-type"), MaxUploads: min(limit, maxPage),
	}
	for _, u := range s.store.uploadList(c.bucket, c.query.Get("prefix"), c.query.Get("key-marker"), c.query.Get("upload-id-marker")) {
		if len(r.Uploads) == r.MaxUploads {
			r.IsTruncated = true
			break
		}
		e := uploadEntry{
			Key: c.encode(u.Object.Key), UploadID: u.ID, Initiator: s.initiator(), Owner: s.owner(),
			StorageClass: standardClass, Initiated: timestamp(u.Created),
		}
		if u.Chosen {
			e.ChecksumAlgorithm, e.ChecksumType = u.Algorithm, u.Type
		}
		r.Uploads = append(r.Uploads, e)
		r.NextKeyMarker, r.NextUploadIDMarker = c.encode(u.Object.Key), u.ID
	}
	c.writeXML(http.StatusOK, r)
	return nil
}

// uploadList are the uploads of a bucket after the marker, in order.
func (s *store) uploadList(bucket, prefix, afterKey, afterID string) []*multipart {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b := s.buckets[bucket]
	if b == nil {
		return nil
	}
	var list []*multipart
	for _, u := range b.uploads {
		key := u.Object.Key
		if strings.HasPrefix(key, prefix) && (key > afterKey || key == afterKey && afterID != "" && u.ID > afterID) {
			list = append(list, u)
		}
	}
	slices.SortFunc(list, func(x, y *multipart) int {
		if by := strings.Compare(x.Object.Key, y.Object.Key); by != 0 {
			return by
		}
		return strings.Compare(x.ID, y.ID)
	})
	return list
}

package s3

import (
	"encoding/base64"
	"encoding/xml"
	"net/http"
	"net/url"
	"sort"
	"strings"
)

// maxPage is how many keys and prefixes a page of a listing has at most.
const maxPage = 1000

// listing is what a request wants listed.
type listing struct {
	prefix, delimiter string
	after             string // keys up to this one were listed before
	limit             int
}

// page is a page of a listing, in order.
type page struct {
	objects   []*object
	prefixes  []string
	truncated bool
	last      string // the last key or prefix
}

// list makes a page. Keys that go on after the prefix to a delimiter are
// listed as that common prefix.
func (s *store) list(name string, q listing) (page, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b, err := s.bucket(name)
	if err != nil || q.limit == 0 {
		return page{}, err
	}
	var p page
	at := sort.SearchStrings(b.keys, max(q.prefix, q.after))
	for at < len(b.keys) && strings.HasPrefix(b.keys[at], q.prefix) {
		key := b.keys[at]
		common := q.commonPrefix(key)
		switch {
		case key == q.after:
			at++
			continue
		case common != "" && common == q.after: // all of it was listed before
			at = past(b.keys, at, common)
			continue
		case len(p.objects)+len(p.prefixes) == q.limit:
			p.truncated = true
			return p, nil
		case common != "":
			p.prefixes, p.last = append(p.prefixes, common), common
			at = past(b.keys, at, common)
		default:
			p.objects, p.last = append(p.objects, b.objects[key]), key
			at++
		}
	}
	return p, nil
}

// commonPrefix is the key up to and with the delimiter after the prefix, ""
// if there is none.
func (q *listing) commonPrefix(key string) string {
	if q.delimiter == "" {
		return ""
	}
	rest := key[len(q.prefix):]
	end := strings.Index(rest, q.delimiter)
	if end < 0 {
		return ""
	}
	return key[:len(q.prefix)+end+len(q.delimiter)]
}

// past is the place of the first key from at that does not have the prefix.
func past(keys []string, at int, prefix string) int {
	return at + sort.Search(len(keys)-at, func(i int) bool { return !strings.HasPrefix(keys[at+i], prefix) })
}

// listEntry is an object in a listing.
type listEntry struct {
	Key               keyText
	VersionID         string `xml:"VersionId,omitempty"`
	IsLatest          string `xml:",omitempty"`
	LastModified      string
	ETag              string
	ChecksumAlgorithm string `xml:",omitempty"`
	ChecksumType      string `xml:",omitempty"`
	Size              int64
	Owner             *owner
	StorageClass      string
}

type commonPrefix struct{ Prefix keyText }

// listResult is the answer of all three listings.
type listResult struct {
	XMLName               xml.Name
	NS                    string `xml:"xmlns,attr"`
	Name                  string
	Prefix                keyText
	Marker                *keyText
	KeyMarker             *keyText
	StartAfter            keyText `xml:",omitempty"`
	ContinuationToken     string  `xml:",omitempty"`
	NextContinuationToken string  `xml:",omitempty"`
	NextMarker            keyText `xml:",omitempty"`
	NextKeyMarker         keyText `xml:",omitempty"`
	NextVersionIDMarker   string  `xml:"NextVersionIdMarker,omitempty"`
	KeyCount              *int
	MaxKeys               int
	Delimiter             keyText `xml:",omitempty"`
	EncodingType          string  `xml:",omitempty"`
	IsTruncated           bool
	Contents              []listEntry
	Versions              []listEntry `xml:"Version"`
	CommonPrefixes        []commonPrefix
}

// listRequest reads what the listings have in common, lists, and begins the
// answer.
func (s *Service) listRequest(c *call, root, after string) (*listResult, page, error) {
	limit, err := c.intParam("max-keys", maxPage)
	if err != nil {
		return nil, page{}, err
	}
	encoding := c.query.Get("encoding-type")
	if encoding != "" && encoding != "url" {
		return nil, page{}, invalidArgument("encoding-type", encoding, "Invalid Encoding Method specified in Request")
	}
	q := listing{prefix: c.query.Get("prefix"), delimiter: c.query.Get("delimiter"), after: after, limit: min(limit, maxPage)}
	p, err := s.store.list(c.bucket, q)
	if err != nil {
		return nil, page{}, err
	}
	r := &listResult{
		XMLName: xml.Name{Local: root}, NS: xmlns, Name: c.bucket, Prefix: c.encode(q.prefix), Delimiter: c.encode(q.delimiter),
		MaxKeys: q.limit, EncodingType: encoding, IsTruncated: p.truncated,
	}
	for _, prefix := range p.prefixes {
		r.CommonPrefixes = append(r.CommonPrefixes, commonPrefix{c.encode(prefix)})
	}
	return r, p, nil
}

// entries are the objects of a page.
func (s *Service) entries(c *call, p page, withOwner bool) []listEntry {
	var list []listEntry
	for _, o := range p.objects {
		e := listEntry{
			Key: c.encode(o.Key), LastModified: timestamp(o.Modified), ETag: quoted(o.ETag), Size: o.Size,
			StorageClass: o.Class, ChecksumAlgorithm: o.Sum.Algorithm, ChecksumType: o.Sum.Type,
		}
		if e.StorageClass == "" {
			e.StorageClass = standardClass
		}
		if withOwner {
			e.Owner = s.owner()
		}
		list = append(list, e)
	}
	return list
}

// encode writes a key as the request wants keys written. Slashes stay.
func (c *call) encode(key string) keyText {
	if c.query.Get("encoding-type") != "url" {
		return keyText(key)
	}
	return keyText(strings.ReplaceAll(url.QueryEscape(key), "%2F", "/"))
}

// listObjects is the first version of listing.
func (s *Service) listObjects(c *call) error {
	marker := c.query.Get("marker")
	r, p, err := s.listRequest(c, "ListBucketResult", marker)
	if err != nil {
		return err
	}
	encoded := c.encode(marker)
	r.Marker = &encoded
	if p.truncated && r.Delimiter != "" {
		r.NextMarker = c.encode(p.last)
	}
	r.Contents = s.entries(c, p, true)
	c.writeXML(http.StatusOK, r)
	return nil
}

// listObjectsV2 is the second version of listing.
func (s *Service) listObjectsV2(c *call) error {
	after, token := c.query.Get("start-after"), c.query.Get("continuation-token")
	if c.query.Has("continuation-token") {
		key, err := base64.URLEncoding.DecodeString(token)
		if err != nil || token == "" {
			return (&apiError{http.StatusBadRequest, "InvalidArgument", "The continuation token provided is incorrect"}).with("ArgumentName", "continuation-token")
		}
		after = string(key)
	}
	r, p, err := s.listRequest(c, "ListBucketResult", after)
	if err != nil {
		return err
	}
	count := len(p.objects) + len(p.prefixes)
	r.KeyCount, r.ContinuationToken, r.StartAfter = &count, token, c.encode(c.query.Get("start-after"))
	if p.truncated {
		r.NextContinuationToken = base64.URLEncoding.EncodeToString([]byte(p.last))
	}
	r.Contents = s.entries(c, p, c.query.Get("fetch-owner") == "true")
	c.writeXML(http.StatusOK, r)
	return nil
}

// listVersions lists the one version that each object has.
func (s *Service) listVersions(c *call) error {
	marker := c.query.Get("key-marker")
	r, p, err := s.listRequest(c, "ListVersionsResult", marker)
	if err != nil {
		return err
	}
	encoded := c.encode(marker)
	r.KeyMarker = &encoded
	if p.truncated {
		r.NextKeyMarker, r.NextVersionIDMarker = c.encode(p.last), nullVersion
	}
	r.Versions = s.entries(c, p, true)
	for i := range r.Versions {
		r.Versions[i].VersionID, r.Versions[i].IsLatest = nullVersion, "true"
	}
	c.writeXML(http.StatusOK, r)
	return nil
}

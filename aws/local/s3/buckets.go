package s3

import (
	"encoding/xml"
	"net/http"
	"strings"
)

// defaultRegion is the region that goes without saying.
const defaultRegion = "us-east-1"

type bucketEntry struct {
	Name         string
	CreationDate string
	BucketRegion string `xml:",omitempty"` // told where a page of the list was asked for
	BucketArn    string
}

// bucketARN is the ARN of a bucket.
func bucketARN(name string) string { return "arn:aws:s3:::" + name }

func (s *Service) listBuckets(c *call) error {
	var list []bucketEntry
	region := ""
	if c.query.Has("prefix") || c.query.Has("max-buckets") || c.query.Has("bucket-region") {
		region = s.cfg.Region
	}
	for _, b := range s.store.bucketList() {
		if strings.HasPrefix(b.Name, c.query.Get("prefix")) {
			list = append(list, bucketEntry{b.Name, timestamp(b.Created), region, bucketARN(b.Name)})
		}
	}
	c.writeXML(http.StatusOK, struct {
		XMLName xml.Name `xml:"ListAllMyBucketsResult"`
		NS      string   `xml:"xmlns,attr"`
		Owner   *owner
		Buckets []bucketEntry `xml:"Buckets>Bucket"`
		Prefix  string        `xml:",omitempty"`
	}{NS: xmlns, Owner: s.owner(), Buckets: list, Prefix: c.query.Get("prefix")})
	return nil
}

func (s *Service) createBucket(c *call) error {
	if err := validateBucketName(c.bucket); err != nil {
		return err
	}
	if err := s.checkLocation(c); err != nil {
		return err
	}
	existed, err := s.store.createBucket(c.bucket)
	if err != nil {
		return err
	}
	if existed && s.cfg.Region != defaultRegion { // there, making one's own bucket again is no error
		return &apiError{http.StatusConflict, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it."}
	}
	c.w.Header().Set("Location", "/"+c.bucket)
	c.w.Header().Set("X-Amz-Bucket-Arn", bucketARN(c.bucket))
	c.empty(http.StatusOK)
	return nil
}

// checkLocation refuses a bucket that is to be in another region.
func (s *Service) checkLocation(c *call) error {
	body, err := c.document()
	if err != nil {
		return err
	}
	var doc struct{ LocationConstraint string }
	if len(body) > 0 {
		if err := unmarshal(body, "CreateBucketConfiguration", &doc); err != nil {
			return err
		}
	}
	where := doc.LocationConstraint
	if where == "" {
		where = defaultRegion
	}
	if where != s.cfg.Region {
		return &apiError{
			http.StatusBadRequest, "IllegalLocationConstraintException",
			"The " + where + " location constraint is incompatible for the region specific endpoint this request was sent to, which is " + s.cfg.Region + ".",
		}
	}
	return nil
}

func (s *Service) headBucket(c *call) error {
	c.w.Header().Set("X-Amz-Bucket-Region", s.cfg.Region)
	c.w.Header().Set("X-Amz-Bucket-Arn", bucketARN(c.bucket))
	c.w.Header().Set("X-Amz-Access-Point-Alias", "false")
	c.w.Header().Set("Content-Type", "application/xml")
	c.w.WriteHeader(http.StatusOK)
	return nil
}

func (s *Service) deleteBucket(c *call) error {
	if err := s.store.deleteBucket(c.bucket); err != nil {
		return err
	}
	c.empty(http.StatusNoContent)
	return nil
}

// getBucketLocation answers nothing in us-east-1, as S3 does.
func (s *Service) getBucketLocation(c *call) error {
	where := s.cfg.Region
	if where == defaultRegion {
		where = ""
	}
	c.writeXML(http.StatusOK, struct {
		XMLName xml.Name `xml:"LocationConstraint"`
		NS      string   `xml:"xmlns,attr"`
		Region  string   `xml:",chardata"`
	}{NS: xmlns, Region: where})
	return nil
}

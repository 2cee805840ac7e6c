package s3

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// tag is a tag of a bucket or an object.
type tag struct{ Key, Value string }

// tagging is a set of tags as a document.
type tagging struct {
	XMLName xml.Name `xml:"Tagging"`
	NS      string   `xml:"xmlns,attr,omitempty"`
	Tags    []tag    `xml:"TagSet>Tag"`
}

const (
	maxObjectTags = 10
	maxBucketTags = 50
	maxTagKey     = 128
	maxTagValue   = 256
)

func invalidTag(message string, elements ...string) *explained {
	return (&apiError{http.StatusBadRequest, "InvalidTag", message}).with(elements...)
}

// validateTags refuses tags that S3 refuses.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
func validateTags(tags []tag, limit int) error {
	if len(tags) > limit {
		if limit == maxObjectTags {
			return &apiError{http.StatusBadRequest, "BadRequest", "Object tags cannot be greater than 10"}
		}
		return &apiError{http.StatusBadRequest, "BadRequest", "Bucket tag count cannot be greater than 50"}
	}
	seen := map[string]bool{}
	for _, t := range tags {
		switch {
		case t.Key == "" || utf8.RuneCountInString(t.Key) > maxTagKey:
			return invalidTag("The TagKey you have provided is invalid", "TagKey", t.Key)
		case utf8.RuneCountInString(t.Value) > maxTagValue:
			return invalidTag("The TagValue you have provided is invalid", "TagKey", t.Key, "TagValue", t.Value)
		case strings.HasPrefix(t.Key, "aws:"):
			return invalidTag("System tags cannot be added/updated by requester", "TagKey", t.Key)
		case seen[t.Key]:
			return invalidTag("Cannot provide multiple Tags with the same key", "TagKey", t.Key)
		}
		seen[t.Key] = true
	}
	return nil
}

// parseTagHeader reads tags as the header x-amz-tagging has them: a=1&b=2.
func parseTagHeader(text string) ([]tag, error) {
	if text == "" {
		return nil, nil
	}
	values, err := url.ParseQuery(text)
	if err != nil {
		return nil, invalidArgument("x-amz-tagging", text, "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.")
	}
	var tags []tag
	for key, v := range values {
		if len(v) > 1 {
			return nil, invalidArgument("x-amz-tagging", text, "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.")
		}
		tags = append(tags, tag{key, v[0]})
	}
	slices.SortFunc(tags, func(x, y tag) int { return strings.Compare(x.Key, y.Key) })
	return tags, validateTags(tags, maxObjectTags)
}

func (s *Service) getObjectTagging(c *call) error {
	o, err := s.store.find(c.bucket, c.key)
	if err != nil {
		return err
	}
	c.writeXML(http.StatusOK, tagging{NS: xmlns, Tags: o.Tags})
	return nil
}

func (s *Service) putObjectTagging(c *call) error {
	var doc tagging
	if err := c.readXML("Tagging", &doc); err != nil {
		return err
	}
	if err := validateTags(doc.Tags, maxObjectTags); err != nil {
		return err
	}
	if err := s.store.retag(c.bucket, c.key, doc.Tags); err != nil {
		return err
	}
	c.empty(http.StatusOK)
	return nil
}

func (s *Service) deleteObjectTagging(c *call) error {
	if err := s.store.retag(c.bucket, c.key, nil); err != nil {
		return err
	}
	c.empty(http.StatusNoContent)
	return nil
}

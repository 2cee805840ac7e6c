package s3

import (
	"net/http"
	"strings"
	"time"
)

// conditions are those under which a request is to be answered.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
type conditions struct {
	match, noneMatch       string
	modified, notModified  time.Time // zero where nothing was said
	modifiedSet, notModSet bool
}

// readConditions reads the conditions in headers that begin with prefix.
func (c *call) readConditions(prefix string) conditions {
	cond := conditions{match: c.header(prefix + "If-Match"), noneMatch: c.header(prefix + "If-None-Match")}
	var err error
	cond.modified, err = http.ParseTime(c.header(prefix + "If-Modified-Since"))
	cond.modifiedSet = err == nil
	cond.notModified, err = http.ParseTime(c.header(prefix + "If-Unmodified-Since"))
	cond.notModSet = err == nil
	return cond
}

// holdForRead tells whether an object may be read. A condition on its ETag
// beats one on its time.
func (cond conditions) holdForRead(o *object) error {
	second := o.Modified.Truncate(time.Second)
	switch {
	case cond.match != "" && !matchesETag(cond.match, o.ETag):
		return errPrecondition
	case cond.match == "" && cond.notModSet && second.After(cond.notModified):
		return errPrecondition
	case cond.noneMatch != "" && matchesETag(cond.noneMatch, o.ETag):
		return errNotModified
	case cond.noneMatch == "" && cond.modifiedSet && !second.After(cond.modified):
		return errNotModified
	}
	return nil
}

// holdForCopy tells whether an object may be copied: nothing is "not modified"
// then.
func (cond conditions) holdForCopy(o *object) error {
	if cond.holdForRead(o) != nil {
		return errPrecondition
	}
	return nil
}

// writeConditions reads the conditions on writing, and returns what tells
// whether they hold for the object that is there now (nil for none).
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
func (c *call) writeConditions() (func(*object) error, error) {
	match, noneMatch := c.header("If-Match"), c.header("If-None-Match")
	switch {
	case noneMatch != "" && noneMatch != "*":
		return nil, notImplemented("A header you provided implies functionality that is not implemented: If-None-Match takes only *.")
	case match != "" && noneMatch != "":
		return nil, notImplemented("A header you provided implies functionality that is not implemented: If-Match with If-None-Match.")
	}
	return func(o *object) error {
		switch {
		case noneMatch != "" && o != nil:
			return errPrecondition
		case match != "" && o == nil:
			return errNoSuchKey
		case match != "" && !matchesETag(match, o.ETag):
			return errPrecondition
		}
		return nil
	}, nil
}

// matchesETag tells whether an ETag is in a list such as "a", "b"; * is any.
func matchesETag(list, etag string) bool {
	for one := range strings.SplitSeq(list, ",") {
		one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
		if one == "*" || strings.Trim(one, `"`) == etag {
			return true
		}
	}
	return false
}

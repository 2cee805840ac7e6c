package s3

import (
	"net/http"
	"strings"
	"time"
)

// conditions are those under which a request is to be answered.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
type conditions struct {
	prefix                 string
	match, noneMatch       string
	modified, notModified  time.Time // zero where nothing was said
	modifiedSet, notModSet bool
}

// conditionsPrefix is what the conditions on the source of a copy begin with.
const conditionsPrefix = "x-amz-copy-source-"

// readConditions reads the conditions in headers that begin with prefix.
// A time that is still to come is no condition on what was changed since.
func (c *call) readConditions(prefix string, now time.Time) conditions {
	cond := conditions{prefix: prefix, match: c.header(prefix + "If-Match"), noneMatch: c.header(prefix + "If-None-Match")}
	var err error
	cond.modified, err = http.ParseTime(c.header(prefix + "If-Modified-Since"))
	cond.modifiedSet = err == nil && !cond.modified.After(now)
	cond.notModified, err = http.ParseTime(c.header(prefix + "If-Unmodified-Since"))
	cond.notModSet = err == nil
	return cond
}

// failed names the condition under which an object is not to be read, "" if all
// hold. A condition on its ETag beats one on its time.
func (cond conditions) failed(o *object) string {
	second := o.Modified.Truncate(time.Second)
	switch {
	case cond.match != "" && !matchesETag(cond.match, o.ETag):
		return ifMatch
	case cond.match == "" && cond.notModSet && second.After(cond.notModified):
		return "If-Unmodified-Since"
	case cond.noneMatch != "" && matchesETag(cond.noneMatch, o.ETag):
		return ifNoneMatch
	case cond.noneMatch == "" && cond.modifiedSet && !second.After(cond.modified):
		return "If-Modified-Since"
	}
	return ""
}

// The conditions on ETags.
const (
	ifMatch     = "If-Match"
	ifNoneMatch = "If-None-Match"
)

// holdForRead tells whether an object may be read: what the reader has already is
// "not modified".
func (cond conditions) holdForRead(o *object) error {
	switch failed := cond.failed(o); failed {
	case "":
		return nil
	case ifNoneMatch, "If-Modified-Since":
		return errNotModified
	default:
		return preconditionFailed(failed)
	}
}

// holdForCopy tells whether an object may be copied: nothing is "not modified"
// then.
func (cond conditions) holdForCopy(o *object) error {
	if failed := cond.failed(o); failed != "" {
		return preconditionFailed(cond.prefix + failed)
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
		return nil, unbuiltHeader(ifNoneMatch, "We don't accept the provided value of If-None-Match header for this API")
	case match != "" && noneMatch != "":
		return nil, unbuiltHeader(ifMatch+","+ifNoneMatch, "Multiple conditional request headers present in the request")
	}
	return func(o *object) error {
		switch {
		case noneMatch != "" && o != nil:
			return preconditionFailed(ifNoneMatch)
		case match != "" && o == nil:
			return errNoSuchKey.with("Key", c.key)
		case match != "" && !matchesETag(match, o.ETag):
			return preconditionFailed(ifMatch)
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

package s3

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// lifecycle is a bucket's lifecycle configuration. Objects expire and uploads
// are aborted by it; transitions to other storage classes are kept and given
// back, and move nothing.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
type lifecycle struct {
	XMLName xml.Name        `xml:"LifecycleConfiguration"`
	NS      string          `xml:"xmlns,attr"`
	Rules   []lifecycleRule `xml:"Rule"`
}

type lifecycleRule struct {
	ID                             string
	Prefix                         *string          `xml:",omitempty"`
	Filter                         *lifecycleFilter `xml:",omitempty"`
	Status                         string
	Expiration                     *expiration   `xml:",omitempty"`
	Transitions                    []transition  `xml:"Transition"`
	NoncurrentVersionExpiration    *noncurrent   `xml:",omitempty"`
	NoncurrentVersionTransitions   []noncurrent  `xml:"NoncurrentVersionTransition"`
	AbortIncompleteMultipartUpload *abortUploads `xml:",omitempty"`
}

// lifecycleFilter says which objects a rule is about: all, or those that fit
// what it names, or all that And names.
type lifecycleFilter struct {
	Prefix  *string `xml:",omitempty"`
	Tag     *tag    `xml:",omitempty"`
	Larger  *int64  `xml:"ObjectSizeGreaterThan,omitempty"`
	Smaller *int64  `xml:"ObjectSizeLessThan,omitempty"`
	And     *struct {
		Prefix  *string `xml:",omitempty"`
		Tags    []tag   `xml:"Tag"`
		Larger  *int64  `xml:"ObjectSizeGreaterThan,omitempty"`
		Smaller *int64  `xml:"ObjectSizeLessThan,omitempty"`
	} `xml:",omitempty"`
}

type expiration struct {
	Days         *int   `xml:",omitempty"`
	Date         string `xml:",omitempty"`
	DeleteMarker *bool  `xml:"ExpiredObjectDeleteMarker,omitempty"`
}

type transition struct {
	Days         *int   `xml:",omitempty"`
	Date         string `xml:",omitempty"`
	StorageClass string
}

type noncurrent struct {
	NoncurrentDays          int
	NewerNoncurrentVersions *int   `xml:",omitempty"`
	StorageClass            string `xml:",omitempty"`
}

type abortUploads struct{ DaysAfterInitiation int }

// fits tells whether a rule is about an object.
func (r *lifecycleRule) fits(o *object) bool {
	if r.Prefix != nil && !strings.HasPrefix(o.Key, *r.Prefix) {
		return false
	}
	f := r.Filter
	if f == nil {
		return true
	}
	prefix, larger, smaller := f.Prefix, f.Larger, f.Smaller
	var tags []tag
	if f.Tag != nil {
		tags = append(tags, *f.Tag)
	}
	if f.And != nil {
		prefix, larger, smaller, tags = f.And.Prefix, f.And.Larger, f.And.Smaller, f.And.Tags
	}
	return (prefix == nil || strings.HasPrefix(o.Key, *prefix)) && (larger == nil || o.Size > *larger) &&
		(smaller == nil || o.Size < *smaller) && hasTags(o.Tags, tags)
}

// hasTags tells whether all wanted tags are among those there are.
func hasTags(have, wanted []tag) bool {
	there := map[tag]bool{}
	for _, t := range have {
		there[t] = true
	}
	for _, t := range wanted {
		if !there[t] {
			return false
		}
	}
	return true
}

// due is when the rules let an object expire, and by which rule; ok is false
// if they never do.
func (l *lifecycle) due(o *object) (at time.Time, rule string, ok bool) {
	if l == nil {
		return at, "", false
	}
	for i := range l.Rules {
		r := &l.Rules[i]
		if r.Status != "Enabled" || r.Expiration == nil || !r.fits(o) {
			continue
		}
		when, err := time.Parse(time.RFC3339, r.Expiration.Date)
		if r.Expiration.Days != nil {
			when, err = midnightAfter(o.Modified, *r.Expiration.Days), nil
		}
		if err == nil && (!ok || when.Before(at)) {
			at, rule, ok = when, r.ID, true
		}
	}
	return at, rule, ok
}

// abortDue tells whether an upload has waited too long for its end.
func (l *lifecycle) abortDue(u *multipart, now time.Time) bool {
	if l == nil {
		return false
	}
	for i := range l.Rules {
		r := &l.Rules[i]
		if a := r.AbortIncompleteMultipartUpload; a != nil && r.Status == "Enabled" && r.fits(&u.Object) &&
			!now.Before(midnightAfter(u.Created, a.DaysAfterInitiation)) {
			return true
		}
	}
	return false
}

// midnightAfter adds days and rounds up to the next midnight UTC, as S3 does.
func midnightAfter(t time.Time, days int) time.Time {
	const day = 24 * time.Hour
	due := t.UTC().AddDate(0, 0, days)
	if midnight := due.Truncate(day); midnight.Equal(due) {
		return midnight
	}
	return due.Truncate(day).Add(day)
}

// setExpiration tells in an answer when an object will expire.
func (s *Service) setExpiration(h http.Header, bucket string, o *object) {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	b := s.store.buckets[bucket]
	if b == nil {
		return
	}
	if at, rule, ok := b.rules.due(o); ok {
		h.Set("X-Amz-Expiration", fmt.Sprintf(`expiry-date="%s", rule-id="%s"`, at.UTC().Format(http.TimeFormat), url.QueryEscape(rule)))
	}
}

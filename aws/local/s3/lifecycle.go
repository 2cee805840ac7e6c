package s3

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"inflight/aws/local/clock"
)

// lifecycle is a bucket's lifecycle configuration, as far as it takes effect
// here: whole objects expire.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
type lifecycle struct {
	Rules []lifecycleRule `xml:"Rule"`
}

type lifecycleRule struct {
	ID         string
	Status     string
	Prefix     string
	Filter     struct{ Prefix string }
	Expiration *struct {
		Days int
		Date string
	}
	AbortIncompleteMultipartUpload *struct{ DaysAfterInitiation int }
	Transition                     []struct{ StorageClass string }
	NoncurrentVersionExpiration    *struct{ NoncurrentDays int }
}

// prefix is what the keys that the rule is about begin with.
func (r *lifecycleRule) prefix() string { return r.Prefix + r.Filter.Prefix }

// validateLifecycle refuses what S3 refuses.
func validateLifecycle(body []byte) error {
	var l lifecycle
	if err := xml.Unmarshal(body, &l); err != nil {
		return malformed(err.Error())
	}
	if len(l.Rules) == 0 || len(l.Rules) > 1000 {
		return malformed("a lifecycle configuration has 1 to 1000 rules")
	}
	ids := map[string]bool{}
	for i, r := range l.Rules {
		invalid := func(why string) error {
			return &s3Error{http.StatusBadRequest, "InvalidArgument", fmt.Sprintf("Rule %d: %s", i+1, why)}
		}
		switch {
		case r.Status != "Enabled" && r.Status != "Disabled":
			return malformed(fmt.Sprintf("rule %d: Status is %q", i+1, r.Status))
		case r.ID != "" && ids[r.ID]:
			return invalid("Rule ID must be unique. Found same ID for more than one rule")
		case r.Expiration == nil && r.AbortIncompleteMultipartUpload == nil && len(r.Transition) == 0 && r.NoncurrentVersionExpiration == nil:
			return &s3Error{http.StatusBadRequest, "InvalidRequest", "At least one action needs to be specified in a rule"}
		case r.Expiration != nil && r.Expiration.Date == "" && r.Expiration.Days < 1:
			return invalid("'Days' for Expiration action must be a positive integer")
		}
		ids[r.ID] = true
	}
	return nil
}

// expiryEvery is how often expired objects are looked for. AWS looks once a
// day; sooner serves those who move the clock.
const expiryEvery = time.Minute

// expiry deletes objects whose lifecycle says so. Its timer is the only thing
// it owns.
type expiry struct {
	service *Service
	mu      sync.Mutex
	timer   clock.Timer
	stopped bool
	running sync.WaitGroup
}

func newExpiry(s *Service) *expiry {
	e := &expiry{service: s}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.timer = s.cfg.Clock.AfterFunc(expiryEvery, e.look)
	return e
}

// look deletes what has expired and comes back.
func (e *expiry) look() {
	e.mu.Lock()
	if e.stopped {
		e.mu.Unlock()
		return
	}
	e.running.Add(1)
	e.mu.Unlock()
	defer e.running.Done()
	e.service.expire()
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.stopped {
		e.timer.Reset(expiryEvery)
	}
}

// stop ends the looking and waits for what is under way.
func (e *expiry) stop() {
	e.mu.Lock()
	e.stopped = true
	e.timer.Stop()
	e.mu.Unlock()
	e.running.Wait()
}

// expire deletes every object past its lifecycle.
func (s *Service) expire() {
	now := s.cfg.Clock.Now()
	for bucket, keys := range s.backend.expired(now) {
		for _, key := range keys {
			s.backend.DeleteObject(context.Background(), bucket, key) //nolint:errcheck // the next look tries again
		}
	}
}

// expired are the keys past their lifecycle, by bucket.
func (b *backend) expired(now time.Time) map[string][]string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	found := map[string][]string{}
	for name, bu := range b.buckets {
		var l lifecycle
		if doc := bu.Config["lifecycle"]; doc == "" || xml.Unmarshal([]byte(doc), &l) != nil {
			continue
		}
		for key, o := range bu.objects {
			if l.expires(key, o.Modified, now) {
				found[name] = append(found[name], key)
			}
		}
	}
	return found
}

// expires tells whether an object is past its time: S3 adds the days and
// rounds up to the next midnight UTC.
func (l *lifecycle) expires(key string, modified, now time.Time) bool {
	for i := range l.Rules {
		r := &l.Rules[i]
		if r.Status != "Enabled" || r.Expiration == nil || !strings.HasPrefix(key, r.prefix()) {
			continue
		}
		due := modified.UTC().AddDate(0, 0, r.Expiration.Days).Truncate(24*time.Hour).AddDate(0, 0, 1)
		if at, err := time.Parse(time.RFC3339, r.Expiration.Date); err == nil {
			due = at
		}
		if !now.Before(due) {
			return true
		}
	}
	return false
}

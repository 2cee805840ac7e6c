package aws

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
)

// defaultOwner is what the tags of the stack without a name say.
const defaultOwner = "default"

// Named is the stack with the names that AWS knows it by: its own name and a
// hyphen before each, the suffix after those of the buckets, and defaults where
// it says nothing. A stack that is named already stays as it is.
func (s Stack) Named() Stack {
	if s.named {
		return s
	}
	s = s.withDefaults()
	if s.Name != "" {
		for _, name := range []*string{&s.SourceBucket, &s.ThumbnailBucket, &s.Rule, &s.Queue, &s.DeadLetterQueue, &s.Topic} {
			*name = s.Name + "-" + *name
		}
		if s.Bus != "" {
			s.Bus = s.Name + "-" + s.Bus
		}
	}
	if s.BucketSuffix != "" {
		s.SourceBucket += "-" + s.BucketSuffix
		s.ThumbnailBucket += "-" + s.BucketSuffix
	}
	s.named = true
	return s
}

// Owner is what the tags of the stack's resources say. A suffix is part of it:
// the rule of one suffix matches the bucket of no other, so two of them cannot
// share the rule, the queues and the topic.
func (s Stack) Owner() string {
	owner := s.Name
	if owner == "" {
		owner = defaultOwner
	}
	if s.BucketSuffix != "" {
		owner += "/" + s.BucketSuffix
	}
	return owner
}

// withDefaults fills in the defaults.
func (s Stack) withDefaults() Stack {
	d := DefaultStack()
	orElse(&s.SourceBucket, d.SourceBucket)
	orElse(&s.ThumbnailBucket, d.ThumbnailBucket)
	orElse(&s.Rule, d.Rule)
	orElse(&s.Queue, d.Queue)
	orElse(&s.DeadLetterQueue, d.DeadLetterQueue)
	orElse(&s.Topic, d.Topic)
	orElse(&s.VisibilityTimeout, d.VisibilityTimeout)
	orElse(&s.MaxReceives, d.MaxReceives)
	orElse(&s.SourceDays, d.SourceDays)
	orElse(&s.ThumbnailDays, d.ThumbnailDays)
	return s
}

func orElse[T comparable](p *T, fallback T) {
	var zero T
	if *p == zero {
		*p = fallback
	}
}

// What names AWS allows:
//
//	buckets  https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
//	queues   https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
//	rules    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
//	targets  https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
//	buses    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html
//	topics   https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
var nameRules = map[string]struct {
	min, max int
	allowed  *regexp.Regexp
	words    string
}{
	"bucket": {3, 63, regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$`), "small letters, digits, hyphens and dots, a letter or digit at both ends"},
	"queue":  {1, 80, regexp.MustCompile(`^[A-Za-z0-9_-]*$`), "letters, digits, hyphens and underscores"},
	"rule":   {1, 64, regexp.MustCompile(`^[.\-_A-Za-z0-9]*$`), "letters, digits, dots, hyphens and underscores"},
	"target": {1, 64, regexp.MustCompile(`^[.\-_A-Za-z0-9]*$`), "letters, digits, dots, hyphens and underscores"},
	"bus":    {1, 256, regexp.MustCompile(`^[.\-_A-Za-z0-9/]*$`), "letters, digits, dots, hyphens, slashes and underscores"},
	"topic":  {1, 256, regexp.MustCompile(`^[A-Za-z0-9_-]*$`), "letters, digits, hyphens and underscores"},
}

// Beginnings and ends of bucket names that AWS keeps to itself.
var (
	keptPrefixes = []string{"xn--", "sthree-", "amzn-s3-demo-"}
	keptSuffixes = []string{"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"}
)

// stackName is what a stack may be called: what every name may begin with.
var stackName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

// Validate refuses names that AWS would refuse, before anything is created, and
// what AWS would accept and the pipeline could not survive.
func (s Stack) Validate() error {
	switch s.Name {
	case "":
	case defaultOwner, "true", "false":
		return fmt.Errorf("a stack cannot be called %s: leave the name out for the stack without one", s.Name)
	default:
		if !stackName.MatchString(s.Name) {
			return fmt.Errorf("a stack cannot be called %q: it takes small letters, digits and hyphens, because the names of buckets begin with it", s.Name)
		}
	}
	ownBus := s.Bus
	s = s.Named()
	switch {
	case s.SourceBucket == s.ThumbnailBucket:
		return fmt.Errorf("the thumbnails cannot go to the source bucket %s: each would be the next image; name another", s.SourceBucket)
	case s.Queue == s.DeadLetterQueue:
		return fmt.Errorf("the queue %s cannot be its own dead-letter queue; name another", s.Queue)
	case strings.HasSuffix(s.Queue, ".fifo"), strings.HasSuffix(s.DeadLetterQueue, ".fifo"):
		return errors.New("the pipeline runs on standard queues; leave .fifo off the queue names")
	case ownBus == defaultBus:
		return errors.New("the default bus is used anyway; name a bus of your own, or none")
	case strings.HasPrefix(s.Bus, "aws."):
		return fmt.Errorf("the bus cannot be called %s: names that begin with aws. are kept for partners of AWS", s.Bus)
	}
	names := [][2]string{
		{"bucket", s.SourceBucket},
		{"bucket", s.ThumbnailBucket},
		{"queue", s.Queue},
		{"queue", s.DeadLetterQueue},
		{"target", s.Queue},
		{"rule", s.Rule},
		{"topic", s.Topic},
	}
	if s.Bus != "" {
		names = append(names, [2]string{"bus", s.Bus}, [2]string{"target", s.Bus}, [2]string{"rule", s.forwardingRule()})
	}
	for _, n := range names {
		if err := validateName(n[0], n[1]); err != nil {
			return err
		}
	}
	return nil
}

// validateName says why AWS would refuse a name.
func validateName(kind, name string) error {
	rule := nameRules[kind]
	if n := len(name); n < rule.min || n > rule.max {
		return fmt.Errorf("the %s name %q has %d characters: AWS takes %d to %d; choose a shorter name or suffix", kind, name, n, rule.min, rule.max)
	}
	if !rule.allowed.MatchString(name) {
		return fmt.Errorf("the %s name %q is none that AWS takes: %s", kind, name, rule.words)
	}
	if kind != "bucket" {
		return nil
	}
	if _, err := netip.ParseAddr(name); err == nil || strings.Contains(name, "..") {
		return fmt.Errorf("the bucket name %q is none that AWS takes: no IP address, and no two dots in a row", name)
	}
	for _, p := range keptPrefixes {
		if strings.HasPrefix(name, p) {
			return fmt.Errorf("the bucket name %q is none that AWS takes: it keeps names that begin with %s", name, p)
		}
	}
	for _, p := range keptSuffixes {
		if strings.HasSuffix(name, p) {
			return fmt.Errorf("the bucket name %q is none that AWS takes: it keeps names that end with %s", name, p)
		}
	}
	return nil
}

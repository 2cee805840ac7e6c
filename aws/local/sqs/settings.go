package sqs

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/aws/local/policy"
	"inflight/aws/local/wire"
)

// settings are the attributes of a queue that can be set: as text, as
// GetQueueAttributes gives them, and as what they mean.
type settings struct {
	text map[string]string

	fifo         bool
	contentDedup bool
	dedupByGroup bool
	visibility   time.Duration
	delayTime    time.Duration
	waitTime     time.Duration
	retention    time.Duration
	maxSize      int
	redrive      *redrivePolicy      // nil: no dead-letter queue
	allow        *redriveAllowPolicy // nil: every queue may use this one as its dead-letter queue
	access       *policy.Policy      // nil: no service may send
	awsKey       bool                // encrypted with the key that AWS manages, which services cannot use
}

// setting is one attribute: what it is by default, and how a value is taken.
type setting struct {
	byDefault string // "" if it is absent by default
	fifoOnly  bool
	clearable bool // "" takes it away
	take      func(s *settings, value string) (normal string, err error)
}

// knownSettings is every attribute that can be set, by name. It is never
// changed.
//
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
var knownSettings = map[string]setting{
	"VisibilityTimeout": {byDefault: "30", take: seconds(0, maxVisibility, func(s *settings) *time.Duration { return &s.visibility })},
	"DelaySeconds":      {byDefault: "0", take: seconds(0, maxDelay, func(s *settings) *time.Duration { return &s.delayTime })},
	"ReceiveMessageWaitTimeSeconds": {
		byDefault: "0", take: seconds(0, 20, func(s *settings) *time.Duration { return &s.waitTime }),
	},
	"MessageRetentionPeriod": {
		byDefault: "345600", take: seconds(60, 1_209_600, func(s *settings) *time.Duration { return &s.retention }),
	},
	"MaximumMessageSize": {byDefault: "1048576", take: func(s *settings, value string) (string, error) {
		n, err := strconv.Atoi(value)
		if err != nil || n < 1024 || n > 1<<20 {
			return "", errNotTaken
		}
		s.maxSize = n
		return strconv.Itoa(n), nil
	}},
	"RedrivePolicy":      {clearable: true, take: setRedrivePolicy},
	"RedriveAllowPolicy": {clearable: true, take: setRedriveAllowPolicy},
	"Policy":             {clearable: true, take: setAccessPolicy},

	"FifoQueue":                 {fifoOnly: true, byDefault: "true", take: setFifoQueue},
	"ContentBasedDeduplication": {fifoOnly: true, byDefault: "false", take: boolean(func(s *settings, yes bool) { s.contentDedup = yes })},
	"DeduplicationScope": {fifoOnly: true, byDefault: "queue", take: func(s *settings, value string) (string, error) {
		s.dedupByGroup = value == "messageGroup"
		return oneOf("queue", "messageGroup")(s, value)
	}},
	"FifoThroughputLimit": {fifoOnly: true, byDefault: "perQueue", take: oneOf("perQueue", "perMessageGroupId")},

	"SqsManagedSseEnabled":         {byDefault: "true", take: boolean(func(*settings, bool) {})},
	"KmsMasterKeyId":               {clearable: true, take: setMasterKey},
	"KmsDataKeyReusePeriodSeconds": {take: seconds(60, 86_400, func(*settings) *time.Duration { return new(time.Duration) })},
}

// errNotTaken says that a value is not one the attribute can have.
var errNotTaken = wire.Errorf("InvalidAttributeValue", "not a value of this attribute")

// seconds takes a whole number of seconds between low and high.
func seconds(low, high int, field func(*settings) *time.Duration) func(*settings, string) (string, error) {
	return func(s *settings, value string) (string, error) {
		n, err := strconv.Atoi(value)
		if err != nil || n < low || n > high {
			return "", errNotTaken
		}
		*field(s) = time.Duration(n) * time.Second
		return strconv.Itoa(n), nil
	}
}

// boolean takes true or false in any case.
func boolean(set func(s *settings, yes bool)) func(*settings, string) (string, error) {
	return func(s *settings, value string) (string, error) {
		normal, err := oneOf("true", "false")(s, strings.ToLower(value))
		if err == nil {
			set(s, normal == "true")
		}
		return normal, err
	}
}

// setFifoQueue takes what a FIFO queue is already.
func setFifoQueue(_ *settings, value string) (string, error) {
	switch strings.ToLower(value) {
	case "true":
		return "true", nil
	case "false":
		return "", badValue("FifoQueue", "Modifying queue type is not supported")
	}
	return "", errNotTaken
}

func oneOf(values ...string) func(*settings, string) (string, error) {
	return func(_ *settings, value string) (string, error) {
		if !slices.Contains(values, value) {
			return "", errNotTaken
		}
		return value, nil
	}
}

// newSettings are the defaults of a kind of queue.
func newSettings(fifo bool) settings {
	s := settings{text: map[string]string{}, fifo: fifo}
	for name, known := range knownSettings {
		if known.byDefault == "" || known.fifoOnly && !fifo {
			continue
		}
		s.text[name], _ = known.take(&s, known.byDefault) // a default is a value
	}
	return s
}

// with is the settings with changes made to them.
func (s settings) with(changes map[string]string) (settings, error) {
	s.text = maps.Clone(s.text)
	if err := validateEncryption(changes); err != nil {
		return settings{}, err
	}
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		if err := s.set(name, changes[name]); err != nil {
			return settings{}, err
		}
	}
	if s.text["FifoThroughputLimit"] == "perMessageGroupId" && !s.dedupByGroup {
		return settings{}, badValue("FifoThroughputLimit", "perMessageGroupId needs DeduplicationScope to be messageGroup")
	}
	s.encrypt(changes)
	return s, nil
}

func (s *settings) set(name, value string) error {
	known, ok := knownSettings[name]
	switch {
	case ok && !s.fifo && (name == "DeduplicationScope" || name == "FifoThroughputLimit"):
		return wire.Errorf("InvalidAttributeName", "You can specify the %s only when FifoQueue is set to true.", name)
	case !ok || known.fifoOnly && !s.fifo:
		return wire.Errorf("InvalidAttributeName", "Unknown Attribute %s.", name)
	}
	if value == "" && known.clearable {
		delete(s.text, name)
		s.clear(name)
		return nil
	}
	normal, err := known.take(s, value)
	if err != nil {
		if errors.Is(err, errNotTaken) {
			return badValue(name, "")
		}
		return err
	}
	s.text[name] = normal
	return nil
}

// clear takes away what a cleared attribute meant.
func (s *settings) clear(name string) {
	switch name {
	case "RedrivePolicy":
		s.redrive = nil
	case "RedriveAllowPolicy":
		s.allow = nil
	case "Policy":
		s.access = nil
	case "KmsMasterKeyId":
		s.awsKey = false
	}
}

// badValue says that an attribute cannot have a value, and why if that is not
// plain.
func badValue(attribute, reason string) error {
	if reason != "" {
		reason = " Reason: " + reason + "."
	}
	return wire.Errorf("InvalidAttributeValue", "Invalid value for the parameter %s.%s", attribute, reason)
}

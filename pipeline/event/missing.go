package event

import (
	"fmt"
	"regexp"
	"strings"
)

// Resource names a part of the stack: its kind (queue, bucket, topic) and its
// name, or its ARN.
type Resource struct{ Kind, Name string }

// Missing is the error for a part of the stack that does not exist. Kind is
// queue, bucket or topic.
func Missing(kind, name string) error {
	return fmt.Errorf("there is no %s %s%s", kind, name, missingAdvice)
}

const missingAdvice = "; create it with `inflight up`"

// missingPattern finds what Missing wrote in the reason of a failure.
var missingPattern = regexp.MustCompile("there is no (queue|bucket|topic) (\\S+)" + regexp.QuoteMeta(missingAdvice))

// MissingIn is what is gone, according to the reason of a failure.
func MissingIn(reason string) (Resource, bool) {
	if !strings.Contains(reason, missingAdvice) {
		return Resource{}, false
	}
	m := missingPattern.FindStringSubmatch(reason)
	if m == nil {
		return Resource{}, false
	}
	return Resource{Kind: m[1], Name: m[2]}, true
}

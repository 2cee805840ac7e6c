package aws

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// The sentences above what Describe shows: each says what AWS answered, and
// nothing that it did not.

// bucketSentence says where a bucket's events go, and how long objects stay.
func bucketSentence(f *bucketFacts, rules []s3types.LifecycleRule) string {
	events := "It sends no events to EventBridge"
	if f.EventBridge {
		events = "It sends its events to EventBridge"
	}
	days := int32(0)
	for i := range rules {
		r := &rules[i]
		if r.Status == s3types.ExpirationStatusEnabled && r.Expiration != nil && deref(r.Expiration.Days) > 0 && whole(r) {
			if d := *r.Expiration.Days; days == 0 || d < days {
				days = d
			}
		}
	}
	if days == 0 {
		return events + "; no lifecycle rule deletes all of its objects."
	}
	return fmt.Sprintf("%s; its lifecycle deletes an object after %s.", events, count(int(days), "day"))
}

// whole tells whether a lifecycle rule is for every object of its bucket.
func whole(r *s3types.LifecycleRule) bool {
	f := r.Filter
	if deref(r.Prefix) != "" { //nolint:staticcheck // rules of before filters have it
		return false
	}
	return f == nil || deref(f.Prefix) == "" && f.And == nil && f.Tag == nil && f.ObjectSizeGreaterThan == nil && f.ObjectSizeLessThan == nil
}

// ruleSentence says what a rule does with an event that matches.
func ruleSentence(f *ruleFacts) string {
	if f.State == "DISABLED" {
		return fmt.Sprintf("The rule %s is disabled: it sends nothing.", f.Name)
	}
	if len(f.Targets) == 0 {
		return fmt.Sprintf("The rule %s has no target: an event that matches goes nowhere.", f.Name)
	}
	var names []string
	for _, t := range f.Targets {
		names = append(names, lastPart(deref(t.Arn)))
	}
	return fmt.Sprintf("The rule %s sends each event on the bus %s that matches its pattern to %s.", f.Name, f.EventBusName, strings.Join(names, " and "))
}

// queueSentence says who may send to a queue, and what becomes of a message
// that fails.
func queueSentence(attributes map[string]string) string {
	name := lastPart(attributes[string(sqstypes.QueueAttributeNameQueueArn)])
	return whoMaySend(name, attributes[string(sqstypes.QueueAttributeNamePolicy)]) + " " +
		afterReceives(attributes) + keptFor(attributes)
}

// deadSentence says whose dead letters a queue takes.
func deadSentence(attributes map[string]string) string {
	name := lastPart(attributes[string(sqstypes.QueueAttributeNameQueueArn)])
	policy := attributes[string(sqstypes.QueueAttributeNameRedriveAllowPolicy)]
	var p allowPolicy
	_ = json.Unmarshal([]byte(policy), &p) // what cannot be read names no queue
	text := "The redrive allow policy of " + name + " lets no queue move its dead letters there. "
	switch {
	case allowsAll(policy):
		text = "Any queue of the account may move its dead letters to " + name + ". "
	case p.Permission == "byQueue" && len(p.Sources) > 0:
		names := make([]string, 0, len(p.Sources))
		for _, arn := range p.Sources {
			names = append(names, lastPart(arn))
		}
		text = fmt.Sprintf("Only %s may move dead letters to %s: its redrive allow policy says so. ", strings.Join(names, " and "), name)
	}
	return text + keptFor(attributes)
}

// grant is what an access policy's statement says, as far as it matters to who
// may send. Names may stand for lists of one.
type grant struct {
	Effect                  string
	Principal, Action       any
	NotPrincipal, NotAction any
	Condition               map[string]map[string]any
}

// whoMaySend reads an access policy. It names a rule only where that is all that
// the policy allows; what it cannot read it does not explain.
func whoMaySend(queue, policy string) string {
	const own = "who IAM allows in its own account"
	if policy == "" {
		return fmt.Sprintf("%s has no access policy: only %s may send.", queue, own)
	}
	var doc policyDocument
	if err := json.Unmarshal([]byte(policy), &doc); err != nil {
		return fmt.Sprintf("The access policy of %s cannot be read.", queue)
	}
	var rules []string
	for _, raw := range doc.Statement {
		var g grant
		if err := json.Unmarshal(raw, &g); err != nil {
			return fmt.Sprintf("The access policy of %s cannot be read.", queue)
		}
		if g.Effect != "Allow" {
			return fmt.Sprintf("The access policy of %s also denies: read it below.", queue)
		}
		if g.NotAction == nil && !sends(g.Action) {
			continue
		}
		arns, ok := g.rules()
		switch {
		case !ok && everybody(g.Principal) && len(g.Condition) == 0:
			return fmt.Sprintf("Everybody may send to %s: its access policy says so.", queue)
		case !ok:
			return fmt.Sprintf("The access policy of %s lets others send than a rule: read it below.", queue)
		}
		rules = append(rules, arns...)
	}
	slices.Sort(rules)
	switch rules = slices.Compact(rules); len(rules) {
	case 0:
		return fmt.Sprintf("The access policy of %s lets nobody send: only %s may.", queue, own)
	case 1:
		return fmt.Sprintf("Only the rule %s may send to %s: its access policy says so (besides %s).", rules[0], queue, own)
	}
	return fmt.Sprintf("Only the rules %s may send to %s: its access policy says so (besides %s).", strings.Join(rules, ", "), queue, own)
}

// rules are the names of the rules that a statement is for; ok says that it is
// for those alone.
func (g *grant) rules() (names []string, ok bool) {
	principal, isMap := g.Principal.(map[string]any)
	services := list(principal["Service"])
	if !isMap || len(principal) != 1 || len(services) != 1 || services[0] != "events.amazonaws.com" || g.NotPrincipal != nil || g.NotAction != nil {
		return nil, false
	}
	for operator, values := range g.Condition {
		if operator != "ArnEquals" && operator != "ArnLike" && operator != "StringEquals" {
			continue // one condition more only allows less
		}
		for name, value := range values {
			if !strings.EqualFold(name, "aws:SourceArn") {
				continue
			}
			for _, arn := range list(value) {
				if !strings.Contains(arn, ":rule/") || strings.ContainsAny(arn, "*?") {
					return nil, false
				}
				names = append(names, lastPart(arn))
			}
		}
	}
	return names, len(names) > 0
}

// sends tells whether an action of a policy, or one of several, is SendMessage.
func sends(action any) bool {
	return slices.ContainsFunc(list(action), func(a string) bool {
		match, err := path.Match(strings.ToLower(a), "sqs:sendmessage")
		return match && err == nil
	})
}

// everybody tells whether a principal is anyone at all.
func everybody(principal any) bool {
	m, _ := principal.(map[string]any)
	return principal == "*" || slices.Contains(list(m["AWS"]), "*")
}

// list is what a document may say as one string or as several.
func list(v any) []string {
	switch x := v.(type) {
	case string:
		return []string{x}
	case []any:
		var all []string
		for _, one := range x {
			all = append(all, fmt.Sprint(one))
		}
		return all
	}
	return nil
}

// afterReceives says when a message becomes a dead letter.
func afterReceives(attributes map[string]string) string {
	var p struct {
		Target string      `json:"deadLetterTargetArn"`
		Max    json.Number `json:"maxReceiveCount"`
	}
	redrive := attributes[string(sqstypes.QueueAttributeNameRedrivePolicy)]
	if json.Unmarshal([]byte(redrive), &p) != nil || p.Target == "" {
		return "It has no dead-letter queue of its own. "
	}
	most, _ := strconv.Atoi(p.Max.String()) // none: SQS does not take such a policy
	return fmt.Sprintf("After %s a message that is not deleted moves to %s. ", count(most, "receive"), lastPart(p.Target))
}

// keptFor says for how long a queue keeps a message.
func keptFor(attributes map[string]string) string {
	n, err := strconv.Atoi(attributes[string(sqstypes.QueueAttributeNameMessageRetentionPeriod)])
	if err != nil || n <= 0 {
		return ""
	}
	d := time.Duration(n) * time.Second
	kept := d.String()
	if day := 24 * time.Hour; d%day == 0 {
		kept = count(int(d/day), "day")
	}
	return fmt.Sprintf("SQS throws away what is still there %s after it was sent.", kept)
}

// topicSentence says who hears what is published.
func topicSentence(name string, subscriptions []snstypes.Subscription) string {
	waiting := 0
	for i := range subscriptions {
		if deref(subscriptions[i].SubscriptionArn) == "PendingConfirmation" {
			waiting++
		}
	}
	text := fmt.Sprintf("%s sends each announcement to %s", name, count(len(subscriptions)-waiting, "subscriber"))
	if len(subscriptions) == waiting {
		text = fmt.Sprintf("Nobody hears what is published to %s", name)
	}
	if waiting > 0 {
		text += fmt.Sprintf("; %d did not confirm yet", waiting)
	}
	return text + "."
}

// lastPart is the name at the end of an ARN.
func lastPart(arn string) string { return arn[strings.LastIndexAny(arn, ":/")+1:] }

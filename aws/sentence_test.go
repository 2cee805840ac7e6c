package aws

import (
	"strings"
	"testing"

	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"
)

func TestASentenceSaysWhoMaySendAsTheAccessPolicyHasIt(t *testing.T) {
	const queue, rule = "arn:aws:sqs:r:1:practiceQ", "arn:aws:events:r:1:rule/HD-image-upload-trigger"
	const events = `"Principal":{"Service":"events.amazonaws.com"}`
	const only = `"Condition":{"ArnEquals":{"aws:SourceArn":"` + rule + `"}}`
	allow := func(parts ...string) string { return `{"Effect":"Allow",` + strings.Join(parts, ",") + `}` }
	policy := func(statements ...string) string { return `{"Statement":[` + strings.Join(statements, ",") + `]}` }
	ours := allow(events, `"Action":"sqs:SendMessage"`, only)
	for name, tc := range map[string]struct{ policy, want string }{
		"ours":              {sendPolicy(queue, rule), "Only the rule HD-image-upload-trigger may send to practiceQ: its access policy says so (besides"},
		"a lone statement":  {`{"Statement":` + ours + `}`, "Only the rule HD-image-upload-trigger may"},
		"a rule on a bus":   {sendPolicy(queue, "arn:aws:events:r:1:rule/own/mine"), "Only the rule mine may send"},
		"two rules":         {policy(ours, strings.ReplaceAll(ours, "HD-image", "another")), "Only the rules HD-image-upload-trigger, another-upload-trigger may send"},
		"none":              {"", "practiceQ has no access policy: only who IAM allows"},
		"no one to send":    {policy(allow(`"Principal":"*","Action":"sqs:ReceiveMessage"`)), "lets nobody send"},
		"everybody":         {policy(ours, allow(`"Principal":"*","Action":"sqs:*"`)), "Everybody may send to practiceQ"},
		"everybody in AWS":  {policy(allow(`"Principal":{"AWS":"*"},"Action":["sqs:DeleteMessage","SQS:Send*"]`)), "Everybody may send to practiceQ"},
		"another account":   {policy(ours, allow(`"Principal":{"AWS":"arn:aws:iam::2:root"},"Action":"sqs:SendMessage"`)), "lets others send than a rule"},
		"all of a service":  {policy(allow(events, `"Action":"sqs:SendMessage"`)), "lets others send than a rule"},
		"any rule":          {policy(strings.ReplaceAll(ours, "HD-image-upload-trigger", "*")), "lets others send than a rule"},
		"a bucket":          {policy(strings.ReplaceAll(strings.ReplaceAll(ours, "events.amazonaws", "s3.amazonaws"), rule, "arn:aws:s3:::b")), "lets others send than a rule"},
		"all but an action": {policy(allow(`"Principal":{"AWS":"2"},"NotAction":"sqs:DeleteQueue"`)), "lets others send than a rule"},
		"all but somebody":  {policy(allow(`"NotPrincipal":{"AWS":"2"},"Action":"sqs:SendMessage"`)), "lets others send than a rule"},
		"a denial":          {policy(ours, `{"Effect":"Deny","Principal":"*","Action":"sqs:*"}`), "also denies"},
		"no JSON":           {"nonsense", "cannot be read"},
	} {
		got := queueSentence(map[string]string{"QueueArn": queue, "Policy": tc.policy})
		if !strings.Contains(got, tc.want) || strings.Contains(got, "Only the rule") != strings.Contains(tc.want, "Only the rule") {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestASentenceSaysWhatBecomesOfAMessage(t *testing.T) {
	for _, tc := range []struct {
		sentence   func(map[string]string) string
		attributes map[string]string
		want       string
	}{
		{queueSentence, map[string]string{"RedrivePolicy": redrivePolicy("arn:aws:sqs:r:1:practiceDLQ", 3)}, "After 3 receives a message that is not deleted moves to practiceDLQ."},
		{queueSentence, map[string]string{"RedrivePolicy": `{"deadLetterTargetArn":"arn:aws:sqs:r:1:d","maxReceiveCount":"1"}`}, "After 1 receive a message that is not deleted moves to d."},
		{queueSentence, map[string]string{}, "It has no dead-letter queue of its own."},
		{queueSentence, map[string]string{"MessageRetentionPeriod": "345600"}, "still there 4 days after it was sent."},
		{queueSentence, map[string]string{"MessageRetentionPeriod": "60"}, "still there 1m0s after it was sent."},
		{deadSentence, map[string]string{"QueueArn": "a:practiceDLQ", "RedriveAllowPolicy": redriveAllowPolicy("a:practiceQ")}, "Only practiceQ may move dead letters to practiceDLQ"},
		{deadSentence, map[string]string{"QueueArn": "a:practiceDLQ"}, "Any queue of the account may move its dead letters to practiceDLQ."},
		{deadSentence, map[string]string{"QueueArn": "a:practiceDLQ", "RedriveAllowPolicy": `{"redrivePermission":"denyAll"}`}, "lets no queue move"},
	} {
		if got := tc.sentence(tc.attributes); !strings.Contains(got, tc.want) {
			t.Errorf("%v: %q, want %q", tc.attributes, got, tc.want)
		}
	}
}

func TestASentenceSaysWhatABucketARuleAndATopicDo(t *testing.T) {
	seven := s3types.LifecycleRule{Status: s3types.ExpirationStatusEnabled, Expiration: &s3types.LifecycleExpiration{Days: new(int32(7))}}
	off, part := seven, seven
	off.Status = s3types.ExpirationStatusDisabled
	part.Filter = &s3types.LifecycleRuleFilter{Prefix: new("old/")}
	target := []ebtypes.Target{{Arn: new("arn:aws:sqs:r:1:practiceQ")}}
	confirmed, pending := snstypes.Subscription{SubscriptionArn: new("arn:x")}, snstypes.Subscription{SubscriptionArn: new("PendingConfirmation")}
	for got, want := range map[string]string{
		bucketSentence(&bucketFacts{EventBridge: true}, []s3types.LifecycleRule{seven}): "It sends its events to EventBridge; its lifecycle deletes an object after 7 days.",
		bucketSentence(&bucketFacts{}, []s3types.LifecycleRule{off, part}):              "It sends no events to EventBridge; no lifecycle rule deletes all of its objects.",

		ruleSentence(&ruleFacts{Name: "r", EventBusName: "default", State: "ENABLED", Targets: target}): "The rule r sends each event on the bus default that matches its pattern to practiceQ.",
		ruleSentence(&ruleFacts{Name: "r", State: "DISABLED", Targets: target}):                         "The rule r is disabled: it sends nothing.",
		ruleSentence(&ruleFacts{Name: "r", State: "ENABLED"}):                                           "The rule r has no target: an event that matches goes nowhere.",

		topicSentence("t", []snstypes.Subscription{confirmed, pending}): "t sends each announcement to 1 subscriber; 1 did not confirm yet.",
		topicSentence("t", nil):                              "Nobody hears what is published to t.",
		topicSentence("t", []snstypes.Subscription{pending}): "Nobody hears what is published to t; 1 did not confirm yet.",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

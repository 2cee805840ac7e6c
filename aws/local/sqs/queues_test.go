package sqs_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func (t *tester) create(name string, attributes ...string) error {
	_, err := t.CreateQueue(t.Context(), &sdk.CreateQueueInput{QueueName: &name, Attributes: pairs(attributes)})
	return err
}

func TestSQS06NamesOfQueues(t *testing.T) {
	inBubble(t, func(t *tester) {
		for _, good := range []string{"a", strings.Repeat("x", 80), "A-z_0"} {
			t.must(t.create(good))
		}
		t.must(t.create("orders.fifo", "FifoQueue", "true"))
		for _, bad := range []string{strings.Repeat("x", 81), "a b", "a.b", "ä", ".fifo", "orders2.fifo"} {
			t.refused(t.create(bad), "InvalidParameterValue")
		}
		t.refused(t.create("orders", "FifoQueue", "true"), "InvalidParameterValue")
		t.refused(t.create(strings.Repeat("x", 76)+".fifo", "FifoQueue", "true"), "InvalidParameterValue")
	})
}

func TestSQS07CreatingAQueueAgainComparesWithItsPresentAttributes(t *testing.T) {
	inBubble(t, func(t *tester) {
		first := t.queue("q", "VisibilityTimeout", "60")
		for _, same := range [][]string{nil, {"VisibilityTimeout", "60"}, {"DelaySeconds", "0"}} {
			if again := t.queue("q", same...); *again != *first {
				t.Errorf("created again as %s, first as %s", *again, *first)
			}
		}
		t.refused(t.create("q", "VisibilityTimeout", "61"), "QueueAlreadyExists", "VisibilityTimeout")
		t.set(first, "VisibilityTimeout", "61")
		t.must(t.create("q", "VisibilityTimeout", "61"))
		t.refused(t.create("q", "VisibilityTimeout", "60"), "QueueAlreadyExists", "VisibilityTimeout")
	})
}

func TestSQS08ANameRestsForAMinuteAfterDeleteQueue(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		t.send(q, "lost")
		_, err := t.DeleteQueue(t.Context(), &sdk.DeleteQueueInput{QueueUrl: q})
		t.must(err)
		_, err = t.DeleteQueue(t.Context(), &sdk.DeleteQueueInput{QueueUrl: q})
		t.refused(err, "AWS.SimpleQueueService.NonExistentQueue")
		t.sleep(time.Minute - time.Nanosecond)
		t.refused(t.create("q"), "AWS.SimpleQueueService.QueueDeletedRecently")
		t.sleep(time.Nanosecond)
		t.must(t.create("q"))
		t.none(q)
	})
}

func TestSQS09AttributesHaveDefaultsAndRanges(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		present := t.attributes(q)
		for name, c := range map[string]struct {
			byDefault string
			low, high int
		}{
			"VisibilityTimeout": {"30", 0, 43200}, "DelaySeconds": {"0", 0, 900}, "ReceiveMessageWaitTimeSeconds": {"0", 0, 20},
			"MessageRetentionPeriod": {"345600", 60, 1209600}, "MaximumMessageSize": {"1048576", 1024, 1048576},
		} {
			if present[name] != c.byDefault {
				t.Errorf("%s is %s by default, want %s", name, present[name], c.byDefault)
			}
			for _, good := range []int{c.low, c.high} {
				t.set(q, name, fmt.Sprint(good))
				if got := t.attributes(q)[name]; got != fmt.Sprint(good) {
					t.Errorf("%s is %s, want %d", name, got, good)
				}
			}
			for _, bad := range []string{fmt.Sprint(c.low - 1), fmt.Sprint(c.high + 1), "", "x", "1.5"} {
				_, err := t.SetQueueAttributes(t.Context(), &sdk.SetQueueAttributesInput{QueueUrl: q, Attributes: map[string]string{name: bad}})
				t.refused(err, "InvalidAttributeValue", name)
			}
		}
		t.refused(t.create("other", "Colour", "red"), "InvalidAttributeName", "Colour")
		t.refused(t.create("other", "ContentBasedDeduplication", "true"), "InvalidAttributeName")
		t.refused(t.create("other.fifo", "FifoQueue", "true", "FifoThroughputLimit", "perMessageGroupId"), "InvalidAttributeValue")
	})
}

func TestSQS09OneBadAttributeChangesNone(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		_, err := t.SetQueueAttributes(t.Context(), &sdk.SetQueueAttributesInput{QueueUrl: q, Attributes: pairs([]string{"DelaySeconds", "5", "VisibilityTimeout", "x"})})
		t.refused(err, "InvalidAttributeValue")
		if got := t.attributes(q)["DelaySeconds"]; got != "0" {
			t.Errorf("DelaySeconds is %s, want 0", got)
		}
	})
}

func TestSQS10AttributesByNameAndCountsAtOnce(t *testing.T) {
	inBubble(t, func(t *tester) {
		created := time.Now().Unix()
		q := t.queue("q")
		t.sleep(3 * time.Second)
		t.set(q, "VisibilityTimeout", "10")
		a := t.attributes(q)
		if a["CreatedTimestamp"] != fmt.Sprint(created) || a["LastModifiedTimestamp"] != fmt.Sprint(created+3) {
			t.Errorf("created %s, modified %s, want %d and 3 s later", a["CreatedTimestamp"], a["LastModifiedTimestamp"], created)
		}
		t.send(q, "a")
		t.send(q, "b")
		t.send(q, "late", func(in *sdk.SendMessageInput) { in.DelaySeconds = 5 })
		t.wantCounts(q, "2 0 1")
		t.one(q, atMost(1))
		t.wantCounts(q, "1 1 1")
		t.sleep(5 * time.Second)
		t.wantCounts(q, "2 1 0")
		t.sleep(5 * time.Second)
		t.wantCounts(q, "3 0 0")
		out, err := t.GetQueueAttributes(t.Context(), &sdk.GetQueueAttributesInput{QueueUrl: q, AttributeNames: []types.QueueAttributeName{"QueueArn", "DelaySeconds", "Policy"}})
		t.must(err)
		if len(out.Attributes) != 2 || out.Attributes["QueueArn"] == "" || out.Attributes["DelaySeconds"] != "0" {
			t.Errorf("got %v", out.Attributes)
		}
		_, err = t.GetQueueAttributes(t.Context(), &sdk.GetQueueAttributesInput{QueueUrl: q, AttributeNames: []types.QueueAttributeName{"Colour"}})
		t.refused(err, "InvalidAttributeName")
	})
}

func TestSQS11QueuesAreListedByPrefixInPages(t *testing.T) {
	inBubble(t, func(t *tester) {
		for i := range 5 {
			t.queue(fmt.Sprintf("a%d", i))
		}
		t.queue("b")
		all, err := t.ListQueues(t.Context(), &sdk.ListQueuesInput{})
		t.must(err)
		if len(all.QueueUrls) != 6 || all.NextToken != nil {
			t.Errorf("listed %v, token %v", all.QueueUrls, all.NextToken)
		}
		var pages []int
		pager := sdk.NewListQueuesPaginator(t.Client, &sdk.ListQueuesInput{QueueNamePrefix: new("a"), MaxResults: new(int32(2))})
		for pager.HasMorePages() {
			page, err := pager.NextPage(t.Context())
			t.must(err)
			pages = append(pages, len(page.QueueUrls))
		}
		if fmt.Sprint(pages) != "[2 2 1]" {
			t.Errorf("pages of %v queues, want 2, 2 and 1", pages)
		}
		_, err = t.ListQueues(t.Context(), &sdk.ListQueuesInput{MaxResults: new(int32(1001))})
		t.refused(err, "InvalidParameterValue")
		_, err = t.ListQueues(t.Context(), &sdk.ListQueuesInput{MaxResults: new(int32(1)), NextToken: new("?")})
		t.refused(err, "InvalidParameterValue")
	})
}

func TestSQS11GetQueueUrl(t *testing.T) {
	inBubble(t, func(t *tester) {
		want := t.queue("q")
		got, err := t.GetQueueUrl(t.Context(), &sdk.GetQueueUrlInput{QueueName: new("q"), QueueOwnerAWSAccountId: new("000000000000")})
		t.must(err)
		if *got.QueueUrl != *want {
			t.Errorf("got %s, want %s", *got.QueueUrl, *want)
		}
		_, err = t.GetQueueUrl(t.Context(), &sdk.GetQueueUrlInput{QueueName: new("other")})
		t.refused(err, "AWS.SimpleQueueService.NonExistentQueue")
		_, err = t.GetQueueUrl(t.Context(), &sdk.GetQueueUrlInput{QueueName: new("q"), QueueOwnerAWSAccountId: new("111122223333")})
		t.refused(err, "AWS.SimpleQueueService.NonExistentQueue")
	})
}

func TestSQS11Tags(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		_, err := t.TagQueue(t.Context(), &sdk.TagQueueInput{QueueUrl: q, Tags: map[string]string{"a": "1", "b": "2"}})
		t.must(err)
		_, err = t.TagQueue(t.Context(), &sdk.TagQueueInput{QueueUrl: q, Tags: map[string]string{"b": "3"}})
		t.must(err)
		_, err = t.UntagQueue(t.Context(), &sdk.UntagQueueInput{QueueUrl: q, TagKeys: []string{"a", "none"}})
		t.must(err)
		out, err := t.ListQueueTags(t.Context(), &sdk.ListQueueTagsInput{QueueUrl: q})
		t.must(err)
		if fmt.Sprint(out.Tags) != "map[b:3]" {
			t.Errorf("tags are %v, want b:3", out.Tags)
		}
	})
}

func TestSQS11PermissionsAreStatementsOfThePolicy(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		add := func(label string) error {
			_, err := t.AddPermission(t.Context(), &sdk.AddPermissionInput{QueueUrl: q, Label: &label, AWSAccountIds: []string{"111122223333"}, Actions: []string{"SendMessage"}})
			return err
		}
		t.must(add("one"))
		t.must(add("two"))
		t.refused(add("one"), "InvalidParameterValue", "Already exists")
		var policy struct {
			Statement []struct{ Sid, Effect, Resource string }
		}
		t.must(json.Unmarshal([]byte(t.attributes(q)["Policy"]), &policy))
		if len(policy.Statement) != 2 || policy.Statement[0].Sid != "one" || policy.Statement[0].Resource != t.arn(q) {
			t.Errorf("the policy is %+v", policy)
		}
		for _, label := range []string{"one", "two"} {
			_, err := t.RemovePermission(t.Context(), &sdk.RemovePermissionInput{QueueUrl: q, Label: &label})
			t.must(err)
		}
		if got, there := t.attributes(q)["Policy"]; there {
			t.Errorf("the policy is still %s", got)
		}
		_, err := t.RemovePermission(t.Context(), &sdk.RemovePermissionInput{QueueUrl: q, Label: new("one")})
		t.refused(err, "InvalidParameterValue")
	})
}

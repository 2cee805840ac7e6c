package sns_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/sns"

	"inflight/aws/local/sns"
)

// Lines 45 and 46 of the list: what is kept, and what is damaged.

func in(dir string) func(*sns.Config) { return func(c *sns.Config) { c.Dir = dir } }

func TestTopicsAndSubscriptionsOutliveTheService(t *testing.T) {
	dir := t.TempDir()
	before := newWorld(t, in(dir))
	topic := before.topic("thumbnails", map[string]string{"DisplayName": "Thumbnails"})
	before.subscribe(topic, "email", "ada@example.test", nil)
	asked := linkIn(t, before.mails.last(t).Text)
	before.subscribe(topic, "sqs", queueARN, map[string]string{
		"RawMessageDelivery": "true", "FilterPolicyScope": "MessageBody", "FilterPolicy": `{"a":["x"]}`,
	})

	after := newWorld(t, in(dir)) // the first was not closed, as after kill -9
	if got := topicAttributes(t, after, topic); got["DisplayName"] != "Thumbnails" || got["SubscriptionsPending"] != "1" {
		t.Errorf("the attributes are %v", got)
	}
	after.open(asked, "Accept", "text/html")
	after.publish(topic, `{"a":"y"}`)
	after.publish(topic, `{"a":"x"}`)
	if got := after.queues.bodies(); len(got) != 1 || got[0] != `{"a":"x"}` {
		t.Errorf("the queue has %q", got)
	}
	if n := after.mails.count(); n != 2 {
		t.Errorf("%d mails, want 2: the link does not outlive the service", n)
	}
}

func TestADamagedFileIsAnErrorThatNamesIt(t *testing.T) {
	dir := t.TempDir()
	w := newWorld(t, in(dir))
	w.topic("thumbnails", map[string]string{"DisplayName": "Thumbnails"})
	path := filepath.Join(dir, "topics.json")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"torn":      string(whole[:len(whole)/2]),
		"changed":   strings.Replace(string(whole), "Thumbnails", "thumbnaiIs", 1),
		"empty":     "",
		"of others": `{"format":"x"}`,
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := sns.New(sns.Config{Dir: dir}); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: the error is %v, want one that names %s", name, err, path)
		}
	}
}

func TestAChangeThatCannotBeKeptIsNotMade(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	var reported []error
	w := newWorld(t, in(dir), func(c *sns.Config) { c.Report = func(err error) { reported = append(reported, err) } })
	topic := w.topic("thumbnails", nil)
	if err := os.Rename(dir, dir+"-gone"); err != nil {
		t.Fatal(err)
	}
	_, err := w.client.CreateTopic(t.Context(), &sdk.CreateTopicInput{Name: new("lost")})
	wantCode(t, "without its folder", err, "InternalError")
	out, err := w.client.ListTopics(t.Context(), nil)
	if err != nil || len(out.Topics) != 1 || *out.Topics[0].TopicArn != topic {
		t.Errorf("the topics are %v (%v), want the first only", out, err)
	}
	if len(reported) == 0 {
		t.Error("nothing was reported")
	}
}

// Filters that an earlier version took, and AWS does not, pass nothing.
func TestAStoredFilterThatIsRefusedByNowIsReportedAndPassesNothing(t *testing.T) {
	dir := t.TempDir()
	before := newWorld(t, in(dir))
	topic := before.topic("thumbnails", nil)
	for i, policy := range []string{`{"a":[{"cidr":"10.0.0.0/31"}]}`, `{"a":["10.0.0.1"]}`} {
		before.subscribe(topic, "sqs", queueARN+strconv.Itoa(i), map[string]string{"RawMessageDelivery": "true", "FilterPolicyScope": "MessageBody", "FilterPolicy": policy})
	}
	path := filepath.Join(dir, "topics.json")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]json.RawMessage
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	topics := strings.Replace(string(file["topics"]), "10.0.0.0/31", "10.0.0.1/32", 1)
	file["topics"], file["sha256"] = []byte(topics), fmt.Appendf(nil, `"%x"`, sha256.Sum256([]byte(topics)))
	changed, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	var reported []string
	after := newWorld(t, in(dir), func(c *sns.Config) { c.Report = func(err error) { reported = append(reported, err.Error()) } })
	if len(reported) != 1 || !strings.Contains(reported[0], topic+":") || !strings.Contains(reported[0], "IPv4 mask bits must be < 32") {
		t.Errorf("reported %q", reported)
	}
	after.publish(topic, `{"a":"10.0.0.1"}`)
	if len(after.queues.sent) != 1 || after.queues.sent[0].QueueARN != queueARN+"1" {
		t.Errorf("sent %+v", after.queues.sent)
	}
}

package local_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws/local"
)

// in runs a server over a folder.
func in(dir string, durable bool) func(*local.Options) {
	return func(o *local.Options) { o.Dir, o.Durable = dir, durable }
}

// fill makes one of everything.
func fill(t *testing.T, c clients) (queue string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	eventBucket(t, c, "photos")
	queue, arn := openQueue(t, c, "practiceQ")
	rule(t, c, "default", "uploads", `{"source":["aws.s3"]}`, arn)
	topic, err := c.sns.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: new("thumbnails")})
	must(err)
	_, err = c.sns.Subscribe(t.Context(), &sns.SubscribeInput{TopicArn: topic.TopicArn, Protocol: new("sqs"), Endpoint: &arn})
	must(err)
	_, err = c.sns.Subscribe(t.Context(), &sns.SubscribeInput{TopicArn: topic.TopicArn, Protocol: new("email"), Endpoint: new("a@example.org")})
	must(err)
	_, err = c.s3.PutObject(t.Context(), &s3.PutObjectInput{Bucket: new("photos"), Key: new("a.jpg"), Body: strings.NewReader("photo")})
	must(err)
	return queue
}

func TestWithAStateFolderAnotherRunGoesOn(t *testing.T) {
	dir := t.TempDir()
	s := start(t, in(dir, true))
	fill(t, connect(t, s, s.RoundTripper()))
	if err := s.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	s = start(t, in(dir, true))
	defer s.Close(context.Background())
	c := connect(t, s, s.RoundTripper())
	queue, err := c.sqs.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: new("practiceQ")})
	if err != nil {
		t.Fatal(err)
	}
	if got := receive(t, c, *queue.QueueUrl, 0); len(got) != 1 || !strings.Contains(got[0], "a.jpg") {
		t.Errorf("the queue has %s", got)
	}
	if _, err := c.s3.PutObject(t.Context(), &s3.PutObjectInput{Bucket: new("photos"), Key: new("b.jpg"), Body: strings.NewReader("photo")}); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, c, *queue.QueueUrl, 0); len(got) != 1 || !strings.Contains(got[0], "b.jpg") {
		t.Errorf("after another upload the queue has %s", got)
	}
	subscriptions, err := c.sns.ListSubscriptions(t.Context(), &sns.ListSubscriptionsInput{})
	if err != nil || len(subscriptions.Subscriptions) != 2 {
		t.Errorf("the subscriptions are %+v, %v", subscriptions, err)
	}
}

func TestWithoutAStateFolderOnlyObjectsAndMailAreWritten(t *testing.T) {
	dir := t.TempDir()
	s := start(t, in(dir, false))
	fill(t, connect(t, s, s.RoundTripper()))
	if err := s.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains([]string{"s3", "mail"}, e.Name()) {
			t.Errorf("it wrote %s", e.Name())
		}
	}
	s = start(t, in(dir, false))
	defer s.Close(context.Background())
	c := connect(t, s, s.RoundTripper())
	rules, err := c.events.ListRules(t.Context(), &eventbridge.ListRulesInput{})
	if err != nil || len(rules.Rules) != 0 {
		t.Errorf("the rules are still there: %+v, %v", rules, err)
	}
}

func TestADamagedStateFolderIsAnErrorThatNamesTheFile(t *testing.T) {
	dir := t.TempDir()
	s := start(t, in(dir, true))
	fill(t, connect(t, s, s.RoundTripper()))
	if err := s.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	files := 0
	err := filepath.WalkDir(dir, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(file, filepath.Join(dir, "mail")) {
			return err
		}
		files++
		whole, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(file, whole[:len(whole)/2], 0o600); err != nil {
			return err
		}
		broken, err := local.New(local.Options{Dir: dir, Durable: true})
		if err == nil {
			t.Errorf("half of %s is taken for whole", file)
			broken.Close(context.Background())
		} else if !strings.Contains(err.Error(), file) {
			t.Errorf("half of %s: the error is %v", file, err)
		}
		return os.WriteFile(file, whole, 0o600)
	})
	if err != nil || files < 6 {
		t.Errorf("there were %d files, %v", files, err)
	}
	s = start(t, in(dir, true)) // mended, it starts
	if err := s.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestAFolderInUseIsAnError(t *testing.T) {
	dir := t.TempDir()
	s := start(t, in(dir, true))
	defer s.Close(context.Background())
	other, err := local.New(local.Options{Dir: dir, Durable: true})
	if err == nil {
		other.Close(context.Background())
		t.Fatal("two servers share a folder")
	}
	if !strings.Contains(err.Error(), dir) {
		t.Errorf("the error is %v", err)
	}
}

package aws_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/aws"
)

// steps collects what a run over the stack reports, without its waiting.
type steps []aws.Step

func (s *steps) add(step aws.Step) {
	if step.Outcome != aws.Waiting {
		*s = append(*s, step)
	}
}

// only fails unless every step had the outcome.
func (s steps) only(t *testing.T, want aws.Outcome) {
	t.Helper()
	if len(s) == 0 {
		t.Fatal("no step was reported")
	}
	for _, step := range s {
		if step.Outcome != want {
			t.Errorf("%s %s: %s (%s), want %s", step.Kind, step.Name, step.Outcome, step.Detail, want)
		}
	}
}

// with returns the steps that had the outcome, as "kind name: detail".
func (s steps) with(o aws.Outcome) []string {
	var found []string
	for _, step := range s {
		if step.Outcome == o {
			found = append(found, step.Kind+" "+step.Name+": "+step.Detail)
		}
	}
	return found
}

// remembered are the steps of resources that the place tells the truth about.
func (p place) remembered(all steps) steps {
	return slices.DeleteFunc(all, func(s aws.Step) bool { return slices.Contains(p.forgets, s.Kind) })
}

func (p place) create(t testing.TB, s aws.Stack) (aws.Resources, steps) {
	t.Helper()
	var told steps
	r, err := s.Create(t.Context(), p.Clients, told.add)
	if err != nil {
		t.Fatal(err)
	}
	return r, p.remembered(told)
}

func (p place) check(t *testing.T, s aws.Stack) steps {
	t.Helper()
	var told steps
	if _, err := s.Check(t.Context(), p.Clients, told.add); err != nil {
		t.Fatal(err)
	}
	return p.remembered(told)
}

func TestTheStackIsCreatedOnceAndLeftAloneAfterwards(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		s := aws.DefaultStack()
		s.Emails = []string{"someone@example.com"}
		p.check(t, s).only(t, aws.Missing)

		first, told := p.create(t, s)
		told.only(t, aws.Created)
		second, told := p.create(t, s)
		told.only(t, aws.Unchanged)
		if first != second {
			t.Errorf("created again it is\n%+v, not\n%+v", second, first)
		}
		p.check(t, s).only(t, aws.Unchanged)
	})
}

func TestCreatingAStackIsNoStringOfErrors(t *testing.T) {
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			var told calls
			c := kind.connect(t, aws.Options{Tap: told.add})
			if _, err := aws.DefaultStack().Create(t.Context(), c, nil); err != nil {
				t.Fatal(err)
			}
			absent := 0
			for _, call := range told {
				if call.Error != "" {
					t.Errorf("reported as an error: %+v", call)
				}
				if call.Detail == "not there" {
					absent++
				}
			}
			if absent == 0 {
				t.Error("nothing was found missing in an empty account")
			}
		})
	}
}

func TestWhatDiffersIsSet(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		s := aws.DefaultStack()
		p.create(t, s)
		s.VisibilityTimeout, s.MaxReceives, s.ThumbnailDays = 45*time.Second, 5, 14

		want := []string{
			"queue practiceQ: RedrivePolicy, VisibilityTimeout",
			"lifecycle naa-hd-thumbnails: inflight-expiry",
		}
		equal(t, "differs", p.check(t, s).with(aws.Differs), want)
		_, told := p.create(t, s)
		equal(t, "changed", told.with(aws.Changed), want)
		p.check(t, s).only(t, aws.Unchanged)
	})
}

func TestWhatOthersHaveAddedStays(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		s := aws.DefaultStack()
		r, _ := p.create(t, s)
		theirs := `{"Version":"2012-10-17","Statement":{"Sid":"Theirs","Effect":"Allow",` +
			`"Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"` + r.QueueARN + `"}}`
		setQueue(t, p.Clients, r.QueueURL, "Policy", theirs)
		addLifecycleRule(t, p.Clients, r.SourceBucket)

		_, told := p.create(t, s)
		equal(t, "changed", told.with(aws.Changed), []string{"queue practiceQ: Policy"})
		policy := queueAttribute(t, p.Clients, r.QueueURL, "Policy")
		for _, sid := range []string{"Theirs", "RuleMaySend"} {
			if !strings.Contains(policy, sid) {
				t.Errorf("the policy has lost the statement %s: %s", sid, policy)
			}
		}
		s.SourceDays = 60
		p.create(t, s)
		if ids := lifecycleRules(t, p.Clients, r.SourceBucket); len(ids) != 3 {
			t.Errorf("the lifecycle has the rules %v, want theirs beside our two", ids)
		}
	})
}

func TestDeleteTakesEverythingAwayAndTwiceIsNoError(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		s := aws.DefaultStack()
		s.Bus = "images"
		r, _ := p.create(t, s)
		put(t, p.Clients, r.SourceBucket, "a b/ü.jpg", "picture")
		put(t, p.Clients, r.ThumbnailBucket, "a.png", "small")

		if err := s.Delete(t.Context(), p.Clients, nil); err != nil {
			t.Fatal(err)
		}
		p.check(t, s).only(t, aws.Missing)
		if err := s.Delete(t.Context(), p.Clients, nil); err != nil {
			t.Errorf("deleting what is not there: %v", err)
		}
	})
}

func TestABusOfOnesOwnHoldsTheRule(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		s := aws.DefaultStack()
		s.Bus = "images"
		r, _ := p.create(t, s)
		if !strings.HasSuffix(r.RuleARN, ":rule/images/HD-image-upload-trigger") {
			t.Errorf("the rule's ARN is %s", r.RuleARN)
		}
		if policy := queueAttribute(t, p.Clients, r.QueueURL, "Policy"); !strings.Contains(policy, r.RuleARN) {
			t.Errorf("the queue's policy does not name the rule %s: %s", r.RuleARN, policy)
		}
		out, err := p.Events.ListTargetsByRule(t.Context(), &eventbridge.ListTargetsByRuleInput{
			Rule: new("HD-image-upload-trigger-to-images"), EventBusName: new("default"),
		})
		if err != nil || len(out.Targets) != 1 || !strings.HasSuffix(*out.Targets[0].Arn, ":event-bus/images") {
			t.Errorf("the default bus forwards to %+v, %v", out, err)
		}
		_, told := p.create(t, s)
		told.only(t, aws.Unchanged)
	})
}

func TestEachSuffixIsAStackOfItsOwnBuckets(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		s := aws.DefaultStack()
		s.BucketSuffix = "talk"
		r, _ := p.create(t, s)
		if r.SourceBucket != "naa-hd-image-source-talk" || r.ThumbnailBucket != "naa-hd-thumbnails-talk" {
			t.Errorf("the buckets are %s and %s", r.SourceBucket, r.ThumbnailBucket)
		}
	})
}

func TestAVersionedBucketGoesWithAllItsVersions(t *testing.T) {
	p := place{Clients: moto.connect(t, aws.Options{})} // the embedded S3 keeps one version
	s := aws.DefaultStack()
	r, _ := p.create(t, s)
	_, err := p.S3.PutBucketVersioning(t.Context(), &s3.PutBucketVersioningInput{
		Bucket:                  &r.SourceBucket,
		VersioningConfiguration: &s3types.VersioningConfiguration{Status: s3types.BucketVersioningStatusEnabled},
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		put(t, p.Clients, r.SourceBucket, "a.jpg", "picture")
	}
	if err := s.Delete(t.Context(), p.Clients, nil); err != nil {
		t.Fatal(err)
	}
	p.check(t, s).only(t, aws.Missing)
}

func TestAStackIsInTheRegionOfItsClients(t *testing.T) {
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			c := kind.connect(t, aws.Options{Region: "eu-central-1"})
			r, _ := place{Clients: c}.create(t, aws.DefaultStack())
			for _, arn := range []string{r.QueueARN, r.DeadLetterARN, r.RuleARN, r.TopicARN} {
				if !strings.Contains(arn, ":eu-central-1:"+c.Account+":") {
					t.Errorf("%s is not in eu-central-1", arn)
				}
			}
		})
	}
}

func TestABucketOutsideUSEast1IsMadeInItsRegion(t *testing.T) {
	c := moto.connect(t, aws.Options{Region: "eu-central-1"}) // the embedded S3 keeps no location
	r, _ := place{Clients: c}.create(t, aws.DefaultStack())
	out, err := c.S3.GetBucketLocation(t.Context(), &s3.GetBucketLocationInput{Bucket: &r.SourceBucket})
	if err != nil || out.LocationConstraint != "eu-central-1" {
		t.Errorf("the bucket is in %q, %v", out.LocationConstraint, err)
	}
}

func TestAStackThatCannotWorkIsRefused(t *testing.T) {
	tests := map[string]aws.Stack{
		"source":      {SourceBucket: "b", ThumbnailBucket: "b"},
		"dead-letter": {Queue: "q", DeadLetterQueue: "q"},
		"standard":    {Queue: "q.fifo"},
		"default bus": {Bus: "default"},
	}
	for want, s := range tests {
		if _, err := s.Create(t.Context(), &aws.Clients{}, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: the error is %v, want one about %q", s, err, want)
		}
	}
}

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func setQueue(t *testing.T, c *aws.Clients, url, name, value string) {
	t.Helper()
	_, err := c.SQS.SetQueueAttributes(t.Context(), &sqs.SetQueueAttributesInput{
		QueueUrl: &url, Attributes: map[string]string{name: value},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func queueAttribute(t *testing.T, c *aws.Clients, url, name string) string {
	t.Helper()
	out, err := c.SQS.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []sqstypes.QueueAttributeName{sqstypes.QueueAttributeName(name)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Attributes[name]
}

func addLifecycleRule(t *testing.T, c *aws.Clients, bucket string) {
	t.Helper()
	have, err := c.S3.GetBucketLifecycleConfiguration(t.Context(), &s3.GetBucketLifecycleConfigurationInput{Bucket: &bucket})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.S3.PutBucketLifecycleConfiguration(t.Context(), &s3.PutBucketLifecycleConfigurationInput{
		Bucket: &bucket,
		LifecycleConfiguration: &s3types.BucketLifecycleConfiguration{Rules: append(have.Rules, s3types.LifecycleRule{
			ID: new("theirs"), Status: s3types.ExpirationStatusEnabled,
			Filter:     &s3types.LifecycleRuleFilter{Prefix: new("tmp/")},
			Expiration: &s3types.LifecycleExpiration{Days: new(int32(1))},
		})},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func lifecycleRules(t *testing.T, c *aws.Clients, bucket string) []string {
	t.Helper()
	out, err := c.S3.GetBucketLifecycleConfiguration(t.Context(), &s3.GetBucketLifecycleConfigurationInput{Bucket: &bucket})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range out.Rules {
		ids = append(ids, *r.ID)
	}
	return ids
}

func put(t *testing.T, c *aws.Clients, bucket, key, body string) {
	t.Helper()
	_, err := c.S3.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: strings.NewReader(body)})
	if err != nil {
		t.Fatal(err)
	}
}

package cli_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	awsstack "inflight/aws"
	"inflight/pipeline/fault"
	"inflight/ui/cli"
)

// faultCase is a fault, and what somebody sees of it who has but an SDK and the address
// of the embedded AWS: no event of the program.
type faultCase struct {
	fault string   // as --fault takes it
	args  []string // of the run besides
	// sees tells whether its consequence is there.
	sees func(v *victim) bool
}

// Of a fault of AWS nobody is to take what somebody outside does; of one of a worker one
// image is uploaded, and a message that is not done at once is a dead letter.
var (
	nobodyWorks = []string{"--count", "0", "--workers", "0", "--wait", "0s"}
	oneImage    = []string{"--count", "1", "--workers", "2", "--max-receives", "1", "--wait", "1s"}
	tightly     = slices.Concat(oneImage, []string{"--visibility-timeout", "5s"})
)

// faultCases has one for each fault there is.
func faultCases() []faultCase {
	return []faultCase{
		{"aws-500=once@sqs.GetQueueUrl+outside", nobodyWorks, func(v *victim) bool {
			code, status := v.refused(v.getQueueURL())
			return code == "InternalFailure" && status == http.StatusInternalServerError && v.getQueueURL() == nil
		}},
		{"slow-down=once@s3.ListBuckets", nobodyWorks, func(v *victim) bool {
			code, status := v.refused(v.listBuckets())
			return code == "SlowDown" && status == http.StatusServiceUnavailable && v.listBuckets() == nil
		}},
		{"throttle=once@sqs.GetQueueUrl+outside", nobodyWorks, func(v *victim) bool {
			code, status := v.refused(v.getQueueURL())
			return code == "RequestThrottled" && status == http.StatusForbidden && v.getQueueURL() == nil
		}},
		{"expired-credentials=once@sqs.GetQueueUrl+outside", nobodyWorks, func(v *victim) bool {
			code, status := v.refused(v.getQueueURL())
			return code == "ExpiredToken" && status == http.StatusForbidden && v.getQueueURL() == nil
		}},
		{"no-answer=once@sqs.SendMessage", nobodyWorks, func(v *victim) bool {
			answered := make(chan error, 1)
			go func() { answered <- v.send() }()
			for range 4 { // of five seconds each, and a moment of the wall
				v.advance(5 * time.Second)
				if len(answered) > 0 {
					return false
				}
			}
			v.advance(11 * time.Second)
			return <-answered != nil && v.visible(v.queue) == 0
		}},
		{"reset-after=once@sqs.SendMessage", nobodyWorks, func(v *victim) bool {
			return v.send() != nil && v.visible(v.queue) == 1
		}},
		{"slow-answers=once@sqs.SendMessage", nobodyWorks, func(v *victim) bool {
			begun := time.Now()
			return v.send() == nil && time.Since(begun) >= fault.LateBy && v.visible(v.queue) == 1
		}},
		{"aws-gone@sqs.GetQueueUrl+outside", nobodyWorks, func(v *victim) bool {
			gone := v.getQueueURL() != nil && v.listBuckets() != nil
			v.advance(fault.GoneFor)
			return gone && v.listBuckets() == nil
		}},
		{"policy-denied=once", nobodyWorks, func(v *victim) bool {
			v.put("first.jpg")
			v.put("second.jpg")
			return v.visible(v.queue) == 1 && strings.Contains(v.receive(), "second.jpg")
		}},
		{"event-twice=once", nobodyWorks, func(v *victim) bool {
			v.put("first.jpg")
			v.put("second.jpg")
			return v.visible(v.queue) == 3
		}},
		{"duplicate-delivery=once", nobodyWorks, func(v *victim) bool {
			v.must(v.send())
			return v.receive() == "1 by hand" && v.receive() == "2 by hand" && v.receive() == ""
		}},
		{"slow-work=once@upload", slices.Concat(tightly, []string{"--heartbeat=false"}), func(v *victim) bool { return v.died() == 1 }},
		{"heartbeat-lost=once", slices.Concat(tightly, []string{"--pace", "2s"}), func(v *victim) bool { return v.died() == 1 }},
		{"worker-dies=once", tightly, func(v *victim) bool { return v.died() == 1 && v.thumbnail() == "" }},
		{"panic=once@thumbnail", oneImage, func(v *victim) bool { return v.died() == 1 && v.thumbnail() == "" }},
		{"engine-hangs=once", oneImage, func(v *victim) bool {
			v.hurry(60)
			return v.died() == 1 && v.thumbnail() == ""
		}},
		{"broken-image=once", oneImage, func(v *victim) bool { return v.died() == 1 && v.thumbnail() == "" }},
		{"discord-refuses", oneImage, func(v *victim) bool {
			return v.died() == 0 && v.tags()["inflight-announced"] == "sns" // and else discord, too
		}},
	}
}

// TestEachFaultHasAConsequenceThatOthersSee: what a program outside finds in the queues
// and in the bucket of the thumbnails, with the fault and without it. That the fault
// says what it did is no proof.
func TestEachFaultHasAConsequenceThatOthersSee(t *testing.T) {
	if testing.Short() {
		t.Skip("a run for each fault is not short")
	}
	tried := map[string]bool{}
	for _, c := range faultCases() {
		name, _, _ := strings.Cut(c.fault, "@")
		name, _, _ = strings.Cut(name, "=")
		tried[name] = true
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := run(t, slices.Concat(c.args, []string{"--fault", c.fault})...)
			if !c.sees(v) {
				t.Errorf("with %s nobody sees anything\n%s", c.fault, v.tail())
			}
			v.await(`"type":"fault.injected".*"fault":"` + name + `"`)
			v.end()
			if v := run(t, c.args...); c.sees(v) {
				t.Errorf("without %s it is the same\n%s", c.fault, v.tail())
			}
		})
	}
	for _, d := range fault.Descriptions() {
		if !tried[string(d.Name)] {
			t.Errorf("of %s nobody knows what it does", d.Name)
		}
	}
}

// victim is a run, as a program outside of it sees it: the AWS of the run is at an
// address.
type victim struct {
	*testing.T

	out, said   *output // stdout and stderr
	endpoint    string
	s3          *s3.Client
	sqs         *sqs.Client
	stack       awsstack.Stack
	queue, dead *string
	end         func() // stops it, and waits
}

// run starts a run, which is stopped with the test.
func run(t *testing.T, args ...string) *victim {
	t.Helper()
	v := &victim{T: t, out: &output{}, said: &output{}, stack: awsstack.DefaultStack()}
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() {
		defer close(over)
		cli.Main(ctx, append([]string{"run", "--headless", "--engine", "builtin", "--listen", "127.0.0.1:0"}, args...), cli.Streams{
			In: strings.NewReader(""), Out: v.out, Err: v.said, Getenv: func(name string) string { return map[string]string{"INFLIGHT_CONFIG": os.DevNull}[name] },
		})
	}()
	v.end = func() {
		cancel()
		<-over
	}
	t.Cleanup(v.end)
	v.endpoint = v.await(`"type":"pipeline.started".*"endpoint":"(http://[^"]+)"`)
	cfg := aws.Config{
		Region: "us-east-1", BaseEndpoint: &v.endpoint, Credentials: credentials.NewStaticCredentialsProvider("any", "any", ""),
		HTTPClient: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}},
		Retryer:    func() aws.Retryer { return aws.NopRetryer{} },
	}
	v.s3, v.sqs = s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true }), sqs.NewFromConfig(cfg)
	url := v.endpoint + "/000000000000/"
	v.queue, v.dead = aws.String(url+v.stack.Queue), aws.String(url+v.stack.DeadLetterQueue)
	return v
}

// await waits until the run has written what matches, and returns the first group.
func (v *victim) await(pattern string) (group string) {
	v.Helper()
	re := regexp.MustCompile(pattern)
	deadline := time.After(eventually)
	for {
		text, changed := v.out.look()
		if m := re.FindStringSubmatch(text); m != nil {
			return m[len(m)-1]
		}
		select {
		case <-changed:
		case <-deadline:
			v.Fatalf("no %s in\n%s", pattern, v.tail())
		}
	}
}

// tail is the end of what was written, but for the calls, and what was said.
func (v *victim) tail() string {
	text, _ := v.out.look()
	said, _ := v.said.look()
	var lines []string
	for line := range strings.Lines(text) {
		if !strings.Contains(line, `"type":"api.called"`) {
			lines = append(lines, line)
		}
	}
	const most = 20
	return strings.Join(lines[max(len(lines)-most, 0):], "") + said
}

func (v *victim) must(err error) {
	v.Helper()
	if err != nil {
		v.Fatal(err)
	}
}

// refused is the code and the status of an answer that refuses.
func (v *victim) refused(err error) (code string, status int) {
	if api := smithy.APIError(nil); errors.As(err, &api) {
		code = api.ErrorCode()
	}
	if answer := (interface{ HTTPStatusCode() int })(nil); errors.As(err, &answer) {
		status = answer.HTTPStatusCode()
	}
	return code, status
}

func (v *victim) getQueueURL() error {
	_, err := v.sqs.GetQueueUrl(v.Context(), &sqs.GetQueueUrlInput{QueueName: &v.stack.Queue})
	return err
}

func (v *victim) listBuckets() error {
	_, err := v.s3.ListBuckets(v.Context(), nil)
	return err
}

// send sends a message by hand.
func (v *victim) send() error {
	_, err := v.sqs.SendMessage(v.Context(), &sqs.SendMessageInput{QueueUrl: v.queue, MessageBody: aws.String("by hand")})
	return err
}

// receive is the receive count and the body of the next message; "" where there is
// none.
func (v *victim) receive() string {
	v.Helper()
	got, err := v.sqs.ReceiveMessage(v.Context(), &sqs.ReceiveMessageInput{
		QueueUrl: v.queue, VisibilityTimeout: 600, MessageSystemAttributeNames: []types.MessageSystemAttributeName{"ApproximateReceiveCount"},
	})
	v.must(err)
	if len(got.Messages) == 0 {
		return ""
	}
	return got.Messages[0].Attributes["ApproximateReceiveCount"] + " " + *got.Messages[0].Body
}

// visible is how many messages of a queue are.
func (v *victim) visible(queue *string) int {
	v.Helper()
	const name = types.QueueAttributeNameApproximateNumberOfMessages
	a, err := v.sqs.GetQueueAttributes(v.Context(), &sqs.GetQueueAttributesInput{QueueUrl: queue, AttributeNames: []types.QueueAttributeName{name}})
	v.must(err)
	n, err := strconv.Atoi(a.Attributes[string(name)])
	v.must(err)
	return n
}

// died is how many dead letters there are when the one image has come to its end.
func (v *victim) died() int {
	v.Helper()
	v.await(`"type":"message\.(dead|deleted)"`)
	return v.visible(v.dead)
}

// put uploads an image, and returns when the rule has had its event.
func (v *victim) put(key string) {
	v.Helper()
	_, err := v.s3.PutObject(v.Context(), &s3.PutObjectInput{Bucket: &v.stack.SourceBucket, Key: &key, Body: strings.NewReader("no image")})
	v.must(err)
	v.await(`"type":"(message\.sent|event\.failed)".*"key":"` + regexp.QuoteMeta(key) + `"`)
}

// thumbnail is the name of the thumbnail; "" where there is none.
func (v *victim) thumbnail() string {
	v.Helper()
	list, err := v.s3.ListObjectsV2(v.Context(), &s3.ListObjectsV2Input{Bucket: &v.stack.ThumbnailBucket})
	v.must(err)
	if len(list.Contents) == 0 {
		return ""
	}
	return *list.Contents[0].Key
}

// tags are those of the thumbnail.
func (v *victim) tags() map[string]string {
	v.Helper()
	got, err := v.s3.GetObjectTagging(v.Context(), &s3.GetObjectTaggingInput{Bucket: &v.stack.ThumbnailBucket, Key: aws.String(v.thumbnail())})
	v.must(err)
	all := map[string]string{}
	for _, tag := range got.TagSet {
		all[*tag.Key] = *tag.Value
	}
	return all
}

// advance moves the clock of the AWS on.
func (v *victim) advance(d time.Duration) {
	v.Helper()
	v.changeClock(`{"advance": "` + d.String() + `"}`)
}

// hurry lets the clock of the AWS run so many times as fast.
func (v *victim) hurry(speed int) {
	v.Helper()
	v.changeClock(`{"speed": ` + strconv.Itoa(speed) + `}`)
}

func (v *victim) changeClock(body string) {
	v.Helper()
	res, err := http.Post(v.endpoint+"/_inflight/clock", "application/json", strings.NewReader(body))
	v.must(err)
	defer res.Body.Close()
	if answer, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK {
		v.Fatalf("the clock: %s %s, %v", res.Status, answer, err)
	}
}

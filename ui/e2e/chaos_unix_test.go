//go:build unix

package e2e_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	sdkaws "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
)

// chaosTime is for how long TestNothingIsLostWhateverHappens makes trouble. Half an
// hour by hand:
//
//	go test ./ui/e2e -run Whatever -chaos 30m -timeout 1h
//
// or by INFLIGHT_CHAOS.
var chaosTime = flag.Duration("chaos", asked(15*time.Second), "for how long trouble is made")

// asked is what INFLIGHT_CHAOS asks for, where other packages are tested, too, which do not
// know the flag.
func asked(d time.Duration) time.Duration {
	if named, err := time.ParseDuration(os.Getenv("INFLIGHT_CHAOS")); err == nil {
		return named
	}
	return d
}

// chaosSeed makes the same trouble again, as far as the clock lets it.
var chaosSeed = flag.Uint64("chaos-seed", 0, "which trouble is made; 0: another each time")

// chaos is a state with a run on it, a worker beside it, and somebody who makes
// trouble.
type chaos struct {
	*testing.T

	program, state, endpoint string
	rand                     *rand.Rand
	queue                    *sqs.Client
	bucket                   *s3.Client
	run, worker              *process

	acknowledged map[string]bool // keys that S3 has taken
	thrown       map[string]bool // keys whose message this test has deleted
	mayBePurged  map[string]bool // keys without a thumbnail at a purge
	purged       int             // messages that the program said were purged
	next         int
	made         map[string]int // trouble, by its name
}

// process is a program that was started.
type process struct {
	cmd  *exec.Cmd
	out  *os.File // its events
	said bytes.Buffer
	done chan error
}

// start starts the program, with its events in a file.
func (c *chaos) start(args ...string) *process {
	c.Helper()
	out, err := os.CreateTemp(c.TempDir(), "events")
	if err != nil {
		c.Fatal(err)
	}
	p := &process{cmd: exec.CommandContext(context.Background(), c.program, args...), out: out, done: make(chan error, 1)}
	p.cmd.Stdout, p.cmd.Stderr = out, &p.said
	p.cmd.Env = append(os.Environ(), "INFLIGHT_CONFIG="+os.DevNull, "AWS_ACCESS_KEY_ID=any", "AWS_SECRET_ACCESS_KEY=any", "AWS_DEFAULT_REGION=us-east-1")
	if err := p.cmd.Start(); err != nil {
		c.Fatal(err)
	}
	go func() { p.done <- p.cmd.Wait() }()
	return p
}

// kill kills it as kill -9 does, if it has not ended, and takes what it told.
func (c *chaos) kill(p *process) {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.done
	c.take(p)
}

// take reads the events of a process that has ended. Its last line may be cut.
func (c *chaos) take(p *process) {
	c.Helper()
	b, err := os.ReadFile(p.out.Name())
	if err != nil {
		c.Fatal(err)
	}
	p.out.Close()
	whole := b[:bytes.LastIndexByte(b, '\n')+1]
	if err := event.ReadRecording(bytes.NewReader(whole), func(e event.Event) bool {
		if b, ok := e.Body.(*event.QueuePurged); ok {
			c.purged += b.Count
		}
		return true
	}); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		c.Errorf("events of %s: %v", p.cmd, err)
	}
}

// launch starts the run.
func (c *chaos) launch(more ...string) {
	c.run = c.start(append([]string{
		"run", "--headless", "--state", c.state, "--listen", strings.TrimPrefix(c.endpoint, "http://"), "--count", "0",
		"--engine", "builtin", "--workers", "2", "--visibility-timeout", "2s", "--max-receives", "6", "--retry-delay", "0s",
	}, more...)...)
}

// startRun starts the run and waits until it answers.
func (c *chaos) startRun(more ...string) {
	c.Helper()
	c.launch(more...)
	for begun := time.Now(); time.Since(begun) < patience; {
		out, err := c.queue.GetQueueUrl(c.Context(), &sqs.GetQueueUrlInput{QueueName: new("practiceQ")})
		if err == nil && out.QueueUrl != nil {
			return
		}
		select {
		case err := <-c.run.done:
			c.Fatalf("the run ended: %v\n%s", err, c.run.said.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
	c.Fatal("the run does not answer")
}

func (c *chaos) startWorker() {
	c.worker = c.start("worker", "--endpoint", c.endpoint, "--workers", "2", "--wait", "1s", "--retry-delay", "0s", "--engine", "builtin")
}

// upload puts an image. One whose answer was lost, because the run was killed, is
// put again: it is acknowledged when S3 says so.
func (c *chaos) upload() {
	c.next++
	key := fmt.Sprintf("image %05d.jpg", c.next)
	body := drawnImage(c.next)
	if c.next%11 == 0 {
		key, body = fmt.Sprintf("broken %05d.jpg", c.next), body[:len(body)/2]
	}
	if _, err := c.bucket.PutObject(c.Context(), &s3.PutObjectInput{
		Bucket: new("naa-hd-image-source"), Key: &key, Body: bytes.NewReader(body),
	}); err != nil {
		c.Fatalf("put %s: %v", key, err)
	}
	c.acknowledged[key] = true
}

// drawnImage is a JPEG that is unlike any other.
func drawnImage(n int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 160, 120))
	for i := range 160 * 120 {
		img.SetRGBA(i%160, i/160, color.RGBA{R: uint8(n), G: uint8(n >> 8), B: uint8(i), A: 255})
	}
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, img, nil); err != nil {
		panic(err)
	}
	return buf.Bytes()
}

func (c *chaos) url() *string { return new(c.endpoint + "/000000000000/practiceQ") }

// receive takes a message as somebody with the AWS CLI does.
func (c *chaos) receive() *types.Message {
	out, err := c.queue.ReceiveMessage(c.Context(), &sqs.ReceiveMessageInput{QueueUrl: c.url(), VisibilityTimeout: 2, WaitTimeSeconds: 1})
	if err != nil {
		c.Fatalf("receive: %v", err)
	}
	if len(out.Messages) == 0 {
		return nil
	}
	return &out.Messages[0]
}

// trouble is what is done to it, with how often of twenty.
var trouble = []struct {
	name  string
	often int
	make  func(*chaos)
}{
	{"kill -9 of the run and of the worker", 2, func(c *chaos) {
		c.kill(c.run)
		c.kill(c.worker)
		c.startRun()
		c.startWorker()
	}},
	{"kill -9 of the run", 3, func(c *chaos) {
		c.kill(c.run)
		c.startRun()
	}},
	{"kill -9 of the worker", 5, func(c *chaos) {
		c.kill(c.worker)
		c.startWorker()
	}},
	{"a message received and left alone", 4, func(c *chaos) { c.receive() }},
	{"a message deleted", 3, func(c *chaos) {
		m := c.receive()
		if m == nil {
			return
		}
		ref, err := event.ParseImageRef(*m.Body)
		if err != nil {
			c.Fatal(err)
		}
		c.thrown[ref.Key] = true
		if _, err := c.queue.DeleteMessage(c.Context(), &sqs.DeleteMessageInput{QueueUrl: c.url(), ReceiptHandle: m.ReceiptHandle}); err != nil {
			c.Fatalf("delete: %v", err)
		}
	}},
	{"a purge", 3, func(c *chaos) {
		before := c.missing()
		_, err := c.queue.PurgeQueue(c.Context(), &sqs.PurgeQueueInput{QueueUrl: c.url()})
		if busy := (*types.PurgeQueueInProgress)(nil); errors.As(err, &busy) {
			return
		}
		if err != nil {
			c.Fatalf("purge: %v", err)
		}
		for _, key := range before {
			c.mayBePurged[key] = true
		}
	}},
}

// missing are the keys that have no thumbnail.
func (c *chaos) missing() (keys []string) {
	for key := range c.acknowledged {
		f, err := os.Open(filepath.Join(c.state, "s3", "naa-hd-thumbnails", consume.ThumbnailKey(key)))
		if err == nil {
			_, err = png.Decode(f)
			f.Close()
		}
		if err != nil {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// dead are the keys in the dead-letter queue.
func (c *chaos) dead() map[string]bool {
	found := map[string]bool{}
	for {
		out, err := c.queue.ReceiveMessage(c.Context(), &sqs.ReceiveMessageInput{
			QueueUrl: new(c.endpoint + "/000000000000/practiceDLQ"), MaxNumberOfMessages: 10, VisibilityTimeout: 600,
		})
		if err != nil {
			c.Fatalf("look at the dead letters: %v", err)
		}
		if len(out.Messages) == 0 {
			return found
		}
		for _, m := range out.Messages {
			if ref, err := event.ParseImageRef(*m.Body); err == nil {
				found[ref.Key] = true
			}
		}
	}
}

// TestNothingIsLostWhateverHappens runs two processes on one state, while images
// are uploaded, and kills them, purges, deletes and receives. Then a drain has to
// end by itself, and every image that S3 took has one thumbnail, or is a dead
// letter, or was thrown away, and the program said so.
func TestNothingIsLostWhateverHappens(t *testing.T) {
	seed := *chaosSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("-chaos %s -chaos-seed %d", *chaosTime, seed)
	endpoint := "http://" + freePort(t)
	config := sdkaws.Config{
		Region: "us-east-1", BaseEndpoint: &endpoint, Credentials: credentials.NewStaticCredentialsProvider("any", "any", ""),
		Retryer: func() sdkaws.Retryer { // the run is back soon
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.MaxAttempts, o.MaxBackoff, o.RateLimiter = 200, 200*time.Millisecond, ratelimit.None
			})
		},
	}
	c := &chaos{
		T: t, program: build(t), state: t.TempDir(), endpoint: endpoint, rand: rand.New(rand.NewPCG(seed, 0)),
		queue: sqs.NewFromConfig(config), bucket: s3.NewFromConfig(config, func(o *s3.Options) { o.UsePathStyle = true }),
		acknowledged: map[string]bool{}, thrown: map[string]bool{}, mayBePurged: map[string]bool{}, made: map[string]int{},
	}
	c.startRun()
	c.startWorker()
	t.Cleanup(func() { // what a failed test left running
		_, _ = c.run.cmd.Process.Kill(), c.worker.cmd.Process.Kill()
	})
	for begun := time.Now(); time.Since(begun) < *chaosTime; {
		for range 1 + c.rand.IntN(8) {
			c.upload()
		}
		c.disturb()
		<-time.After(time.Duration(c.rand.IntN(400)) * time.Millisecond) // work goes on, for the next trouble to meet
	}
	t.Logf("%d images, and trouble: %v", len(c.acknowledged), c.made)

	c.kill(c.run)
	c.launch("--drain")
	select {
	case err := <-c.run.done:
		t.Logf("the drain ended: %v: %s", err, c.run.said.String())
	case <-time.After(2 * patience):
		t.Fatalf("the drain does not end: %s", c.run.said.String())
	}
	c.take(c.run)
	c.kill(c.worker)
	c.account()
}

// disturb makes one kind of trouble.
func (c *chaos) disturb() {
	n := c.rand.IntN(20)
	for _, t := range trouble {
		if n -= t.often; n < 0 {
			c.made[t.name]++
			t.make(c)
			return
		}
	}
}

// account checks what became of every image.
func (c *chaos) account() {
	missing := c.missing()
	c.startRun("--workers", "0")
	dead := c.dead()
	c.kill(c.run)
	purged := 0
	for _, key := range missing {
		switch {
		case dead[key], c.thrown[key]:
		case c.mayBePurged[key]:
			purged++
		default:
			c.Errorf("%s has no thumbnail, is no dead letter, and nobody threw it away", key)
		}
	}
	if purged > c.purged {
		c.Errorf("%d images went with purges, of which %d messages were told", purged, c.purged)
	}
}

// freePort is a loopback address that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

package local_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws/local"
)

// serveUntilKilled is an embedded AWS over a folder, in a process of its own.
func serveUntilKilled(dir string) {
	s, err := local.New(local.Options{Dir: dir, Durable: true})
	if err == nil {
		_, err = s.Listen("127.0.0.1:0")
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	access, secret := s.Credentials()
	fmt.Println(s.Endpoint(), access, secret)
	select {}
}

// However the process is killed during uploads and deletes, each object that is
// there has become a message, and no object that is not: some of them twice.
func TestWhatWasUploadedWhenTheProcessWasKilledBecomesAMessage(t *testing.T) {
	if dir := os.Getenv("INFLIGHT_TEST_UNTOLD"); dir != "" {
		serveUntilKilled(dir)
	}
	dir := t.TempDir()
	for run := range 4 {
		process := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		process.Env = append(os.Environ(), "INFLIGHT_TEST_UNTOLD="+dir)
		out, err := process.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := process.Start(); err != nil {
			t.Fatal(err)
		}
		said, err := bufio.NewReader(out).ReadString('\n')
		field := strings.Fields(said)
		if err != nil || len(field) != 3 {
			t.Fatalf("the server said %q, %v", said, err)
		}
		transport := &http.Transport{}
		c := connectTo(field[0], field[1], field[2], transport)
		if run == 0 {
			eventBucket(t, c, "photos")
			_, arn := openQueue(t, c, "practiceQ")
			rule(t, c, "default", "uploads", `{"source":["aws.s3"],"detail-type":["Object Created"]}`, arn)
		}
		uploadUntil(c, run, 40+10*run, func() { _ = process.Process.Kill() })
		_ = process.Wait()
		transport.CloseIdleConnections()
	}

	s := start(t, in(dir, true))
	defer s.Close(context.Background())
	c := connect(t, s, s.RoundTripper())
	queue, err := c.sqs.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: aws.String("practiceQ")})
	if err != nil {
		t.Fatal(err)
	}
	sent := map[string]bool{}
	for _, body := range receive(t, c, *queue.QueueUrl, 0) {
		var e struct {
			Detail struct{ Object struct{ Key string } }
		}
		if err := json.Unmarshal([]byte(body), &e); err != nil {
			t.Fatal(err)
		}
		sent[e.Detail.Object.Key] = true
	}
	there := map[string]bool{}
	for p := s3.NewListObjectsV2Paginator(c.s3, &s3.ListObjectsV2Input{Bucket: aws.String("photos")}); p.HasMorePages(); {
		page, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range page.Contents {
			there[*o.Key] = true
			if !sent[*o.Key] {
				t.Errorf("%s is there, and nobody was told", *o.Key)
			}
		}
	}
	for key := range sent {
		if !there[key] {
			t.Errorf("%s was told of, and is not there", key)
		}
	}
	if len(there) < 4*40 {
		t.Errorf("there are %d objects", len(there))
	}
}

// uploadUntil uploads from several clients until the server is gone, which kill
// sees to after so many answers.
func uploadUntil(c clients, run, answers int, kill func()) {
	var mu sync.Mutex
	answered := 0
	var wg sync.WaitGroup
	for client := range 8 {
		wg.Go(func() {
			for i := 0; ; i++ {
				_, err := c.s3.PutObject(context.Background(), &s3.PutObjectInput{
					Bucket: aws.String("photos"), Key: aws.String(fmt.Sprintf("run %d/%d-%d.jpg", run, client, i)), Body: strings.NewReader("photo"),
				})
				if err != nil {
					return
				}
				mu.Lock()
				if answered++; answered == answers {
					kill()
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

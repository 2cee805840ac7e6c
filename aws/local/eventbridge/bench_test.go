package eventbridge

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"inflight/aws/local/wire"
)

// upload is the event of S3 that the pipeline lives on.
func upload() Event {
	return Event{
		Version: "0", ID: "17793124-05d4-b198-2fde-7ededc63b103", DetailType: "Object Created", Source: "aws.s3", Account: "000000000000",
		Time: "2024-02-29T12:00:00Z", Region: "us-east-1", Resources: []string{"arn:aws:s3:::naa-hd-image-source"},
		Detail: json.RawMessage(`{"version":"0","bucket":{"name":"naa-hd-image-source"},"object":{"key":"storm-0127.jpg","size":524288,` +
			`"etag":"b1946ac92492d2347c6235b4d2611184","sequencer":"0062E99A88DC407460"},"request-id":"N4N7GDK58NMKJ12R",` +
			`"requester":"000000000000","source-ip-address":"127.0.0.1","reason":"PutObject"}`),
	}
}

func BenchmarkMatch(b *testing.B) {
	p, err := parcel(upload())
	if err != nil {
		b.Fatal(err)
	}
	for name, text := range map[string]string{
		"exact":    `{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["naa-hd-image-source"]}}}`,
		"wildcard": `{"source":["aws.s3"],"detail":{"object":{"key":[{"wildcard":"*-0*.j*g"}],"size":[{"numeric":[">",0,"<",1e9]}]}}}`,
		"or":       `{"$or":[{"source":["aws.ec2"]},{"detail":{"reason":[{"anything-but":["CopyObject"]}]}}]}`,
	} {
		pattern, err := parsePattern(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !pattern.matches(p.value) {
					b.Fatal("it does not match")
				}
			}
		})
	}
}

// BenchmarkPutServiceEvent is an event's whole way to a queue, with other rules
// on the bus that do not match.
func BenchmarkPutServiceEvent(b *testing.B) {
	for _, rules := range []int{1, 10, 100} {
		b.Run(fmt.Sprintf("rules=%d", rules), func(b *testing.B) {
			s, err := New(Config{Queues: nowhere{}})
			if err != nil {
				b.Fatal(err)
			}
			for i := range rules {
				bucket := "naa-hd-image-source"
				if i > 0 {
					bucket = fmt.Sprintf("bucket-%d", i)
				}
				in := &putRuleInput{ruleInput: ruleInput{Name: bucket}, EventPattern: `{"source":["aws.s3"],"detail":{"bucket":{"name":["` + bucket + `"]}}}`}
				if _, err := s.putRule(b.Context(), in); err != nil {
					b.Fatal(err)
				}
				t := target{ID: "1", ARN: "arn:aws:sqs:us-east-1:000000000000:practiceQ"}
				if _, err := s.putTargets(b.Context(), &putTargetsInput{Rule: bucket, Targets: []target{t}}); err != nil {
					b.Fatal(err)
				}
			}
			ctx, e := wire.WithCaller(b.Context(), wire.Service), upload()
			b.ReportAllocs()
			for b.Loop() {
				if err := s.PutServiceEvent(ctx, e); err != nil {
					b.Fatal(err)
				}
			}
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// nowhere is a QueueSender that forgets.
type nowhere struct{}

// SendToQueue forgets.
func (nowhere) SendToQueue(context.Context, TargetEvent) error { return nil }

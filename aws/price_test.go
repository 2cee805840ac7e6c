package aws_test

import (
	"fmt"
	"math"
	"testing"

	"inflight/aws"
)

func TestPricesAreAWSs(t *testing.T) {
	tests := []struct {
		service, operation string
		charge             aws.Charge
		times              float64 // how many such calls ...
		want               float64 // ... cost this, in US dollars
	}{
		{"sqs", "ReceiveMessage", aws.Charge{Requests: 1}, 1e6, 0.40},
		{"sqs", "ReceiveMessage", aws.Charge{Requests: 1, Bytes: 64 << 10}, 1e6, 0.40},
		{"sqs", "SendMessage", aws.Charge{Requests: 1, Bytes: 64<<10 + 1}, 1e6, 0.80},
		{"sqs", "SendMessage", aws.Charge{Requests: 1, FIFO: true}, 1e6, 0.50},
		{"sqs", "SendMessage", aws.Charge{Requests: 0}, 1e6, 0},
		{"s3", "PutObject", aws.Charge{Requests: 1}, 1000, 0.005},
		{"s3", "ListObjectsV2", aws.Charge{Requests: 1}, 1000, 0.005},
		{"s3", "GetObject", aws.Charge{Requests: 1, Bytes: 1 << 30}, 1000, 0.0004},
		{"s3", "HeadBucket", aws.Charge{Requests: 1}, 1000, 0.0004},
		{"s3", "DeleteObject", aws.Charge{Requests: 1}, 1000, 0},
		{"sns", "Publish", aws.Charge{Requests: 1}, 1e6, 0.50},
		{"sns", "Publish", aws.Charge{Requests: 1, Mails: 1}, 1e5, 0.05 + 2.00},
		{"eventbridge", "PutEvents", aws.Charge{Requests: 1, Entries: 10}, 1e5, 1.00},
		{"eventbridge", "PutRule", aws.Charge{Requests: 1}, 1e6, 0},
		{"sts", "GetCallerIdentity", aws.Charge{Requests: 1}, 1e6, 0},
	}
	for _, test := range tests {
		got := aws.Price(test.service, test.operation, test.charge) * test.times
		if math.Abs(got-test.want) > 1e-9 {
			t.Errorf("%g × %s %s %+v costs $%g, want $%g", test.times, test.service, test.operation, test.charge, got, test.want)
		}
	}
}

func ExamplePrice() {
	// A worker that long-polls an empty queue all month, 20 s a call.
	calls := 30.0 * 24 * 3600 / 20
	fmt.Printf("$%.2f", calls*aws.Price("sqs", "ReceiveMessage", aws.Charge{Requests: 1}))
	// Output: $0.05
}

func ExampleBytes() {
	fmt.Println(aws.Bytes(812), aws.Bytes(9_810), aws.Bytes(999_999), aws.Bytes(1_400_000))
	// Output: 812 B 9.8 kB 1.0 MB 1.4 MB
}

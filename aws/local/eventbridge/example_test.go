package eventbridge_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"inflight/aws/local/eventbridge"
)

// printer is a QueueSender that prints.
type printer struct{}

// SendToQueue prints.
func (printer) SendToQueue(_ context.Context, d eventbridge.TargetEvent) error {
	fmt.Printf("%s\n  gets %s\n  from %s\n", d.TargetARN, d.Body, d.SourceARN)
	return nil
}

// A rule sends the key of every uploaded JPEG to a queue. S3 is played by the
// call of PutServiceEvent.
func Example() {
	service, err := eventbridge.New(eventbridge.Config{Queues: printer{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	client := sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: new("http://events.test"),
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
		HTTPClient:  &http.Client{Transport: inProcess{service}},
	})
	ctx := context.Background()
	_, err = client.PutRule(ctx, &sdk.PutRuleInput{
		Name:         new("HD-image-upload-trigger"),
		EventPattern: new(`{"source": ["aws.s3"], "detail": {"object": {"key": [{"suffix": ".jpg"}]}}}`),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = client.PutTargets(ctx, &sdk.PutTargetsInput{Rule: new("HD-image-upload-trigger"), Targets: []types.Target{{
		Id: new("queue"), Arn: new("arn:aws:sqs:us-east-1:000000000000:practiceQ"), InputPath: new("$.detail.object.key"),
	}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, key := range []string{"storm.jpg", "notes.txt"} {
		err := service.PutServiceEvent(ctx, eventbridge.Event{
			Source: "aws.s3", DetailType: "Object Created", Detail: []byte(`{"object": {"key": "` + key + `"}}`),
		})
		if err != nil {
			fmt.Println(err)
		}
	}
	if err := service.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// arn:aws:sqs:us-east-1:000000000000:practiceQ
	//   gets "storm.jpg"
	//   from arn:aws:events:us-east-1:000000000000:rule/HD-image-upload-trigger
}

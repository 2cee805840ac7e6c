package aws_test

import (
	"context"
	"fmt"
	"os"

	"inflight/aws"
	"inflight/aws/local"
)

// The whole stack on an embedded AWS, then a look at its queue.
func ExampleStack_Create() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "inflight-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	server, err := local.New(local.Options{Dir: dir})
	if err != nil {
		panic(err)
	}
	defer server.Close(ctx)
	key, secret := server.Credentials()
	clients, err := aws.Connect(ctx, aws.Options{
		Endpoint: "http://127.0.0.1:4566", Transport: server.RoundTripper(),
		AccessKey: key, SecretKey: secret, Account: local.DefaultAccount,
	})
	if err != nil {
		panic(err)
	}

	resources, err := aws.DefaultStack().Create(ctx, clients, func(s aws.Step) {
		fmt.Println(s.Outcome, s.Kind, s.Name)
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(resources.QueueURL)
	// Output:
	// created dead-letter queue practiceDLQ
	// created rule HD-image-upload-trigger
	// created queue practiceQ
	// created target practiceQ
	// created topic naa-hd-thumbnails
	// created bucket naa-hd-thumbnails
	// created public access block naa-hd-thumbnails
	// created lifecycle naa-hd-thumbnails
	// created bucket naa-hd-image-source
	// created public access block naa-hd-image-source
	// created lifecycle naa-hd-image-source
	// created EventBridge notification naa-hd-image-source
	// http://127.0.0.1:4566/000000000000/practiceQ
}

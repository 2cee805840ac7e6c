package s3_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// BenchmarkUpload is a put of 20 KB whose event is heard, of a new key each time.
func BenchmarkUpload(b *testing.B) {
	w := newWorldBy(b, "http")
	_, err := w.PutBucketNotificationConfiguration(b.Context(), &sdk.PutBucketNotificationConfigurationInput{
		Bucket:                    bucketOf(),
		NotificationConfiguration: &types.NotificationConfiguration{EventBridgeConfiguration: &types.EventBridgeConfiguration{}},
	})
	if err != nil {
		b.Fatal(err)
	}
	content := strings.Repeat("photo", 4<<10)
	for i := 0; b.Loop(); i++ {
		_, err := w.PutObject(context.Background(), &sdk.PutObjectInput{Bucket: bucketOf(), Key: aws.String("images/" + strconv.Itoa(i)), Body: strings.NewReader(content)})
		if err != nil {
			b.Fatal(err)
		}
	}
}

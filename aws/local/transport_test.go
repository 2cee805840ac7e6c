package local_test

import (
	"bytes"
	"context"
	"io"
	"runtime"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

func TestInProcessAnObjectIsReadFromItsFileAndStaysWhatItWas(t *testing.T) {
	s := start(t)
	defer s.Close(context.Background())
	c := connect(t, s, s.RoundTripper())
	ctx := t.Context()
	const size = 64 << 20
	put := func(b byte) {
		t.Helper()
		_, err := c.s3.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String("photos"), Key: aws.String("large"), Body: bytes.NewReader(bytes.Repeat([]byte{b}, size))})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.s3.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("photos")}); err != nil {
		t.Fatal(err)
	}
	put('a')
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, err := c.s3.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String("photos"), Key: aws.String("large")})
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	runtime.ReadMemStats(&after)
	if held := after.TotalAlloc - before.TotalAlloc; held > size/4 {
		t.Errorf("asking for %d bytes took %d of memory", size, held)
	}
	put('b')
	content, err := io.ReadAll(got.Body)
	if err != nil || len(content) != size || bytes.IndexByte(content, 'b') >= 0 {
		t.Errorf("read %d bytes, with others among them: %t, %v", len(content), bytes.IndexByte(content, 'b') >= 0, err)
	}
}

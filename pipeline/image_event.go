package pipeline

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
)

// ImageRef is what an event names: one upload of one image.
type ImageRef struct {
	Bucket    string
	Key       string // as it is in the bucket, decoded
	Size      int64
	ETag      string
	Sequencer string // grows with each upload to the same key
}

// Identity stands for this upload wherever it turns up: the same event
// delivered twice, and a dead letter redriven under a new message id, have the
// same identity; the same file uploaded again has another. It is empty where
// the message names no image.
func (r ImageRef) Identity() string {
	if r.Key == "" {
		return ""
	}
	return r.Bucket + "/" + r.Key + "@" + r.ETag + "#" + r.Sequencer
}

// Errors of ParseImageRef.
var (
	errNotJSON  = errors.New("the message is not an S3 event: it is not JSON")
	errNoObject = errors.New("the message is not an S3 event: it names no bucket and key")
)

// s3EventBody is the shape of the bodies that ParseImageRef understands.
type s3EventBody struct {
	// EventBridge, https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
	Detail struct {
		Bucket struct {
			Name string `json:"name"`
		} `json:"bucket"`
		Object struct {
			Key       string `json:"key"`
			Size      int64  `json:"size"`
			ETag      string `json:"etag"`
			Sequencer string `json:"sequencer"`
		} `json:"object"`
	} `json:"detail"`
	// S3's own notifications, https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
	Records []struct {
		S3 struct {
			Bucket struct {
				Name string `json:"name"`
			} `json:"bucket"`
			Object struct {
				Key       string `json:"key"`
				Size      int64  `json:"size"`
				ETag      string `json:"eTag"`
				Sequencer string `json:"sequencer"`
			} `json:"object"`
		} `json:"s3"`
	} `json:"Records"`
	// An SNS envelope around either.
	Type    string `json:"Type"`
	Message string `json:"Message"`
}

// ParseImageRef reads the upload that a message speaks of: an S3 event that
// came through EventBridge (whose key is as it is), S3's own notification
// (whose key is URL-encoded), or either in an SNS envelope.
func ParseImageRef(body string) (ImageRef, error) {
	return parseImageRef(body, true)
}

func parseImageRef(body string, unwrap bool) (ImageRef, error) {
	var b s3EventBody
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return ImageRef{}, errNotJSON
	}
	if o := b.Detail.Object; o.Key != "" && b.Detail.Bucket.Name != "" {
		return ImageRef{Bucket: b.Detail.Bucket.Name, Key: o.Key, Size: o.Size, ETag: o.ETag, Sequencer: o.Sequencer}, nil
	}
	if len(b.Records) > 0 {
		s3 := b.Records[0].S3
		key, err := url.QueryUnescape(s3.Object.Key)
		if err != nil {
			return ImageRef{}, fmt.Errorf("the S3 notification's key is not URL-encoded as it should be: %w", err)
		}
		if key != "" && s3.Bucket.Name != "" {
			return ImageRef{Bucket: s3.Bucket.Name, Key: key, Size: s3.Object.Size, ETag: s3.Object.ETag, Sequencer: s3.Object.Sequencer}, nil
		}
	}
	if unwrap && b.Type == "Notification" && b.Message != "" {
		return parseImageRef(b.Message, false)
	}
	return ImageRef{}, errNoObject
}

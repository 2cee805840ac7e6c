package event

import (
	"bytes"
	"encoding/json"
	"time"
)

// ObjectCreated is the event of an object that is in a bucket, as EventBridge hands it
// on. What only S3 knows, such as the sequencer, is left out.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
func ObjectCreated(r ImageRef, account, region string) string {
	type object struct {
		Key  string `json:"key"`
		Size int64  `json:"size"`
		ETag string `json:"etag,omitempty"`
	}
	type bucket struct {
		Name string `json:"name"`
	}
	type detail struct {
		Version string `json:"version"`
		Bucket  bucket `json:"bucket"`
		Object  object `json:"object"`
		Reason  string `json:"reason"`
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(struct { // texts and a number: there is nothing that could not be written
		Version   string   `json:"version"`
		Type      string   `json:"detail-type"`
		Source    string   `json:"source"`
		Account   string   `json:"account"`
		Time      string   `json:"time"`
		Region    string   `json:"region"`
		Resources []string `json:"resources"`
		Detail    detail   `json:"detail"`
	}{
		"0", "Object Created", "aws.s3", account, r.Time.UTC().Format(time.RFC3339), region,
		[]string{"arn:aws:s3:::" + r.Bucket},
		detail{"0", bucket{r.Bucket}, object{r.Key, r.Size, r.ETag}, "PutObject"},
	})
	return string(bytes.TrimSpace(out.Bytes()))
}

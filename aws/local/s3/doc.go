// Package s3 is the embedded S3.
//
// The data path (objects, ranges, conditions, listings, copies, multipart
// uploads, checksums that are sent) is rclone's gofakes3 over a store of ours,
// whose objects are plain files. In front of it stands what the library lacks:
// the sub-resources of a bucket, the checks of presigned URLs, and the events
// that S3 sends to EventBridge.
//
// https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html
package s3

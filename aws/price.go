package aws

import (
	"math"
	"strings"

	"inflight/pipeline/state"
)

// Charge is what a call is charged by.
type Charge struct {
	// Requests is how many requests AWS answered with a status below 500.
	Requests int
	// Bytes is the size of the payload, sent or received, whichever is larger.
	Bytes int64
	// FIFO is true for a FIFO queue.
	FIFO bool
	// Entries is how many events or announcements a batch carried; 0 is 1.
	Entries int
	// Mails is how many mail subscribers a publish reaches.
	Mails int
}

// Prices in US dollars in us-east-1, without the free tier and without data
// transfer and storage, as of 2025:
//
//	SQS          https://aws.amazon.com/sqs/pricing/
//	S3           https://aws.amazon.com/s3/pricing/
//	SNS          https://aws.amazon.com/sns/pricing/
//	EventBridge  https://aws.amazon.com/eventbridge/pricing/
const (
	perSQSRequest     = state.SQSRequest // each 64 KB of payload is a request
	perSQSFIFORequest = 0.50 / 1e6
	perS3Write        = 0.005 / 1e3 // PUT, COPY, POST, LIST
	perS3Read         = 0.0004 / 1e3
	perSNSRequest     = 0.50 / 1e6 // each 64 KB of payload is a request
	perMail           = 2.00 / 1e5
	perEvent          = 1.00 / 1e6 // custom events; those of AWS services are free

	billedChunk = 64 << 10
)

// Price is what AWS asks for a call, in US dollars in us-east-1 (other regions
// differ by up to a few tenths). What AWS does not charge for costs 0, and so
// does what is not in the table.
func Price(service, operation string, c Charge) float64 {
	requests := float64(c.Requests)
	switch service {
	case "sqs":
		// Every action is a request, and so is every 64 KB of its payload.
		if c.FIFO {
			return requests * chunks(c.Bytes) * perSQSFIFORequest
		}
		return requests * chunks(c.Bytes) * perSQSRequest
	case "s3":
		return requests * s3Price(operation)
	case "sns":
		return requests * snsPrice(operation, c)
	case "eventbridge":
		if operation == "PutEvents" {
			// Charged by the event, and again for every 64 KB of one.
			return requests * max(float64(c.Entries), chunks(c.Bytes)) * perEvent
		}
	}
	return 0
}

// s3Price tells the kinds of S3's requests apart by the operation's name.
func s3Price(operation string) float64 {
	switch {
	case strings.HasPrefix(operation, "Delete"), strings.HasPrefix(operation, "Abort"):
		return 0
	case strings.HasPrefix(operation, "Get"), strings.HasPrefix(operation, "Head"):
		return perS3Read
	default:
		return perS3Write
	}
}

// snsPrice is the request, and for a publish also the mails that it sends.
func snsPrice(operation string, c Charge) float64 {
	switch operation {
	case "Publish", "PublishBatch":
		return chunks(c.Bytes)*perSNSRequest + float64(c.Mails*max(1, c.Entries))*perMail
	default:
		return perSNSRequest
	}
}

// chunks is in how many pieces of 64 KB a payload is billed, at least one.
func chunks(bytes int64) float64 {
	return max(1, math.Ceil(float64(bytes)/billedChunk))
}

// Package wire speaks the protocols of AWS on the server's side, so that a
// service is a table from operation to function and knows nothing of HTTP.
//
// AWS JSON (1.0 for SQS, 1.1 for EventBridge) names the operation in the header
// X-Amz-Target; the older query protocol, which SNS and old SQS clients speak,
// names it in the form field Action and answers in XML. Both end in the same
// call of the same function with the same input, and every error, whichever
// service it comes from, is an *Error written by one encoder.
//
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-json.html
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
package wire

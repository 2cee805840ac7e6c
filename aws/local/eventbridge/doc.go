// Package eventbridge is the embedded EventBridge: buses, rules with event
// patterns, and targets.
//
// An event comes in through PutEvents or, from S3, through PutServiceEvent. It
// is held against every enabled rule of its bus; for each target of a rule that
// matches, what is to be sent is made (the event, or what Input, InputPath or
// InputTransformer make of it) and handed to the one goroutine that delivers,
// in order. What a target refuses for good goes to the target's dead-letter
// queue if it has one, and is told of as failed.
//
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/Welcome.html
package eventbridge

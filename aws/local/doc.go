// Package local is the embedded AWS: S3, SQS, EventBridge and SNS as one
// http.Handler that speaks their real protocols.
//
// A Server holds the four services, each in a package of its own, and does what
// AWS does between them: an object's event goes from S3 to the default event
// bus, a rule's match goes to a queue or a topic, a topic's message to a queue,
// a mailbox or a web address. Nothing of that skips a check: the queue's policy
// decides whether EventBridge may send. wiring.go is where they meet, and begins
// with the way of one upload: read it first.
//
// Our own clients reach it through RoundTripper, without a socket; the AWS CLI
// and a browser reach it where Listen listens. Neither can tell the difference,
// and the services cannot either, but for the caller that their contexts name.
package local

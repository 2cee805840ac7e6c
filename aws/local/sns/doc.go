// Package sns is the Amazon SNS of the embedded AWS: topics, subscriptions
// that are confirmed by a real link in a real mail, and delivery to email, SQS
// and http(s).
//
// All topics lie behind one lock, which is held to read or change them and
// never while something is delivered. A Publish takes from the topic what the
// delivery needs, as a job for each subscription whose filter policy lets the
// message through, and lets go of the lock. Jobs for queues and for mail are
// tried at once, before the publisher has its answer, so that what was answered
// with success is in the queue or the mail folder even if the program dies the
// moment after. Jobs for http(s), whose endpoints may be slow, stand in a line
// of their subscription, which a goroutine works off. What fails and may be
// tried again waits for a timer of the Clock and then goes to that line too;
// what fails for good goes to the subscription's dead-letter queue, if it has
// one.
//
// With a folder, topics and subscriptions are one small file in it, replaced as
// a whole before a change is answered.
//
// Where to look: service.go for the constructor and the table of operations,
// topic*.go and subscri*.go for the two resources, publish.go, deliver.go and
// line.go for the way of a message, filter.go for filter policies, mail.go for
// mails, page.go for what a person sees who opens a link.
//
// https://docs.aws.amazon.com/sns/latest/api/welcome.html
// https://docs.aws.amazon.com/sns/latest/dg/welcome.html
package sns

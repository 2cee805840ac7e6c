// Package pipeline is the producer and consumer pipeline, and the record of
// all that happens in it.
//
// Everything that happens becomes an Event in a Log, once. A State is the fold
// of the events, and all that a screen draws; each reader of the log folds its
// own. Nothing in this package knows which AWS it works on (it states what it
// needs as small interfaces: Queue, ObjectStore, Publisher) nor that there is a
// terminal.
//
// The way of one image: the Producer puts it into the source bucket; S3 and
// EventBridge send a message to the queue; a worker of the Consumers receives
// it, downloads the image, has a thumbnail engine shrink it, puts the result
// into the thumbnails bucket, announces it, and deletes the message. What
// fails is given back and comes again; after the last try the queue moves it to
// its dead-letter queue.
//
// From there a person moves it back, or elsewhere: all letters by a move task of
// SQS, chosen ones one by one. Such work outlasts the call that asks for it: it
// runs in the background of the Pipeline's Run, and what becomes of it are events.
package pipeline

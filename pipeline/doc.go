// Package pipeline is a producer and its consumers as one run: Pipeline.Run, and what
// a person at the keys may ask for meanwhile. What that does comes back as events.
//
// The way of one image: the Producer puts it into the source bucket (producer.go,
// uploading.go); S3 and EventBridge send a message to the queue; a worker receives it
// and does the work (package consume). What fails is given back and comes again;
// after the last try the queue moves it to its dead-letter queue, from where a person
// moves it back (package redrive).
//
// Everything that happens becomes an event, once (package event); each reader folds
// its own state of them (package state), and a screen draws that. A drain follows
// each image until it is known what became of it (drain.go, ledger.go), and the
// sampler asks the queues for their counts (sampler.go).
//
// Nothing in here knows which AWS it works on, nor that there is a terminal. The
// imports of its folders point one way:
//
//	pipeline → redrive → consume → event
//	pipeline → state → event
package pipeline

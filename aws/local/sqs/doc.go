// Package sqs is the Amazon SQS of the embedded AWS: standard and FIFO queues
// that answer the real SDKs and the AWS CLI, old and new.
//
// The engine is one state machine behind one lock. Every request, every timer
// and every step of a move task is a transaction: it takes the lock, brings the
// queues it touches up to the present moment, changes them, wakes the receivers
// that now have something to receive, and lets go. What the transaction has
// changed goes to the journal, if the service is durable, and to the Observer,
// both outside of the lock and in the order of the transactions. A transaction
// costs microseconds, so one lock serves many more messages a second than the
// protocol around it can carry, and a message can move between two queues without
// ever being in none or in both.
//
// A message in a queue is in one of three places: delayed, waiting, or in
// flight. Delayed and in-flight messages lie in heaps ordered by when they
// become visible; waiting messages stand in a line (FIFO queues have a line a
// message group); all messages lie in a heap ordered by when they were sent,
// for the retention period. A queue has one timer, set to the earliest of those.
//
// Where to look: service.go for the constructor and the table of operations,
// transaction.go for the lock, queue.go for the life of a message, receive.go and
// waiters.go for polling, deadletter.go and movetask.go for redrive, fifo.go for
// message groups and deduplication, journal.go for durability.
//
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html
package sqs

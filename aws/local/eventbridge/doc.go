// Package eventbridge is the embedded EventBridge: buses, rules with event
// patterns or schedules, and targets.
//
// An event comes in through PutEvents or, from S3, through PutServiceEvent. It
// is held against the parsed pattern of every enabled rule of its bus; for each
// target of a rule that matches, a job is queued. One goroutine takes the jobs
// in order, makes what is to be sent (the event, or what Input, InputPath or
// InputTransformer make of it) and hands it to a queue, a topic or another bus.
// What a target refuses for good, or for longer than its retry policy allows,
// goes to its dead-letter queue if it has one, and is told of as failed. A
// scheduled rule has a timer of the clock, which queues the same jobs.
//
// In memory a put returns when the jobs are queued. With a Config.Dir it
// returns when each job has been tried once, so that an upload that was
// acknowledged has its message in a durable queue; only what waits for another
// try is lost with the process. Buses, rules and targets are kept in one JSON
// file that is replaced as a whole at each change.
//
// Archives take the events of a bus before its rules do. Each has a file of its
// own, to which an event is appended before the put returns. A replay queues
// what it finds there again, before StartReplay returns.
//
// Not built: pipes, API destinations, permissions of buses, and targets other
// than queues, topics and buses. They are refused.
//
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/Welcome.html
package eventbridge

// Package aws is the program's side of AWS: the SDK clients, a tap on every
// call they make, the stack of resources that the pipeline runs on, and the
// implementations of what the pipeline needs of them.
//
// Connect makes the Clients, against the account of the environment, against
// any endpoint that speaks the AWS protocols, or against the embedded AWS of
// package inflight/aws/local, which it reaches through an http.RoundTripper and
// no socket. Which of them it is makes no difference to anything after that.
//
//	clients, err := aws.Connect(ctx, aws.Options{Tap: show})
//	resources, err := aws.DefaultStack().Create(ctx, clients, nil)
//	queue := clients.Queue(resources.QueueURL) // a pipeline.Queue
//
// A Stack says what there should be. Create makes it so, as often as it is
// called: what is missing is created, what differs is set, what is right is
// left alone, and what others have added beside it (statements of a policy,
// lifecycle rules, notifications) stays. Check only looks. Delete takes it away.
//
// The tap is middleware on the SDK's stack. It reports a call once, when it has
// ended: how long it took over all its attempts, how it ended, and what AWS
// asks for it.
package aws

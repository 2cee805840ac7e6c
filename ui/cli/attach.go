package cli

import (
	"context"
	"fmt"

	"inflight/aws"
)

// attach reaches an AWS that somebody else has put the stack on: the one that
// answers at endpoint, or the account of the environment where that is empty.
// It changes nothing there. tap, which may be nil, is told of every call.
func attach(
	ctx context.Context, endpoint string, stack aws.Stack, tap func(aws.Call),
) (*aws.Clients, aws.Resources, error) {
	clients, err := aws.Connect(ctx, aws.Options{Endpoint: endpoint, Tap: tap})
	if err != nil {
		return nil, aws.Resources{}, err
	}
	var absent string
	resources, err := stack.Check(ctx, clients, func(step aws.Step) {
		essential := step.Kind == "queue" || step.Kind == "bucket"
		if absent == "" && essential && step.Outcome == aws.Missing {
			absent = step.Kind + " " + step.Name
		}
	})
	if err == nil && absent != "" {
		err = fmt.Errorf("there is no %s on %s: `inflight up` creates it, and so does `inflight run`", absent, whose(clients))
	}
	return clients, resources, err
}

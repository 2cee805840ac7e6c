package cli

import (
	"context"
	"errors"
	"fmt"
	"net"

	"inflight/aws"
)

// attach reaches the AWS in that place, or where none is named the one of an
// inflight on this machine, on which somebody else has put the stack. It asks
// nothing of it: what is missing shows at the first call that needs it. tap,
// which may be nil, is told of every call.
func (p *target) attach(ctx context.Context, tap func(aws.Call)) (*aws.Clients, error) {
	clients, err := aws.Connect(ctx, aws.Options{Endpoint: p.endpointOrLocal(), Tap: tap, Nameless: true})
	if err != nil && p.embedded() && errors.As(err, new(*net.OpError)) {
		err = fmt.Errorf("no inflight runs on this machine: start `inflight` or `inflight local --stack` first, or name an AWS with --aws or --endpoint (%w)", err)
	}
	return clients, err
}

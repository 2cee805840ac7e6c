package pipeline

import (
	"context"

	"inflight/pipeline/consume"
)

// ReceiveByHand receives one message for the person at the keys; the zero InHand says
// that nothing came.
func (p *Pipeline) ReceiveByHand(ctx context.Context) (consume.InHand, error) {
	return p.Consumers.ReceiveByHand(ctx)
}

// ExtendInHand has the visibility timeout of a message in hand begin once more.
func (p *Pipeline) ExtendInHand(ctx context.Context, messageID string) error {
	return p.Consumers.ExtendInHand(ctx, messageID)
}

// GiveBackInHand makes a message in hand visible at once.
func (p *Pipeline) GiveBackInHand(ctx context.Context, messageID string) error {
	return p.Consumers.GiveBackInHand(ctx, messageID)
}

// DeleteInHand deletes a message that is in hand, or was.
func (p *Pipeline) DeleteInHand(ctx context.Context, messageID string) error {
	return p.Consumers.DeleteInHand(ctx, messageID)
}

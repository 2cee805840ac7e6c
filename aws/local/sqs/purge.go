package sqs

import (
	"context"
	"net/http"
	"time"

	"inflight/aws/local/wire"
)

// purgePause is how long after a purge the next is refused.
const purgePause = time.Minute

type queueInput struct {
	QueueURL string `json:"QueueUrl"`
}

// purgeQueue removes every message, wherever in the queue it is.
func (s *Service) purgeQueue(ctx context.Context, in *queueInput) (*wire.Nothing, error) {
	return nil, s.transact(ctx, func(t *transaction) error {
		q, err := t.queueByURL(in.QueueURL)
		if err != nil {
			return err
		}
		if !q.purged.IsZero() && t.now.Sub(q.purged) < purgePause {
			return wire.Errorf("PurgeQueueInProgress", "Only one PurgeQueue operation on %s is allowed every 60 seconds.", q.name).
				WithQueryCode("AWS.SimpleQueueService.PurgeQueueInProgress").WithStatus(http.StatusForbidden)
		}
		count := len(q.messages)
		q.service.journal.purge(q)
		q.empty()
		q.purged = t.now
		q.service.journal.putQueue(q)
		notify(t, Observer.QueuePurged, QueuePurged{QueueName: q.name, QueueARN: q.arn, Messages: count})
		return nil
	})
}

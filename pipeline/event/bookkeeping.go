package event

import "context"

// CallerSampler is the Caller of an API call that is this program's own
// bookkeeping; Outside is that of somebody else's.
const CallerSampler = "sampler"

type bookkeepingKey struct{}

// AsBookkeeping marks the API calls made with the returned context as our own
// bookkeeping: those that only find out what the screen shows. They are billed as
// all are, but are no part of the work.
func AsBookkeeping(ctx context.Context) context.Context {
	return context.WithValue(ctx, bookkeepingKey{}, true)
}

// Bookkeeping tells whether calls made with ctx are our own bookkeeping.
func Bookkeeping(ctx context.Context) bool {
	marked, _ := ctx.Value(bookkeepingKey{}).(bool)
	return marked
}

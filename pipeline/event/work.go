package event

import "context"

// Work is what an API call is made for: a worker, and the message that it has in
// hand. A part that is not known, or not there, is empty.
type Work struct {
	Worker    string
	MessageID string
	Key       string // of the image
}

type workKey struct{}

// ForWork marks the API calls made with the returned context as made for a work.
func ForWork(ctx context.Context, w Work) context.Context {
	return context.WithValue(ctx, workKey{}, w)
}

// WorkOf is what calls made with ctx are made for; the zero Work where nobody said.
func WorkOf(ctx context.Context) Work {
	w, _ := ctx.Value(workKey{}).(Work)
	return w
}

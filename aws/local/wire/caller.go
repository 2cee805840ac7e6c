package wire

import "context"

// Caller says who made a call to the embedded AWS.
type Caller string

// The callers there are.
const (
	// InProcess is our own SDK clients, which reach the server without a socket.
	InProcess Caller = "in process"
	// Outside is whoever came over the network: the AWS CLI, a browser.
	Outside Caller = "outside"
	// Service is AWS itself, as when EventBridge sends to a queue.
	Service Caller = "service"
)

type callerKey struct{}

// WithCaller marks the calls made with the returned context.
func WithCaller(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerFrom is who made the call; Outside where nothing says otherwise.
func CallerFrom(ctx context.Context) Caller {
	if c, ok := ctx.Value(callerKey{}).(Caller); ok {
		return c
	}
	return Outside
}

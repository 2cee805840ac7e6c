package sqs

import (
	"context"
	"io"
	"net/http"
	"strings"

	"inflight/aws/local/wire"
)

// A queue's URL is an endpoint of its own: what is asked there is asked of the
// queue.
//
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html

// IsQueuePath tells whether a path is that of a queue's URL: /ACCOUNT/NAME.
func IsQueuePath(path string) bool {
	account, name, ok := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return ok && len(account) == 12 && strings.Trim(account, "0123456789") == "" && name != "" && !strings.Contains(name, "/")
}

// refuseAtQueue refuses an operation that is about no queue where the query
// protocol asks it at a queue's URL.
func refuseAtQueue(ctx context.Context) error {
	call := wire.CallFrom(ctx)
	if call == nil || !call.IsQuery() || !IsQueuePath(call.Request.URL.Path) {
		return nil
	}
	return wire.Errorf("InvalidAction", "The action %s is not valid for this endpoint.", call.Operation)
}

// asksNothing tells whether a request looks at a queue's URL without an action.
func asksNothing(r *http.Request) bool {
	return r.Method == http.MethodGet && IsQueuePath(r.URL.Path) && !r.URL.Query().Has("Action")
}

// answerNothing answers it as AWS does, which is in neither protocol.
func answerNothing(w http.ResponseWriter) {
	w.Header().Set("X-Amzn-Requestid", wire.NewRequestID())
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(http.StatusNotFound)
	_, _ = io.WriteString(w, "<UnknownOperationException/>\n") // a caller that hung up cannot be told
}

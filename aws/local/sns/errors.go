package sns

import (
	"fmt"
	"net/http"

	"inflight/aws/local/wire"
)

// invalid is the answer to a parameter that cannot be.
func invalid(format string, args ...any) *wire.Error {
	return wire.Errorf("InvalidParameter", "Invalid parameter: %s", fmt.Sprintf(format, args...))
}

// notBuilt is the answer to what AWS has and the embedded AWS has not.
func notBuilt(parameter, what string) *wire.Error {
	return invalid("%s Reason: the embedded AWS does not have %s", parameter, what)
}

var (
	errNoTopic        = wire.Errorf("NotFound", "Topic does not exist").WithStatus(http.StatusNotFound)
	errNoSubscription = wire.Errorf("NotFound", "Subscription does not exist").WithStatus(http.StatusNotFound)
	errUnavailable    = wire.Errorf("ServiceUnavailable", "the embedded SNS is stopping").WithStatus(http.StatusServiceUnavailable)
)

package local

import (
	"net/http"
	"time"
)

// Patient is a handler that gives each part of a body so long, and a body of it
// that rate at least.
func Patient(h http.Handler, idle time.Duration, rate int64) http.Handler {
	return patient{h, patience{idle: idle, rate: rate}}
}

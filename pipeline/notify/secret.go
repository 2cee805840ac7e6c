package notify

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// maxReason is how much of a reason is shown; a proxy may answer with a page.
const maxReason = 300

// StatusError is an answer of Discord that says no.
type StatusError struct {
	Status  int    // of HTTP
	Code    int    // Discord's own, such as 10015 for a webhook that is not there; 0 if it gave none
	message string // what Discord says about it
}

// Error says what Discord answered and, where that is known, what to do.
func (e *StatusError) Error() string {
	s := fmt.Sprintf("Discord answered %d %s", e.Status, http.StatusText(e.Status))
	if e.message != "" {
		s += ": " + e.message
	}
	switch e.Status {
	case http.StatusNotFound, http.StatusUnauthorized:
		s += "; the webhook was deleted or its URL is wrong: copy it from the channel's settings (Integrations, Webhooks), and start again"
	case http.StatusRequestEntityTooLarge:
		s += "; the attached thumbnail is too large"
	}
	return s
}

// withoutSecret is err without the token, which HTTP clients put into their
// errors with the URL they were asked for.
func (w webhook) withoutSecret(err error) error {
	var rest *discordgo.RESTError
	var trip *url.Error
	switch {
	case errors.As(err, &rest):
		return w.statusError(rest)
	case errors.As(err, &trip):
		return w.withoutSecret(trip.Err)
	case strings.Contains(err.Error(), w.token), len(err.Error()) > maxReason:
		return errors.New(cutReason(printable(w.redact(err.Error())), maxReason)) // the chain below holds the token too
	default:
		return err
	}
}

func (w webhook) statusError(rest *discordgo.RESTError) *StatusError {
	e := &StatusError{Status: rest.Response.StatusCode}
	if rest.Message != nil {
		e.Code = rest.Message.Code
		e.message = cut(printable(w.redact(rest.Message.Message)), maxReason)
	}
	return e
}

func (w webhook) redact(s string) string { return strings.ReplaceAll(s, w.token, "[token]") }

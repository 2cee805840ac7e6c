package cli

import (
	"context"
	"net/http"
	"regexp"
	"sync"

	"inflight/aws/local/sns"
)

// demoEmail subscribes to the announcements of the embedded AWS, so that there
// is mail to see.
const demoEmail = "viewer@example.com"

// viewer is the person behind demoEmail: who gets a mail that asks to confirm
// a subscription, and opens the link in it. Its goroutines end with close.
type viewer struct {
	transport http.RoundTripper
	opening   sync.WaitGroup
}

// confirmation is the link in such a mail.
var confirmation = regexp.MustCompile(`https?://\S+Action=ConfirmSubscription\S+`)

// read opens the link of a mail, beside whoever delivered it.
func (v *viewer) read(d sns.Delivered) {
	link := confirmation.FindString(d.Message)
	if d.Endpoint != demoEmail || link == "" {
		return
	}
	v.opening.Go(func() {
		r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, link, nil)
		if err != nil {
			return // no link; the subscription stays pending, and the screen shows no mail
		}
		if res, err := v.transport.RoundTrip(r); err == nil {
			res.Body.Close() //nolint:errcheck // it was in memory
		}
	})
}

// close waits for what is being opened.
func (v *viewer) close(context.Context) error {
	v.opening.Wait()
	return nil
}

package cli

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/notify"
)

// discord announces thumbnails on Discord: through the webhook of the
// environment, or to a stand-in that speaks Discord's API.
type discord struct {
	*notify.Discord
	webhook bool
}

// webhookVariable names the environment variable with the webhook's URL. The
// URL is a secret: it is on no command line and in no event.
const webhookVariable = "INFLIGHT_DISCORD_WEBHOOK"

// openDiscord connects to the webhook of the environment, or where there is
// none to a stand-in whose posts become events.
func openDiscord(getenv func(string) string, log *event.Log) (*discord, error) {
	url, webhook := getenv(webhookVariable), true
	var client *http.Client
	if url == "" {
		standIn := &notify.StandIn{OnPost: func(p notify.Post) { log.Emit(postEvent(p)) }}
		url, client, webhook = standIn.URL(), standIn.Client(), false
	}
	d, err := notify.NewDiscord(url, client)
	if err != nil {
		return nil, usagef("%s: %w", webhookVariable, err)
	}
	return &discord{Discord: d, webhook: webhook}, nil
}

// Channel is the channel's name in events.
func (*discord) Channel() string { return "discord" }

// Publish posts the announcement once.
func (d *discord) Publish(ctx context.Context, a consume.Announcement) error {
	return postError(d.Post(ctx, notify.Announcement{
		SourceKey: a.SourceKey, SourceBytes: a.SourceBytes, ThumbnailKey: a.ThumbnailKey, URL: a.Link.URL,
		Expires: a.Link.Expires, Earlier: a.Link.Earlier, PNG: a.PNG, Engine: a.Engine, Took: a.Took, Since: a.Since,
	}))
}

// postError says of a post that failed whether another would, and when it may be
// tried again.
func postError(err error) error {
	var limit *notify.LimitError
	var answer *notify.StatusError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &limit):
		return &consume.PassingError{Err: err, After: limit.After}
	case !errors.As(err, &answer), answer.Status >= http.StatusInternalServerError, answer.Status == http.StatusRequestTimeout:
		return &consume.PassingError{Err: err}
	case slices.Contains(shutStatuses, answer.Status), answer.Status/100 == 3: // a redirect would carry the token away
		return &consume.ShutError{Err: err}
	}
	return err
}

// shutStatuses are the answers of Discord that concern the webhook, and not what
// was posted: it was deleted, its token is wrong, or it may not be used.
var shutStatuses = []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone}

// where is what the screen says of the channel: never the URL.
func (d *discord) where() string {
	if d.webhook {
		return "webhook"
	}
	return "stand-in"
}

// postEvent is the event of a post that the stand-in took.
func postEvent(p notify.Post) event.Event {
	mail := &event.MailDelivered{Channel: "discord", To: "#thumbnails", Text: p.Content}
	if len(p.Embeds) > 0 {
		embed := p.Embeds[0]
		mail.Subject, mail.URL, mail.Text = notify.Plain(embed.Title), embed.URL, notify.Plain(embed.Description)
	}
	return event.Event{Body: mail}
}

// closeAll closes what can be closed, the last opened first, and joins the
// errors.
func closeAll(ctx context.Context, closers []func(context.Context) error) error {
	var err error
	for i := len(closers) - 1; i >= 0; i-- {
		err = errors.Join(err, closers[i](ctx))
	}
	return err
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"inflight/pipeline"
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
func openDiscord(getenv func(string) string, log *pipeline.Log) (*discord, error) {
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

// Publish posts the announcement.
func (d *discord) Publish(ctx context.Context, a pipeline.Announcement) error {
	err := d.Post(ctx, notify.Announcement{
		SourceKey: a.SourceKey, SourceBytes: a.SourceBytes, ThumbnailKey: a.ThumbnailKey, URL: a.URL,
		Expires: a.Expires, PNG: a.PNG, Engine: a.Engine, Took: a.Took,
	})
	if err != nil {
		return fmt.Errorf("post to Discord: %w", err)
	}
	return nil
}

// where is what the screen says of the channel: never the URL.
func (d *discord) where() string {
	if d.webhook {
		return "webhook"
	}
	return "stand-in"
}

// postEvent is the event of a post that the stand-in took.
func postEvent(p notify.Post) pipeline.Event {
	e := pipeline.Event{Type: pipeline.MailDelivered, Channel: "discord", To: "#thumbnails", Text: p.Content}
	if len(p.Embeds) > 0 {
		embed := p.Embeds[0]
		e.Subject, e.URL, e.Text = notify.Plain(embed.Title), embed.URL, notify.Plain(embed.Description)
	}
	return e
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

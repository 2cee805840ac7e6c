package notify

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
)

const (
	// discordTimeout is how long one request may take with the client that
	// NewDiscord makes itself.
	discordTimeout = 20 * time.Second
	// patience is how long one post waits for Discord's rate limit, in all.
	patience = time.Minute
)

// Discord posts announcements through a webhook of a channel. It is safe for
// use by many goroutines; posts go out one at a time, which is how Discord
// counts them. It starts no goroutine of its own.
type Discord struct {
	session  *discordgo.Session
	webhook  webhook
	bucket   *discordgo.Bucket // discordgo's account of this webhook's rate limit
	turn     chan struct{}     // holds one value while a post is under way
	ownsIdle bool
}

// NewDiscord makes a Discord that posts through the webhook with that URL,
// https://discord.com/api/webhooks/ID/TOKEN, by way of client; a nil client is
// one of its own. Nothing is sent before the first Post. The error for a
// malformed URL does not repeat it, for it is a secret.
func NewDiscord(webhookURL string, client *http.Client) (*Discord, error) {
	hook, err := parseWebhook(webhookURL)
	if err != nil {
		return nil, err
	}
	session, err := discordgo.New("")
	if err != nil {
		return nil, fmt.Errorf("start discordgo: %w", err)
	}
	session.LogLevel = -1 // its log lines name URLs, and would go to the terminal
	session.ShouldRetryOnRateLimit = false
	session.Client = redirected(client, hook.base)
	return &Discord{
		session: session, webhook: hook, turn: make(chan struct{}, 1), ownsIdle: client == nil,
		bucket: session.Ratelimiter.GetBucket(discordgo.EndpointWebhookToken(hook.id, hook.token) + "?wait=true"),
	}, nil
}

// Close lets go of idle connections, if they are Discord's own. A closed
// Discord may still be used.
func (d *Discord) Close() error {
	if d.ownsIdle {
		d.session.Client.CloseIdleConnections()
	}
	return nil
}

// Post posts the announcement and returns when Discord has taken it. When
// Discord says that it is too much, Post waits as long as Discord asks, up to a
// minute in all. An answer that says no is a *StatusError. No error holds the
// webhook's token.
func (d *Discord) Post(ctx context.Context, a Announcement) error {
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return fmt.Errorf("post %q to Discord: %w", a.name(), ctx.Err())
	}
	if err := d.post(ctx, a); err != nil {
		return fmt.Errorf("post %q to Discord: %w", a.name(), d.webhook.withoutSecret(err))
	}
	return nil
}

// post sends until Discord says something else than "too much". discordgo keeps
// the account of the limit; the waiting is done here, where it ends with ctx.
func (d *Discord) post(ctx context.Context, a Announcement) error {
	deadline := time.Now().Add(patience)
	for {
		wait := d.session.Ratelimiter.GetWaitTime(d.bucket, 1)
		if err := sleep(ctx, wait, deadline); err != nil {
			return err
		}
		_, err := d.session.WebhookExecute(d.webhook.id, d.webhook.token, true, params(a), discordgo.WithContext(ctx))
		var limited *discordgo.RateLimitError
		if !errors.As(err, &limited) {
			return err
		}
		if err := sleep(ctx, limited.RetryAfter, deadline); err != nil {
			return err
		}
	}
}

// sleep waits for d, unless ctx ends before or d would pass the deadline.
func sleep(ctx context.Context, d time.Duration, deadline time.Time) error {
	if d <= 0 {
		return ctx.Err()
	}
	if time.Now().Add(d).After(deadline) {
		return fmt.Errorf("Discord asks to wait %s, which is too long", d.Round(time.Second))
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

package notify

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
)

// discordTimeout is how long one request may take with the client that NewDiscord
// makes itself.
const discordTimeout = 20 * time.Second

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
	session.LogLevel = -1                  // its log lines name URLs, and would go to the terminal
	session.ShouldRetryOnRateLimit = false // whoever posts decides that
	session.MaxRestRetries = 0
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

// Post posts the announcement once, and returns when Discord has answered. An
// answer that says "too much" is a *LimitError, and so is one that is expected,
// since Discord said when it takes the next post; another that says no is a
// *StatusError. No error holds the webhook's token.
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

// post sends once. discordgo keeps the account of the limit, but waits for it in a
// way that nothing ends, so it is not asked where it would.
func (d *Discord) post(ctx context.Context, a Announcement) error {
	if wait := d.session.Ratelimiter.GetWaitTime(d.bucket, 1); wait > 0 {
		return &LimitError{After: wait}
	}
	seen := &answerSeen{}
	ctx = context.WithValue(ctx, seenKey{}, seen)
	_, err := d.session.WebhookExecute(d.webhook.id, d.webhook.token, true, params(a), discordgo.WithContext(ctx))
	if err == nil || ctx.Err() != nil {
		return err
	}
	var limited *discordgo.RateLimitError
	var rest *discordgo.RESTError
	switch {
	case errors.As(err, &limited):
		return &LimitError{After: max(limited.RetryAfter, seen.after, leastWait)}
	case seen.status == http.StatusTooManyRequests: // not from Discord, but from what stands before it
		return &LimitError{After: max(seen.after, leastWait)}
	case errors.As(err, &rest), seen.status == 0: // no answer came
		return err
	case seen.status < http.StatusBadRequest: // it may have been taken
		return &StatusError{Status: seen.status, message: "what it said cannot be read"}
	}
	return &StatusError{Status: seen.status}
}

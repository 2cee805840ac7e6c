package notify

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
)

// errWebhook says what a webhook's URL looks like. It does not say what was
// given instead: that may be a secret with a typing mistake.
var errWebhook = errors.New("the Discord webhook is not of the form https://discord.com/api/webhooks/ID/TOKEN" +
	" (copy it from the channel's settings: Integrations, Webhooks)")

// webhook is where posts go.
type webhook struct {
	base      url.URL // scheme and host
	id, token string
}

// parseWebhook reads https://HOST/api/webhooks/ID/TOKEN. Plain http is taken
// for this machine only, since the URL is a secret.
func parseWebhook(raw string) (webhook, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" || u.User != nil {
		return webhook{}, errWebhook
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
		return webhook{}, errWebhook
	}
	id, token, ok := webhookPath(u.Path)
	if !ok {
		return webhook{}, errWebhook
	}
	return webhook{base: url.URL{Scheme: u.Scheme, Host: u.Host}, id: id, token: token}, nil
}

// webhookPath reads /api/webhooks/ID/TOKEN, which may name a version as in
// /api/v10/webhooks/ID/TOKEN.
func webhookPath(path string) (id, token string, ok bool) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) == 5 && isVersion(parts[1]) {
		parts = append(parts[:1:1], parts[2:]...)
	}
	if len(parts) != 4 || parts[0] != "api" || parts[1] != "webhooks" {
		return "", "", false
	}
	return parts[2], parts[3], consistsOf(parts[2], digits) && consistsOf(parts[3], tokenCharacters)
}

const (
	digits          = "0123456789"
	tokenCharacters = digits + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
)

func isVersion(s string) bool { return strings.HasPrefix(s, "v") && consistsOf(s[1:], digits) }

func consistsOf(s, characters string) bool {
	return s != "" && strings.Trim(s, characters) == ""
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && ip.IsLoopback()
}

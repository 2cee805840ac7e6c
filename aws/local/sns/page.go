package sns

import (
	"errors"
	"html/template"
	"net/http"
	"strings"

	"inflight/aws/local/wire"
)

// isLink says whether a request is a person's who opened the link in a message,
// with a browser or with curl. A program that follows a SubscribeURL gets AWS's
// XML, as everywhere.
func isLink(r *http.Request) bool {
	if r.Method != http.MethodGet || hasSignature(r) {
		return false
	}
	action := r.URL.Query().Get("Action")
	return (action == "ConfirmSubscription" || action == "Unsubscribe") && (wantsHTML(r) || isTextClient(r))
}

func wantsHTML(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept"), "text/html") }

func isTextClient(r *http.Request) bool {
	agent := strings.ToLower(r.UserAgent())
	return strings.HasPrefix(agent, "curl/") || strings.HasPrefix(agent, "wget/")
}

// pageContent is what a person is told.
type pageContent struct {
	Title, Text   string
	LinkText, URL string
}

var pageTemplate = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{.Title}}</title>
<style>body { font: 1.1em/1.5 sans-serif; max-width: 36em; margin: 4em auto; padding: 0 1em; overflow-wrap: anywhere }</style>
<h1>{{.Title}}</h1>
<p>{{.Text}}</p>
{{if .URL}}<p><a href="{{.URL}}">{{.LinkText}}</a></p>
{{end}}</html>
`))

// servePage does what the link says and tells the person what came of it.
func (s *Service) servePage(w http.ResponseWriter, r *http.Request) {
	content, err := s.follow(r)
	status := http.StatusOK
	if err != nil {
		content, status = errorPage(err)
	}
	h := w.Header()
	h.Set("X-Amzn-Requestid", wire.NewRequestID())
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer") // the address holds the token
	if !wantsHTML(r) {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(content.text()))
		return
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = pageTemplate.Execute(w, content) // as above
}

// follow confirms or ends the subscription that the link is about.
func (s *Service) follow(r *http.Request) (pageContent, error) {
	query := r.URL.Query()
	if query.Get("Action") == "Unsubscribe" {
		arn := query.Get("SubscriptionArn")
		_, err := s.unsubscribe(r.Context(), &unsubscribeInput{SubscriptionArn: arn})
		return pageContent{Title: "Unsubscribed", Text: "The subscription " + arn + " has ended. Nothing more will be sent for it."}, err
	}
	out, err := s.confirmSubscription(r.Context(), &confirmInput{
		TopicArn: query.Get("TopicArn"), Token: query.Get("Token"),
		AuthenticateOnUnsubscribe: query.Get("AuthenticateOnUnsubscribe"),
	})
	if err != nil {
		return pageContent{}, err
	}
	return pageContent{
		Title: "Subscription confirmed", Text: "You are subscribed. The id of your subscription is " + out.SubscriptionArn + ".",
		LinkText: "It was a mistake: unsubscribe", URL: s.unsubscribeURL(&delivery{subscription: out.SubscriptionArn}),
	}, nil
}

func errorPage(err error) (pageContent, int) {
	var e *wire.Error
	if !errors.As(err, &e) {
		e = wire.Errorf("InternalError", "%v", err).WithStatus(http.StatusInternalServerError)
	}
	text := "The link does not work any more, or is not whole: copy all of it from the mail. " + e.Message + "."
	return pageContent{Title: "That did not work", Text: text}, e.HTTPStatus()
}

// text is the page for a terminal, without what could move its cursor.
func (c pageContent) text() string {
	lines := []string{c.Title, c.Text}
	if c.URL != "" {
		lines = append(lines, c.LinkText+": "+c.URL)
	}
	for i, line := range lines {
		lines[i] = strings.Map(func(r rune) rune {
			if r < ' ' || r >= 0x7f && r < 0xa0 {
				return '?'
			}
			return r
		}, line)
	}
	return strings.Join(lines, "\n\n") + "\n"
}

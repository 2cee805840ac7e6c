package notify_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"inflight/pipeline/notify"
)

// roundTrip is a RoundTripper made of a function.
type roundTrip func(*http.Request) (*http.Response, error)

// RoundTrip calls the function.
func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// bodyOf reads a request's body and puts it back.
func bodyOf(t *testing.T, r *http.Request) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	r.Body = io.NopCloser(strings.NewReader(string(b)))
	return string(b)
}

// post sends JSON to the stand-in and gives back the status and Discord's code.
func post(t *testing.T, s *notify.StandIn, address, contentType, body string) (status, code int) {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	s.ServeHTTP(w, r)
	var answer struct{ Code int }
	_ = json.Unmarshal(w.Body.Bytes(), &answer)
	return w.Code, answer.Code
}

func TestTheStandInRefusesWhatDiscordRefuses(t *testing.T) {
	long := func(n int) string { return strings.Repeat("x", n) }
	s := new(notify.StandIn)
	const kind = "application/json"
	for name, c := range map[string]struct {
		address, kind, body string
		status, code        int
	}{
		"nothing to post":     {s.URL(), kind, `{}`, 400, 50006},
		"no JSON":             {s.URL(), kind, `{`, 400, 50109},
		"long content":        {s.URL(), kind, `{"content":"` + long(2001) + `"}`, 400, 50035},
		"long title":          {s.URL(), kind, `{"embeds":[{"title":"` + long(257) + `"}]}`, 400, 50035},
		"long description":    {s.URL(), kind, `{"embeds":[{"description":"` + long(4097) + `"}]}`, 400, 50035},
		"too much in all":     {s.URL(), kind, `{"embeds":[{"description":"` + long(4000) + `"},{"description":"` + long(2001) + `"}]}`, 400, 50035},
		"eleven embeds":       {s.URL(), kind, `{"embeds":[` + strings.TrimSuffix(strings.Repeat(`{"title":"x"},`, 11), ",") + `]}`, 400, 50035},
		"field without value": {s.URL(), kind, `{"embeds":[{"fields":[{"name":"x"}]}]}`, 400, 50035},
		"url of a script":     {s.URL(), kind, `{"embeds":[{"url":"javascript:alert(1)"}]}`, 400, 50035},
		"missing attachment":  {s.URL(), kind, `{"embeds":[{"thumbnail":{"url":"attachment://thumb.png"}}]}`, 400, 50035},
		"form without parts":  {s.URL(), "multipart/form-data; boundary=b", `x`, 400, 50006},
		"no content type":     {s.URL(), "", `{"content":"x"}`, 415, 50035},
		"too large":           {s.URL(), kind, `{"content":"` + long(2<<20) + `"}`, 413, 40005},
		"another webhook":     {"https://discord.localhost/api/webhooks/42/x", kind, `{"content":"x"}`, 404, 10015},
		"wrong token":         {s.URL() + "x", kind, `{"content":"x"}`, 401, 50027},
		"another path":        {"https://discord.localhost/api/users/42", kind, `{"content":"x"}`, 404, 0},
		"a post, no wait":     {s.URL(), kind, `{"content":"x"}`, 204, 0},
		"a post, waited for":  {s.URL() + "?wait=true", kind, `{"content":"x"}`, 200, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if status, code := post(t, s, c.address, c.kind, c.body); status != c.status || code != c.code {
				t.Errorf("answered %d with code %d, want %d with code %d", status, code, c.status, c.code)
			}
		})
	}
	if n := len(s.Posts()); n != 2 {
		t.Errorf("%d posts were kept, want the 2 that were taken", n)
	}
}

func TestTheStandInKeepsTheLastPostsOnly(t *testing.T) {
	s := new(notify.StandIn)
	for i := range 250 {
		post(t, s, s.URL(), "application/json", fmt.Sprintf(`{"content":"%d"}`, i))
	}
	posts := s.Posts()
	if len(posts) != 100 || posts[0].Content != "150" || posts[99].Content != "249" {
		t.Errorf("%d posts are kept, from %s", len(posts), posts[0].Content)
	}
}

func TestTheStandInTellsEachPostOnceAndInOrder(t *testing.T) {
	var told []string
	s := &notify.StandIn{OnPost: func(p notify.Post) { told = append(told, p.ID) }}
	var posters sync.WaitGroup
	for range 8 {
		posters.Go(func() {
			for range 5 {
				post(t, s, s.URL(), "application/json", `{"content":"x"}`)
			}
		})
	}
	posters.Wait()
	for i, id := range told {
		if id != fmt.Sprint(i+1) {
			t.Fatalf("post %s was told in place %d", id, i+1)
		}
	}
	if len(told) != 40 {
		t.Errorf("%d posts were told, want 40", len(told))
	}
}

func TestTheStandInAnswersOverASocketToo(t *testing.T) {
	s := new(notify.StandIn)
	server := httptest.NewServer(s)
	defer server.Close()
	d, err := notify.NewDiscord(strings.Replace(s.URL(), "https://discord.localhost", server.URL, 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if err := d.Post(t.Context(), garden); err != nil {
		t.Fatal(err)
	}
	if n := len(s.Posts()); n != 1 {
		t.Errorf("%d posts, want 1", n)
	}
}

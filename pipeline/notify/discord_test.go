package notify_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/notify"
)

func ExampleDiscord_Post() {
	discord := &notify.StandIn{OnPost: func(p notify.Post) {
		fmt.Println(p.Embeds[0].Title)
		fmt.Println(p.Embeds[0].Description)
		fmt.Println(p.Files[0].Name, len(p.Files[0].Data), "bytes")
	}}
	channel, err := notify.NewDiscord(discord.URL(), discord.Client())
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := channel.Post(context.Background(), garden); err != nil {
		fmt.Println(err)
	}
	// Output:
	// garden-0131
	// **Image** uploads/garden-0131.jpg (1.4 MB)
	// **Thumbnail** thumbnails/garden-0131.png (7 bytes)
	// **Made by** ffmpeg in 1.2 s
	// [Open the thumbnail](https://naa-hd-thumbnails.s3.amazonaws.com/thumbnails/garden-0131.png?X-Amz-Signature=00ff)
	// The link works until 2 March 2026, 12:00 UTC.
	// thumb.png 7 bytes
}

// channelOf is a Discord that posts to the stand-in.
func channelOf(t *testing.T, s *notify.StandIn) *notify.Discord {
	t.Helper()
	d, err := notify.NewDiscord(s.URL(), s.Client())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAPostCarriesThePictureItsCardShows(t *testing.T) {
	s := new(notify.StandIn)
	if err := channelOf(t, s).Post(t.Context(), garden); err != nil {
		t.Fatal(err)
	}
	posts := s.Posts()
	if len(posts) != 1 {
		t.Fatalf("%d posts, want 1", len(posts))
	}
	e := posts[0].Embeds[0]
	if e.URL != garden.URL || e.Thumbnail == nil || e.Thumbnail.URL != "attachment://thumb.png" {
		t.Errorf("the card does not show the thumbnail: %+v", e)
	}
	if f := posts[0].Files[0]; f.Name != "thumb.png" || f.ContentType != "image/png" || !bytes.Equal(f.Data, garden.PNG) {
		t.Errorf("the picture is not attached: %+v", f)
	}
}

func TestAPostWorksWithoutAPictureOrAnythingElse(t *testing.T) {
	s := new(notify.StandIn)
	if err := channelOf(t, s).Post(t.Context(), notify.Announcement{}); err != nil {
		t.Fatal(err)
	}
	if p := s.Posts()[0]; len(p.Files) != 0 || p.Embeds[0].Thumbnail != nil || p.Embeds[0].Title != "an image" {
		t.Errorf("posted %+v", p)
	}
}

func TestNamesInAPostNeitherPingNorFormat(t *testing.T) {
	s, client := new(notify.StandIn), &http.Client{}
	var sent string
	client.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		sent = bodyOf(t, r)
		return s.Client().Transport.RoundTrip(r)
	})
	d, err := notify.NewDiscord(s.URL(), client)
	if err != nil {
		t.Fatal(err)
	}
	a := garden
	a.ImageName = "@everyone **bold** <@1> [x](http://evil.test) \x1b[31m"
	a.URL = "https://example.test/a)[evil](https://evil.test"
	if err := d.Post(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(sent, `"allowed_mentions":{"parse":[],`) {
		t.Errorf("mentions are not turned off: %s", sent)
	}
	e := s.Posts()[0].Embeds[0]
	if want := `\@everyone \*\*bold\*\* \<\@1\> \[x\](http\://evil.test) ` + "\uFFFD\\[31m"; e.Title != want {
		t.Errorf("the title is %q, want %q", e.Title, want)
	}
	if strings.Contains(e.Description, "](https://evil") {
		t.Errorf("the URL ends its link early: %q", e.Description)
	}
}

func TestLongNamesAndLinksStayWithinDiscordsLimits(t *testing.T) {
	for _, length := range []int{1500, 3000, 9000} {
		s, a := new(notify.StandIn), garden
		a.ImageName, a.SourceKey = strings.Repeat("*", 3000), strings.Repeat("_", 3000)
		a.Engine, a.URL = strings.Repeat("#", 3000), "https://example.test/"+strings.Repeat("x", length)
		if err := channelOf(t, s).Post(t.Context(), a); err != nil {
			t.Errorf("with a URL of %d characters: %v", length, err)
			continue
		}
		whole := strings.Contains(s.Posts()[0].Embeds[0].Description, a.URL)
		if whole != (length < 4000) {
			t.Errorf("a URL of %d characters is posted whole: %t", length, whole)
		}
	}
}

// asked is how long Discord asks to wait, according to the error of a post.
func asked(t *testing.T, err error) time.Duration {
	t.Helper()
	var limit *notify.LimitError
	if !errors.As(err, &limit) {
		t.Fatalf("the error is %v, want one that says how long to wait", err)
	}
	return limit.After
}

func TestAPostThatIsTooMuchSaysHowLongToWaitAndDoesNotWaitItself(t *testing.T) {
	for _, per := range []time.Duration{10 * time.Second, 4 * time.Minute, time.Hour} {
		t.Run(per.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &notify.StandIn{Limit: 1, Per: per}
				d := channelOf(t, s)
				if err := d.Post(t.Context(), garden); err != nil {
					t.Fatal(err)
				}
				begun := time.Now()
				err := d.Post(t.Context(), garden)
				wait := asked(t, err)
				if wait < per-time.Second || wait > per || time.Since(begun) != 0 {
					t.Errorf("after %s it asks to wait %s, want %s at once", time.Since(begun), wait, per)
				}
				time.Sleep(wait)
				if err := d.Post(t.Context(), garden); err != nil {
					t.Errorf("after that time: %v", err)
				}
			})
		})
	}
}

func TestTwoPostersShareTheRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &notify.StandIn{Limit: 1, Per: 2 * time.Second}
		first, second := channelOf(t, s), channelOf(t, s) // each learns of the other from a 429 only
		if err := first.Post(t.Context(), garden); err != nil {
			t.Fatal(err)
		}
		time.Sleep(asked(t, second.Post(t.Context(), garden)))
		if err := second.Post(t.Context(), garden); err != nil || len(s.Posts()) != 2 {
			t.Errorf("%d posts came through, want 2: %v", len(s.Posts()), err)
		}
	})
}

func TestHowLongToWaitIsReadHoweverItIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		date := time.Now().Add(3 * time.Minute).UTC().Format(http.TimeFormat)
		for name, tc := range map[string]struct {
			header, body string
			want         time.Duration
		}{
			"in the body":                {"", `{"retry_after":64.5,"global":false}`, 64*time.Second + 500*time.Millisecond},
			"in the header, longer":      {"90", `{"retry_after":2}`, 90 * time.Second},
			"by a proxy, in no JSON":     {"120", `<html>banned</html>`, 2 * time.Minute},
			"by a proxy, as a date":      {date, ``, 3 * time.Minute},
			"nowhere":                    {"", `{}`, time.Second},
			"as nonsense":                {"soon", `{"retry_after":-5}`, time.Second},
			"as more than a day":         {"1e300", ``, 24 * time.Hour},
			"as a date in years":         {"Mon, 02 Jan 2006 15:04:05 GMT", ``, 24 * time.Hour},
			"as a date that has gone by": {"Fri, 01 Jan 1999 00:00:00 GMT", ``, time.Second},
		} {
			client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				w := httptest.NewRecorder()
				w.Header().Set("Retry-After", tc.header)
				w.WriteHeader(http.StatusTooManyRequests)
				_, _ = w.WriteString(tc.body)
				return w.Result(), nil
			})}
			d, err := notify.NewDiscord("https://discord.com/api/webhooks/42/"+secret, client)
			if err != nil {
				t.Fatal(err)
			}
			if got := asked(t, d.Post(t.Context(), garden)); got != tc.want {
				t.Errorf("%s: it asks to wait %s, want %s", name, got, tc.want)
			}
		}
	})
}

func TestAPostThatWaitsForItsTurnEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done() // it never answers
			return nil, r.Context().Err()
		})}
		d, err := notify.NewDiscord("https://discord.com/api/webhooks/42/"+secret, client)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		ended := make(chan error)
		for range 2 {
			go func() { ended <- d.Post(ctx, garden) }()
		}
		for range 2 {
			if err := <-ended; !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
		}
	})
}

func TestAnAnswerThatCannotBeReadSaysWhetherThePostMayHaveBeenTaken(t *testing.T) {
	for status, want := range map[int]string{200: "Discord answered 200 OK: what it said cannot be read", 502: "Discord answered 502 Bad Gateway"} {
		asked := 0
		client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			asked++
			w := httptest.NewRecorder()
			w.WriteHeader(status)
			_, _ = w.WriteString("<html>")
			return w.Result(), nil
		})}
		d, err := notify.NewDiscord("https://discord.com/api/webhooks/42/"+secret, client)
		if err != nil {
			t.Fatal(err)
		}
		var answer *notify.StatusError
		if err := d.Post(t.Context(), garden); !errors.As(err, &answer) || answer.Error() != want || asked != 1 {
			t.Errorf("asked %d times: %v, want %q", asked, err, want)
		}
	}
}

const secret = "kE3p-m3_s3cr3t"

func TestTheTokenIsInNoErrorAndNoLog(t *testing.T) {
	var logged bytes.Buffer
	defer log.SetOutput(log.Writer())
	log.SetOutput(&logged)
	refuse := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://127.0.0.1:1"+r.URL.Path)
			w.WriteHeader(status)
			_, _ = fmt.Fprintf(w, body, r.URL.Path)
		}
	}
	for name, handler := range map[string]http.HandlerFunc{
		"unknown webhook":       refuse(http.StatusNotFound, `{"code":10015,"message":"Unknown Webhook %s"}`),
		"unauthorized":          refuse(http.StatusUnauthorized, `%s`),
		"redirect":              refuse(http.StatusTemporaryRedirect, `%s`),
		"bad gateway":           refuse(http.StatusBadGateway, `<html>%s</html>`),
		"limit that is no JSON": refuse(http.StatusTooManyRequests, `<html>%s</html>`),
		"long limit":            refuse(http.StatusTooManyRequests, `{"retry_after":9000,"message":"%s"}`),
		"no JSON":               refuse(http.StatusOK, `<html>%s</html>`),
		"connection closed":     func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(handler)
			defer server.Close()
			d, err := notify.NewDiscord(server.URL+"/api/webhooks/42/"+secret, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = d.Close() }()
			err = d.Post(t.Context(), garden)
			if err == nil {
				t.Fatal("the post succeeded")
			}
			for e := err; e != nil; e = errors.Unwrap(e) {
				if all := fmt.Sprintf("%v %+v %#v", e, e, e); strings.Contains(all, secret) {
					t.Errorf("an error holds the token: %s", all)
				}
			}
		})
	}
	if logged.Len() > 0 {
		t.Errorf("something was logged: %s", logged.String())
	}
}

func TestAMalformedWebhookIsRefusedWithoutRepeatingIt(t *testing.T) {
	for _, u := range []string{
		"", "discord", "https://discord.com/api/webhooks/42/", "https://discord.com/api/webhooks/x/" + secret,
		"http://discord.com/api/webhooks/42/" + secret, "https://discord.com/webhooks/42/" + secret,
		"https://discord.com/api/webhooks/42/" + secret + "/slack", "https://u:p@discord.com/api/webhooks/42/" + secret,
		"https://discord.com/api/webhooks/42/" + secret + "\x7f", "ftp://discord.com/api/webhooks/42/" + secret,
	} {
		if _, err := notify.NewDiscord(u, nil); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("NewDiscord(%q) answers %v", u, err)
		}
	}
	for _, u := range []string{
		"https://discord.com/api/webhooks/42/" + secret, "https://canary.discord.com/api/v10/webhooks/42/" + secret,
		"http://127.0.0.1:8080/api/webhooks/42/" + secret, "http://[::1]:8080/api/webhooks/42/" + secret,
	} {
		if _, err := notify.NewDiscord(u, nil); err != nil {
			t.Errorf("NewDiscord(%q) answers %v", u, err)
		}
	}
}

func TestARefusalSaysWhatDiscordSaid(t *testing.T) {
	s := new(notify.StandIn)
	d, err := notify.NewDiscord("https://discord.com/api/webhooks/42/"+secret, s.Client())
	if err != nil {
		t.Fatal(err)
	}
	err = d.Post(t.Context(), garden)
	var refused *notify.StatusError
	if !errors.As(err, &refused) || refused.Status != http.StatusNotFound || refused.Code != 10015 {
		t.Errorf("the error is %v, want Discord's 10015", err)
	}
}

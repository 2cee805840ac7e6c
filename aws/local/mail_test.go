package local_test

import (
	"context"
	"io"
	"io/fs"
	"mime/quotedprintable"
	"net/http"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// mails are the bodies of the mails in a server's mail folder, oldest first.
func mails(t *testing.T, dir string) (bodies []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		defer f.Close()
		m, err := mail.ReadMessage(f)
		if err != nil {
			return err
		}
		body := m.Body
		if strings.EqualFold(m.Header.Get("Content-Transfer-Encoding"), "quoted-printable") {
			body = quotedprintable.NewReader(m.Body)
		}
		b, err := io.ReadAll(body)
		bodies = append(bodies, string(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return bodies
}

var link = regexp.MustCompile(`http://\S*ConfirmSubscription\S*`)

func TestALinkInAMailConfirmsASubscription(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, requireSignature)
		defer s.Close(context.Background())
		c := connect(t, s, s.RoundTripper())
		topic, err := c.sns.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: new("thumbnails")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.sns.Subscribe(t.Context(), &sns.SubscribeInput{TopicArn: topic.TopicArn, Protocol: new("email"), Endpoint: new("a@example.org")}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		asked := mails(t, s.MailFolder())
		if len(asked) != 1 || !strings.HasPrefix(link.FindString(asked[0]), s.Endpoint()) {
			t.Fatalf("the mails are %q", asked)
		}
		time.Sleep(time.Minute) // so that the next mail has a later name
		if status, body := fetch(t, s.RoundTripper(), http.MethodGet, link.FindString(asked[0]), ""); status != http.StatusOK {
			t.Fatalf("opening the link: %d %s", status, body)
		}
		if _, err := c.sns.Publish(t.Context(), &sns.PublishInput{TopicArn: topic.TopicArn, Message: new("a thumbnail is there")}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		got := mails(t, s.MailFolder())
		if len(got) < 2 || !strings.Contains(got[len(got)-1], "a thumbnail is there") {
			t.Errorf("the mails are %q", got)
		}
	})
}

package local_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sns"

	"inflight/aws/local"
)

// SNS posts to what listens on this machine only if the server was told that it
// may.
func TestSNSPostsToThisMachineOnlyWhereItIsAllowed(t *testing.T) {
	posted := make(chan string, 10)
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		posted <- string(body)
	}))
	defer hook.Close()
	for _, allowed := range []bool{false, true} {
		s, transport := listen(t, func(o *local.Options) { o.SNSHTTPPrivate = allowed })
		c := connect(t, s, transport)
		topic, err := c.sns.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: new("thumbnails")})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.sns.Subscribe(t.Context(), &sns.SubscribeInput{TopicArn: topic.TopicArn, Protocol: new("http"), Endpoint: &hook.URL})
		if !allowed {
			if code(t, err) != "InvalidParameter" || !strings.Contains(err.Error(), "--sns-http-private") {
				t.Errorf("not allowed, it answers %v", err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := <-posted; !strings.Contains(got, `"Type" : "SubscriptionConfirmation"`) {
			t.Errorf("posted was %s", got)
		}
	}
	if len(posted) != 0 {
		t.Errorf("posted was %s besides", <-posted)
	}
}

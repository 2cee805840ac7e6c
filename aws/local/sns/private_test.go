package sns_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/sns"

	"inflight/aws/local/sns"
)

func TestAnEndpointAtAnAddressThatIsNotPublicIsRefusedUnlessItIsAllowed(t *testing.T) {
	w := newWorld(t)
	allowed := newWorld(t, func(c *sns.Config) { c.PrivateEndpoints = true })
	topic, other := w.topic("thumbnails", nil), allowed.topic("thumbnails", nil)
	for _, host := range []string{
		"127.0.0.1:1", "127.9.9.9", "[::1]", "localhost:1", "LOCALHOST.", "x.localhost", "10.1.2.3", "172.16.0.1", "192.168.1.1:80", "169.254.169.254",
		"[fe80::1%25eth0]", "[fd00::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "0.0.0.0", "[::]", "100.64.0.1", "[64:ff9b::7f00:1]", "[2002:a00:1::]", "224.0.0.1", "255.255.255.255",
	} {
		endpoint := "http://" + host + "/hook"
		_, err := w.client.Subscribe(t.Context(), &sdk.SubscribeInput{TopicArn: &topic, Protocol: new("http"), Endpoint: &endpoint})
		wantCode(t, host, err, "InvalidParameter")
		if err != nil && !strings.Contains(err.Error(), "--sns-http-private") {
			t.Errorf("%s: the error names no way out: %v", host, err)
		}
	}
	allowed.subscribe(other, "http", "http://127.0.0.1:1/hook", nil)
	for _, public := range []string{"93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e", "8.8.8.8", "172.32.0.1", "100.128.0.1"} {
		if !sns.IsPublic(netip.MustParseAddr(public)) {
			t.Errorf("%s is not public", public)
		}
	}
}

// What counts is the address that is dialled: a name may lead to one that is not
// public, and so may a subscription that is there already.
func TestTheAddressThatIsDialledIsChecked(t *testing.T) {
	posted := make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		posted <- string(body)
	}))
	defer server.Close()
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, private := range []bool{false, true} {
		client := sns.NewClient(private)
		for _, host := range []string{"localhost", "127.0.0.1", "[::ffff:127.0.0.1]"} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+host+":"+port, strings.NewReader("hello"))
			if err != nil {
				t.Fatal(err)
			}
			answer, err := client.Do(r)
			switch {
			case err == nil:
				answer.Body.Close()
				if got := <-posted; !private {
					t.Errorf("%s got %q", host, got)
				}
			case private:
				t.Errorf("%s: %v", host, err)
			case !sns.IsRefusedForGood(err):
				t.Errorf("%s is tried again after %v", host, err)
			}
		}
		client.CloseIdleConnections()
	}
}

// A proxy would connect for SNS to wherever a name leads.
func TestNoProxyReachesWhatIsNotPublic(t *testing.T) {
	asked := false
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL)
	client := sns.NewClient(false)
	defer client.CloseIdleConnections()
	if transport, ok := client.Transport.(*http.Transport); !ok || transport.Proxy != nil {
		t.Error("it uses a proxy")
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://10.0.0.1/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if answer, err := client.Do(r); err == nil || !sns.IsRefusedForGood(err) || asked {
		t.Errorf("it answers %v, %v", answer, err)
	}
}

// A subscription of a run in which it was allowed fails at once in one in which it
// is not, and says why.
func TestAPrivateEndpointOfAnotherRunFailsWithTheReason(t *testing.T) {
	dir := t.TempDir()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	before := newWorld(t, func(c *sns.Config) { c.Dir, c.PrivateEndpoints = dir, true })
	topic := before.topic("thumbnails", nil)
	before.subscribe(topic, "http", server.URL, nil)
	_, err := before.client.ConfirmSubscription(t.Context(), &sdk.ConfirmSubscriptionInput{TopicArn: &topic, Token: new(before.service.TokenOf(topic, server.URL))})
	if err != nil {
		t.Fatal(err)
	}
	if err := before.service.Close(); err != nil {
		t.Fatal(err)
	}
	failed := make(failures, 1)
	after := newWorld(t, func(c *sns.Config) { c.Dir, c.Observer = dir, failed })
	after.publish(topic, "hello")
	if f := <-failed; f.Attempts != 1 || !strings.Contains(f.Reason.Error(), "--sns-http-private") {
		t.Errorf("it failed with %+v", f)
	}
}

// failures hears of deliveries that failed.
type failures chan sns.DeliveryFailed

// Delivered does nothing.
func (failures) Delivered(context.Context, sns.Delivered) {}

// DeliveryFailed passes a failure on.
func (f failures) DeliveryFailed(_ context.Context, e sns.DeliveryFailed) { f <- e }

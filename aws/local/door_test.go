package local_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws/local"
)

// chrome is what a browser says of itself.
const chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"

// visit sends a request to a server and returns its status. lines are the
// request's first line and its headers, as a client writes them.
func visit(t *testing.T, h http.Handler, lines ...string) (status int, body string) {
	t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(strings.Join(lines, "\r\n") + "\r\n\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	r.RemoteAddr = "127.0.0.1:54321"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// byDoor tells whether the door refused a request, and not a service that wants
// it to be signed.
func byDoor(status int, body string) bool {
	return status == http.StatusForbidden && strings.Contains(body, "--host")
}

// serving is a server with a queue and an object.
func serving(t *testing.T, change ...func(*local.Options)) *local.Server {
	t.Helper()
	s := start(t, change...)
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	c := connect(t, s, s.RoundTripper())
	newQueue(t, c, "practiceQ")
	if _, err := c.s3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: new("thumbs")}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.s3.PutObject(t.Context(), &s3.PutObjectInput{Bucket: new("thumbs"), Key: new("a.png"), Body: bytes.NewReader([]byte("png"))}); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOnlyAddressesLocalhostAndNamesThatWereAllowedAreAnswered(t *testing.T) {
	s := serving(t, func(o *local.Options) { o.Hosts = []string{"inflight", "AWS.example:4566"} })
	for host, let := range map[string]bool{
		"127.0.0.1:4566": true, "127.0.0.1": true, "127.9.9.9:1": true, "[::1]:4566": true, "[::1]": true, "192.168.1.5:4566": true,
		"[fe80::1%eth0]:4566": true, "localhost:4566": true, "LOCALHOST:4566": true, "localhost.": true, "localhost.:4566": true,
		"thumbs.localhost:4566": true, "thumbs.s3.localhost:4566": true, "inflight:4566": true, "INFLIGHT": true,
		"thumbs.inflight": true, "aws.example": true, "thumbs.aws.example.:80": true,

		"evil.example": false, "evil.example:4566": false, "EVIL.example.": false, "localhost.evil.example": false,
		"127.0.0.1.evil.example:4566": false, "127.0.0.1.nip.io": false, "evillocalhost": false, "notinflight": false,
		"thumbs.s3.evil.example": false, "thumbs.s3.amazonaws.com": false, "2130706433": false, "0x7f.1": false,
		"example": false, "localhost:4566:evil": false,
	} {
		for _, path := range []string{"/", "/_inflight/health", "/_inflight/clock", "/thumbs/a.png", "/?Action=ListQueues"} {
			status, body := visit(t, s, "GET "+path+" HTTP/1.1", "Host: "+host)
			if byDoor(status, body) == let {
				t.Errorf("%s at the host %s: %d %s", path, host, status, body)
			}
		}
	}
	if status, _ := visit(t, s, "GET http://evil.example/ HTTP/1.1", "Host: 127.0.0.1:4566"); status != http.StatusForbidden {
		t.Errorf("a foreign name in the request's target: %d", status)
	}
	if status, _ := visit(t, s, "GET /_inflight/health HTTP/1.0"); status != http.StatusOK {
		t.Errorf("an old client that names no host: %d", status)
	}
}

// Each is what a browser sends for something that a page does. The headers are
// those of https://fetch.spec.whatwg.org/ and https://www.w3.org/TR/fetch-metadata/.
func TestAPageOfTheWebCannotCallTheServer(t *testing.T) {
	s := serving(t)
	const (
		image    = "Sec-Fetch-Dest: image"
		noCORS   = "Sec-Fetch-Mode: no-cors"
		navigate = "Sec-Fetch-Mode: navigate"
		document = "Sec-Fetch-Dest: document"
		foreign  = "Sec-Fetch-Site: cross-site"
		evil     = "Referer: https://evil.example/"
		user     = "Sec-Fetch-User: ?1"
	)
	purge := "GET /000000000000/practiceQ?Action=PurgeQueue HTTP/1.1"
	create := "GET /?Action=CreateQueue&QueueName=theirs HTTP/1.1"
	object := "GET /thumbs/a.png HTTP/1.1"
	at := []string{"Host: 127.0.0.1:4566", "User-Agent: " + chrome}
	for name, test := range map[string]struct {
		lines []string
		let   bool
	}{
		"an image tag that creates a queue": {[]string{create, foreign, noCORS, image, evil}, false},
		"an image tag that purges one":      {[]string{purge, foreign, noCORS, image, evil}, false},
		"one without a referrer":            {[]string{purge, foreign, noCORS, image}, false},
		"one that says it is signed for S3": {[]string{"GET /?Action=ListQueues&X-Amz-Credential=a/20261123/us-east-1/s3/aws4_request HTTP/1.1", foreign, noCORS, image}, false},
		"an image tag of an object":         {[]string{object, foreign, noCORS, image, evil}, false},
		"a script tag of an object":         {[]string{object, foreign, noCORS, "Sec-Fetch-Dest: script", evil}, false},
		"a frame":                           {[]string{object, foreign, navigate, "Sec-Fetch-Dest: iframe", evil}, false},
		"a link that purges":                {[]string{purge, foreign, navigate, document, user, evil}, false},
		"a window that it opens":            {[]string{create, foreign, navigate, document, evil}, false},
		"a form by GET":                     {[]string{create, foreign, navigate, document, user}, false},
		"a form by POST":                    {[]string{"POST / HTTP/1.1", "Origin: https://evil.example", foreign, navigate, document, "Content-Type: application/x-www-form-urlencoded", "Content-Length: 0"}, false},
		"a form of a sandboxed frame":       {[]string{"POST / HTTP/1.1", "Origin: null", foreign, navigate, document, "Content-Length: 0"}, false},
		"a script's simple POST":            {[]string{"POST / HTTP/1.1", "Origin: https://evil.example", foreign, noCORS, "X-Amz-Target: AmazonSQS.ListQueues", "Content-Length: 0"}, false},
		"a preflight":                       {[]string{"OPTIONS /thumbs/x HTTP/1.1", "Origin: https://evil.example", "Access-Control-Request-Method: PUT", foreign}, false},
		"a script's GET with CORS":          {[]string{object, "Origin: https://evil.example", foreign, "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"}, false},
		"a websocket":                       {[]string{"GET / HTTP/1.1", "Origin: https://evil.example", "Connection: Upgrade", "Upgrade: websocket"}, false},
		"two origins":                       {[]string{object, "Origin: http://localhost", "Origin: https://evil.example"}, false},
		"an extension":                      {[]string{object, "Origin: chrome-extension://abcdefgh"}, false},
		"a page of an address elsewhere":    {[]string{create, "Origin: http://203.0.113.9", foreign}, false},
		"a name that looks like localhost":  {[]string{create, "Origin: http://localhost.evil.example", foreign}, false},
		"an old browser's image tag":        {[]string{purge, evil}, false},
		"one that keeps its referrer back":  {[]string{purge}, false},
		"a site that is not known":          {[]string{create, "Sec-Fetch-Site: elsewhere"}, false},
		"the health, by a script":           {[]string{"GET /_inflight/health HTTP/1.1", "Origin: https://evil.example", foreign}, false},

		"a link in a chat to an object":      {[]string{object, foreign, navigate, document, user, "Referer: https://discord.com/"}, true},
		"a link in a web mail that confirms": {[]string{"GET /?Action=ConfirmSubscription&TopicArn=arn:aws:sns:us-east-1:000000000000:t&Token=x HTTP/1.1", foreign, navigate, document, user}, true},
		"an address that somebody typed":     {[]string{"GET /?Action=ListQueues HTTP/1.1", "Sec-Fetch-Site: none", navigate, document, user}, true},
		"a link of a mail program":           {[]string{object, "Sec-Fetch-Site: none", navigate, document, user}, true},
		"an old browser's link to an object": {[]string{object, "Referer: https://discord.com/"}, true},
		"a page of the same port":            {[]string{object, "Sec-Fetch-Site: same-origin", noCORS, image}, true},
		"an image of a page of this machine": {[]string{object, "Sec-Fetch-Site: same-site", noCORS, image, "Referer: http://localhost:3000/"}, true},
		"a script of a page of this machine": {[]string{object, "Origin: http://localhost:3000", foreign, "Sec-Fetch-Mode: cors"}, true},
		"one of an address of this machine":  {[]string{object, "Origin: http://127.0.0.1:3000"}, true},
		"one of version 6":                   {[]string{object, "Origin: http://[::1]:3000"}, true},
		"one below localhost":                {[]string{object, "Origin: https://app.localhost"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			status, body := visit(t, s, append(append([]string{test.lines[0]}, at...), test.lines[1:]...)...)
			if byDoor(status, body) == test.let {
				t.Errorf("%d %s", status, body)
			}
		})
	}
	out, err := connect(t, s, s.RoundTripper()).sqs.ListQueues(t.Context(), &sqs.ListQueuesInput{})
	if err != nil || len(out.QueueUrls) != 1 {
		t.Errorf("afterwards there are the queues %v, %v", out, err)
	}
}

func TestProgramsAreLetInAsBefore(t *testing.T) {
	s, transport := listen(t, func(o *local.Options) { o.Hosts = []string{"app.example"} })
	for name, err := range connect(t, s, transport).everyService(t.Context()) {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, lines := range map[string][]string{
		"curl":                {"GET /?Action=ListQueues HTTP/1.1", "Host: 127.0.0.1:4566", "User-Agent: curl/8.5.0"},
		"the AWS CLI":         {"GET / HTTP/1.1", "Host: localhost:4566", "User-Agent: aws-cli/2.31.0"},
		"PowerShell's PUT":    {"PUT /made-by-hand HTTP/1.1", "Host: localhost:4566", "User-Agent: Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1"},
		"an allowed page":     {"GET / HTTP/1.1", "Host: localhost:4566", "User-Agent: " + chrome, "Origin: https://app.example"},
		"one at its name":     {"GET / HTTP/1.1", "Host: app.example:4566", "User-Agent: " + chrome, "Sec-Fetch-Site: none"},
		"a bucket's name":     {"GET / HTTP/1.1", "Host: made-by-hand.localhost:4566"},
		"a name of one's own": {"GET / HTTP/1.1", "Host: made-by-hand.app.example"},
	} {
		if status, body := visit(t, s, lines...); byDoor(status, body) {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
}

func TestTheHostThatListenIsGivenIsAnswered(t *testing.T) {
	name, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	s := start(t)
	defer s.Close(context.Background())
	if _, err := s.Listen(name + ":0"); err != nil {
		t.Skipf("this machine cannot be listened to at its own name: %v", err)
	}
	if status, body := visit(t, s, "GET /_inflight/health HTTP/1.1", "Host: "+name+":4566"); status != http.StatusOK {
		t.Errorf("its own name: %d %s", status, body)
	}
	if status, _ := visit(t, s, "GET /_inflight/health HTTP/1.1", "Host: other"); status != http.StatusForbidden {
		t.Errorf("another name: %d", status)
	}
}

func TestWhoIsRefusedHearsWhyInTheWordsOfTheService(t *testing.T) {
	s, _ := listen(t)
	addr := strings.TrimPrefix(s.Endpoint(), "http://")
	transport := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, addr)
	}}
	defer transport.CloseIdleConnections()
	foreign := func(c *aws.Config) { c.BaseEndpoint = new("http://aws.evil.example:4566") }
	for name, err := range connect(t, s, transport, foreign).everyService(t.Context()) {
		if code(t, err) != "AccessDenied" || !strings.Contains(err.Error(), "“aws.evil.example”") || !strings.Contains(err.Error(), "--host") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAPresignedURLIsGoodInABrowserAndOnAHostOfItsBucket(t *testing.T) {
	s := serving(t)
	presigner := s3.NewPresignClient(connect(t, s, s.RoundTripper()).s3)
	for name, style := range map[string]bool{"in the path": true, "in the host": false} {
		signed, err := presigner.PresignGetObject(t.Context(), &s3.GetObjectInput{Bucket: new("thumbs"), Key: new("a.png")}, func(o *s3.PresignOptions) {
			o.ClientOptions = append(o.ClientOptions, func(o *s3.Options) { o.UsePathStyle, o.BaseEndpoint = style, new("http://localhost:4566") })
		})
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(signed.URL)
		if err != nil {
			t.Fatal(err)
		}
		status, body := visit(t, s, fmt.Sprintf("GET %s HTTP/1.1", u.RequestURI()), "Host: "+u.Host, "User-Agent: "+chrome,
			"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Sec-Fetch-User: ?1")
		if status != http.StatusOK || body != "png" {
			t.Errorf("with the bucket %s, %s: %d %s", name, u.Host, status, body)
		}
	}
}

// TestAScriptInAnObjectIsNoPageOfThisPort: a link says that an image is a page, and what
// is in it would be let in as one's own.
func TestAScriptInAnObjectIsNoPageOfThisPort(t *testing.T) {
	s := serving(t)
	page := "text/html"
	signed, err := s3.NewPresignClient(connect(t, s, s.RoundTripper()).s3).PresignGetObject(t.Context(), &s3.GetObjectInput{
		Bucket: new("thumbs"), Key: new("a.png"), ResponseContentType: &page,
	})
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(signed.URL)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		headers []string
		shut    bool
	}{
		"a browser":                 {[]string{"User-Agent: " + chrome, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"}, true},
		"an old browser":            {[]string{"User-Agent: " + chrome}, true},
		"a browser of another name": {[]string{"User-Agent: NCSA", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"}, true},
		"a program":                 {[]string{"User-Agent: aws-cli/2.31"}, false},
	} {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(strings.Join(append([]string{"GET " + u.RequestURI() + " HTTP/1.1", "Host: " + u.Host}, c.headers...), "\r\n") + "\r\n\r\n")))
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != page || (w.Header().Get("Content-Security-Policy") == "sandbox") != c.shut {
			t.Errorf("%s: %d, %v", name, w.Code, w.Header())
		}
	}
}

// slowly opens a connection, sends text and returns what is answered until the
// server closes it.
func slowly(t *testing.T, addr, text string) (answer string, took time.Duration) {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	begun := time.Now()
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	if err := c.SetReadDeadline(begun.Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(c)
	if err != nil {
		t.Errorf("it was not closed: %v", err)
	}
	return string(b), time.Since(begun)
}

func TestABodyThatDoesNotComeIsWaitedForNoLonger(t *testing.T) {
	s := serving(t)
	server := httptest.NewServer(local.Patient(s, 200*time.Millisecond, 1<<20))
	defer server.Close()
	addr := strings.TrimPrefix(server.URL, "http://")
	for name, text := range map[string]string{
		"an object":            "PUT /thumbs/late HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf",
		"one in chunks":        "PUT /thumbs/late HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
		"a call in JSON":       "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nContent-Length: 100\r\n\r\n{",
		"a form":               "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nAction=",
		"one that is not read": "DELETE /thumbs/none HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n",
		"one that is refused":  "POST / HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 100\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			if answer, took := slowly(t, addr, text); took > 10*time.Second {
				t.Errorf("after %v: %q", took, answer)
			}
		})
	}
	c := connect(t, s, s.RoundTripper())
	out, err := c.s3.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: new("thumbs")})
	if err != nil || len(out.Contents) != 1 {
		t.Errorf("half an object is there: %v, %v", out, err)
	}
}

func TestALongPollOutlivesThePatienceWithBodies(t *testing.T) {
	s := serving(t)
	server := httptest.NewServer(local.Patient(s, 100*time.Millisecond, 1<<10))
	defer server.Close()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	c := connect(t, s, transport, func(c *aws.Config) { c.BaseEndpoint = &server.URL })
	begun := time.Now()
	out, err := c.sqs.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
		QueueUrl: new(server.URL + "/000000000000/practiceQ"), WaitTimeSeconds: 1,
	})
	if err != nil || len(out.Messages) != 0 || time.Since(begun) < 900*time.Millisecond {
		t.Errorf("after %v: %v, %v", time.Since(begun), out, err)
	}
	if _, err := c.sqs.ListQueues(t.Context(), &sqs.ListQueuesInput{}); err != nil { // on the same connection
		t.Error(err)
	}
}

func TestACallWhoseBodyHasComeIsNotTimed(t *testing.T) {
	server := httptest.NewServer(local.Patient(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		later := time.NewTimer(time.Second)
		defer later.Stop()
		select {
		case <-r.Context().Done():
			err = context.Cause(r.Context())
		case <-later.C:
		}
		fmt.Fprint(w, err)
	}), 50*time.Millisecond, 1<<10))
	defer server.Close()
	defer http.DefaultClient.CloseIdleConnections()
	res, err := http.Post(server.URL, "text/plain", strings.NewReader("it has come"))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if said, err := io.ReadAll(res.Body); err != nil || string(said) != "<nil>" {
		t.Errorf("it was told %q, %v", said, err)
	}
}

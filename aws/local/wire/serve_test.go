package wire_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"inflight/aws/local/wire"
)

type greetInput struct {
	Name    string            `json:"Name"`
	Times   *int              `json:"Times"`
	Words   []string          `json:"Words"   query:"Word"`
	Guests  []guest           `json:"Guests"  query:"Guests.member"`
	Tags    map[string]string `json:"Tags"    query:"Tag,Key,Value"`
	Entries map[string]guest  `json:"Entries" query:"Entries.entry"`
	Picture []byte            `json:"Picture"`
	Loud    bool              `json:"Loud"`
	When    *wire.Timestamp   `json:"When"`
}

type guest struct {
	Name string `json:"Name"`
	Age  *int   `json:"Age,omitempty"`
}

func greetings() wire.Table {
	return wire.Table{
		"Greet": wire.Do(func(_ context.Context, in *greetInput) (*greetInput, error) { return in, nil }),
		"Leave": wire.Do(func(context.Context, *greetInput) (*wire.Nothing, error) { return nil, nil }),
		"Where": wire.Do(func(ctx context.Context, _ *wire.Nothing) (*guest, error) {
			return &guest{Name: wire.CallFrom(ctx).BaseURL()}, nil
		}),
		"Refuse": wire.Do(func(context.Context, *greetInput) (*wire.Nothing, error) {
			return nil, fmt.Errorf("at the door: %w",
				wire.Errorf("GuestUnknown", "no <%s> here", "guest").WithQueryCode("Old.GuestUnknown").WithStatus(http.StatusNotFound))
		}),
		"Reword": wire.Do(func(context.Context, *greetInput) (*wire.Nothing, error) {
			return nil, wire.Errorf("GuestUnknown", "no guest").WithQueryMessage("no guest of this house")
		}),
		"Shrug":   wire.Do(func(context.Context, *greetInput) (*guest, error) { return &guest{}, nil }),
		"Stumble": wire.Do(func(context.Context, *greetInput) (*wire.Nothing, error) { panic("a step is missing") }),
		"Break":   wire.Do(func(context.Context, *greetInput) (*wire.Nothing, error) { return nil, errors.New("disk full") }),
	}
}

func callJSON(t *testing.T, target, body string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://example.test:4566/", strings.NewReader(body))
	r.Header.Set("X-Amz-Target", target)
	w := httptest.NewRecorder()
	greetings().ServeJSON(w, r, wire.JSON{Version: "1.0", Namespace: "com.example.greeter", QueryErrors: true, Limit: 4096})
	return w.Result()
}

func callQuery(t *testing.T, body string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://example.test:4566/", strings.NewReader(body))
	w := httptest.NewRecorder()
	greetings().ServeQuery(w, r, wire.Query{XMLNS: "http://example.test/doc/", Limit: 4096})
	return w.Result()
}

func content(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if r.ContentLength >= 0 && int64(len(b)) != r.ContentLength {
		t.Errorf("Content-Length %d, but %d bytes came", r.ContentLength, len(b))
	}
	if r.Header.Get("X-Amzn-Requestid") == "" {
		t.Error("the answer has no request id")
	}
	return string(b)
}

func TestBothProtocolsCarryTheSameInput(t *testing.T) {
	overJSON := content(t, callJSON(t, "Greeter.Greet", `{"Name":"Ada <&> \"é\"","Times":3,"Words":["a","b"],
		"Guests":[{"Name":"x"},{"Name":"y","Age":7}],"Tags":{"k":"v"},"Entries":{"one":{"Name":"e"}},
		"Picture":"aGk=","Loud":true,"When":1700000000.5}`))
	form := url.Values{
		"Action": {"Greet"}, "Name": {`Ada <&> "é"`}, "Times": {"3"}, "Word.1": {"a"}, "Word.2": {"b"},
		"Guests.member.1.Name": {"x"}, "Guests.member.2.Name": {"y"}, "Guests.member.2.Age": {"7"},
		"Tag.1.Key": {"k"}, "Tag.1.Value": {"v"}, "Entries.entry.1.key": {"one"}, "Entries.entry.1.value.Name": {"e"},
		"Picture": {"aGk="}, "Loud": {"true"}, "When": {"2023-11-14T22:13:20.500Z"},
	}
	want := `{"Name":"Ada \u003c\u0026\u003e \"é\"","Times":3,"Words":["a","b"],"Guests":[{"Name":"x"},{"Name":"y","Age":7}],` +
		`"Tags":{"k":"v"},"Entries":{"one":{"Name":"e"}},"Picture":"aGk=","Loud":true,"When":1700000000.500}`
	if overJSON != want {
		t.Errorf("JSON came back as\n%s, want\n%s", overJSON, want)
	}
	overQuery := content(t, callQuery(t, form.Encode()))
	for _, part := range []string{
		`<GreetResponse xmlns="http://example.test/doc/"><GreetResult><Name>Ada &lt;&amp;&gt; &quot;é&quot;</Name><Times>3</Times>`,
		`<Word>a</Word><Word>b</Word><Guests><member><Name>x</Name></member><member><Name>y</Name><Age>7</Age></member></Guests>`,
		`<Tag><Key>k</Key><Value>v</Value></Tag><Entries><entry><key>one</key><value><Name>e</Name></value></entry></Entries>`,
		`<Picture>aGk=</Picture><Loud>true</Loud><When>2023-11-14T22:13:20.500Z</When></GreetResult><ResponseMetadata><RequestId>`,
	} {
		if !strings.Contains(overQuery, part) {
			t.Errorf("the XML\n%s\nlacks\n%s", overQuery, part)
		}
	}
}

func TestAnErrorIsWrittenInTheCallersProtocol(t *testing.T) {
	r := callJSON(t, "Greeter.Refuse", "{}")
	if got, want := content(t, r), `{"__type":"com.example.greeter#GuestUnknown","message":"no <guest> here"}`; got != want {
		t.Errorf("body %s, want %s", got, want)
	}
	if got, want := r.Header.Get("X-Amzn-Query-Error"), "Old.GuestUnknown;Sender"; got != want || r.StatusCode != http.StatusNotFound {
		t.Errorf("status %d and %q, want 404 and %q", r.StatusCode, got, want)
	}
	r = callQuery(t, "Action=Refuse")
	got, want := content(t, r), `<Error><Type>Sender</Type><Code>Old.GuestUnknown</Code><Message>no &lt;guest&gt; here</Message>`
	if !strings.Contains(got, want) || r.StatusCode != http.StatusNotFound {
		t.Errorf("status %d, body %s, want 404 and %s", r.StatusCode, got, want)
	}
}

// A service that never spoke the query protocol has no code of it to tell, and
// SQS alone ends its XML with a Detail.
func TestAnErrorHasOnlyWhatItsServicesErrorsHave(t *testing.T) {
	json := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("{}"))
	r.Header.Set("X-Amz-Target", "Greeter.Refuse")
	greetings().ServeJSON(json, r, wire.JSON{Version: "1.1"})
	if got, is := json.Header()["X-Amzn-Query-Error"]; is || json.Body.String() != `{"__type":"GuestUnknown","message":"no <guest> here"}` {
		t.Errorf("JSON 1.1: %q %s", got, json.Body)
	}
	for _, detail := range []bool{false, true} {
		form := httptest.NewRecorder()
		greetings().ServeQuery(form, httptest.NewRequest(http.MethodGet, "/?Action=Reword", nil), wire.Query{Detail: detail})
		if strings.Contains(form.Body.String(), "<Detail/></Error>") != detail || !strings.Contains(form.Body.String(), "<Message>no guest of this house</Message>") {
			t.Errorf("with Detail %v: %s", detail, form.Body)
		}
	}
}

func TestAResultWithoutContentIsOneTag(t *testing.T) {
	if got := content(t, callQuery(t, "Action=Shrug")); !strings.Contains(got, "<ShrugResult/>") {
		t.Errorf("got %s", got)
	}
	if got := content(t, callQuery(t, "Action=Greet&Loud=false")); !strings.Contains(got, "<Loud>false</Loud></GreetResult>") {
		t.Errorf("got %s", got)
	}
}

func TestBadRequestsGetTheErrorOfTheProtocol(t *testing.T) {
	big := `{"Name":"` + strings.Repeat("x", 5000) + `"}`
	for name, c := range map[string]struct {
		answer *http.Response
		status int
		has    string
	}{
		"unknown operation":   {callJSON(t, "Greeter.Dance", "{}"), 400, `#UnknownOperationException","message":"the operation \"Greeter.Dance\"`},
		"no target":           {callJSON(t, "", "{}"), 400, "UnknownOperationException"},
		"malformed JSON":      {callJSON(t, "Greeter.Greet", `{"Name":`), 400, "SerializationException"},
		"JSON of no object":   {callJSON(t, "Greeter.Greet", `[1]`), 400, "SerializationException"},
		"wrong type":          {callJSON(t, "Greeter.Greet", `{"Times":"three"}`), 400, "the field Times cannot be a JSON string"},
		"not base64":          {callJSON(t, "Greeter.Greet", `{"Picture":"?"}`), 400, "SerializationException"},
		"too large":           {callJSON(t, "Greeter.Greet", big), 413, "RequestEntityTooLarge"},
		"a panic":             {callJSON(t, "Greeter.Stumble", "{}"), 500, "InternalFailure"},
		"some other error":    {callJSON(t, "Greeter.Break", "{}"), 500, "disk full"},
		"unknown action":      {callQuery(t, "Action=Dance"), 400, "<Code>InvalidAction</Code><Message>The action Dance is not valid for this endpoint."},
		"no action":           {callQuery(t, "Name=x"), 400, "MissingAction"},
		"malformed form":      {callQuery(t, "Action=%zz"), 400, "MalformedInput"},
		"wrong type in form":  {callQuery(t, "Action=Greet&Times=three"), 400, "the parameter Times cannot be &quot;three&quot;"},
		"too large a form":    {callQuery(t, "Action=Greet&Name="+big), 413, "RequestEntityTooLarge"},
		"wrong time in form":  {callQuery(t, "Action=Greet&When=yesterday"), 400, "ISO 8601"},
		"a panic over a form": {callQuery(t, "Action=Stumble"), 500, "InternalFailure"},
	} {
		t.Run(name, func(t *testing.T) {
			body := content(t, c.answer)
			if c.answer.StatusCode != c.status || !strings.Contains(body, c.has) {
				t.Errorf("status %d, body %s; want %d and %s", c.answer.StatusCode, body, c.status, c.has)
			}
		})
	}
}

func TestAnEmptyAnswerIsEmptyInBothProtocols(t *testing.T) {
	if got := content(t, callJSON(t, "Greeter.Leave", "")); got != "{}" {
		t.Errorf("body %q, want {}", got)
	}
	if got := content(t, callQuery(t, "Action=Leave")); strings.Contains(got, "LeaveResult") {
		t.Errorf("an empty answer has a result: %s", got)
	}
}

func TestAnOperationKnowsTheHostItWasCalledBy(t *testing.T) {
	if got, want := content(t, callJSON(t, "Greeter.Where", "{}")), `{"Name":"http://example.test:4566"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAPanicIsReported(t *testing.T) {
	var reported error
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	r.Header.Set("X-Amz-Target", "Greeter.Stumble")
	greetings().ServeJSON(httptest.NewRecorder(), r, wire.JSON{Version: "1.1", Report: func(err error) { reported = err }})
	if reported == nil || !strings.Contains(reported.Error(), "operation Stumble panicked: a step is missing") {
		t.Errorf("reported %v", reported)
	}
}

func TestATimestampIsSecondsInJSON(t *testing.T) {
	at := time.Date(2024, 2, 29, 12, 0, 0, 250e6, time.UTC)
	b, err := wire.Timestamp(at).MarshalJSON()
	if err != nil || string(b) != "1709208000.250" {
		t.Fatalf("%s, %v", b, err)
	}
	var back wire.Timestamp
	if err := back.UnmarshalJSON(b); err != nil || !time.Time(back).Equal(at) {
		t.Errorf("came back as %v, %v", time.Time(back), err)
	}
}

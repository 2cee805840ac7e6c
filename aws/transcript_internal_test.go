package aws

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"pgregory.net/rapid"
)

// pieces are what texts with secrets, and those that come close, are made of.
var pieces = []string{
	"token", "Token=", "to\u212aen", "\u017fecret", "SECRET", "passwor", "d", "Signature=", "X-Amz-Credential=", "authorization", "authorisation",
	"customerkey", "accessKey", "AWSAccessKeyId=", `"`, `\"`, ":", " ", "?", "&a=b", "AKIA", "ASIA", "ABCDEFGHIJKL", "x", "\x00", "<", "é", "\u2028",
}

func TestWhatIsQuicklyPassedOverHasNoSecretInIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 9).Draw(t, "text"), "")
		want := signed.ReplaceAllString(s, "?"+hidden)
		want = secretPairs.ReplaceAllString(want, "${1}"+hidden)
		want = accessKeys.ReplaceAllString(want, hidden)
		if got := scrub(s); got != want {
			t.Errorf("%q is kept as %q, and not as %q", s, got, want)
		}
		if !mayBeSecret(s) && secretNames.MatchString(s) {
			t.Errorf("the name %q is passed over", s)
		}
	})
}

func TestATextIsWrittenAsJSONWritesIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 5).Draw(t, "text"), "")
		var got transcriber
		got.text(s)
		var want strings.Builder
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(s); err != nil {
			t.Fatal(err)
		}
		if got.String()+"\n" != want.String() {
			t.Errorf("%q is written as %s, and not as %s", s, got.String(), want.String())
		}
	})
}

func TestATranscriptOfAReceiveAllocatesLittle(t *testing.T) {
	body := `{"version":"0","detail-type":"Object Created","detail":{"object":{"key":"a.jpg"}}}`
	id, receipt := "0b3f", "a receipt"
	out := &sqs.ReceiveMessageOutput{Messages: []types.Message{{MessageId: &id, ReceiptHandle: &receipt, Body: &body}}}
	var kept shapes
	// Ten; under the race detector a pool of encoding/json forgets some of what it has.
	if n := testing.AllocsPerRun(100, func() { kept.transcript(out) }); n > 12 {
		t.Errorf("%.0f allocations", n)
	}
}

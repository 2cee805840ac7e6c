package sns_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"inflight/aws/local/wire"
)

// Line 39 of the list: delivery.

// notification is an envelope as a subscriber reads it.
type notification struct {
	Type, MessageId, TopicArn, Subject, Message, Timestamp      string //nolint:revive // AWS's names
	SignatureVersion, Signature, SigningCertURL, UnsubscribeURL string
	Token, SubscribeURL                                         string
	MessageAttributes                                           map[string]struct{ Type, Value string }
}

func envelope(t *testing.T, body string) (n notification) {
	t.Helper()
	if err := json.Unmarshal([]byte(body), &n); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return n
}

func TestAQueueGetsTheEnvelopeWithASignatureThatHolds(t *testing.T) {
	for version, hash := range map[string]crypto.Hash{"1": crypto.SHA1, "2": crypto.SHA256} {
		w := newWorld(t)
		topic := w.topic("thumbnails", map[string]string{"SignatureVersion": version})
		subscription := w.subscribe(topic, "sqs", queueARN, nil)
		out, err := w.client.Publish(t.Context(), &sdk.PublishInput{
			TopicArn: &topic, Message: new("<b>a & \"b\"</b>"), Subject: new("It's ready"),
			MessageAttributes: map[string]types.MessageAttributeValue{
				"engine": text("ffmpeg"), "png": {DataType: new("Binary"), BinaryValue: []byte{0, 255}},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		d := w.queues.sent[0]
		if d.QueueARN != queueARN || d.Principal != "sns.amazonaws.com" || d.SourceARN != topic {
			t.Errorf("delivered %+v", d)
		}
		n := envelope(t, d.Body)
		if n.Type != "Notification" || n.MessageId != *out.MessageId || n.TopicArn != topic || n.Subject != "It's ready" ||
			n.Message != "<b>a & \"b\"</b>" || n.SignatureVersion != version || n.UnsubscribeURL != "http://sns.test/?Action=Unsubscribe&SubscriptionArn="+subscription {
			t.Errorf("the envelope is %s", d.Body)
		}
		if a := n.MessageAttributes; a["engine"].Value != "ffmpeg" || a["png"].Value != "AP8=" || a["png"].Type != "Binary" {
			t.Errorf("the attributes are %v", a)
		}
		if !strings.HasPrefix(d.Body, "{\n  \"Type\" : \"Notification\",\n  \"MessageId\" : ") || strings.Contains(d.Body, `\u003c`) {
			t.Errorf("the envelope is not written as AWS writes it: %s", d.Body)
		}
		verify(t, w, n, hash)
	}
}

// verify checks a signature as a subscriber does.
func verify(t *testing.T, w *world, n notification, hash crypto.Hash) {
	t.Helper()
	block, _ := pem.Decode(w.open(n.SigningCertURL).Body.Bytes())
	if block == nil {
		t.Fatalf("no certificate at %s", n.SigningCertURL)
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	signed := "Message\n" + n.Message + "\nMessageId\n" + n.MessageId + "\nSubject\n" + n.Subject +
		"\nTimestamp\n" + n.Timestamp + "\nTopicArn\n" + n.TopicArn + "\nType\n" + n.Type + "\n"
	signature, err := base64.StdEncoding.DecodeString(n.Signature)
	if err != nil {
		t.Fatal(err)
	}
	sum1, sum256 := sha1.Sum([]byte(signed)), sha256.Sum256([]byte(signed))
	sum := sum1[:]
	if hash == crypto.SHA256 {
		sum = sum256[:]
	}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		t.Fatalf("the key is a %T", certificate.PublicKey)
	}
	if err := rsa.VerifyPKCS1v15(key, hash, sum, signature); err != nil {
		t.Errorf("the signature does not hold: %v", err)
	}
}

func TestARawDeliveryHasTheAttributesOfTheMessage(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	w.subscribe(topic, "sqs", queueARN, map[string]string{"RawMessageDelivery": "true"})
	_, err := w.client.Publish(t.Context(), &sdk.PublishInput{
		TopicArn: &topic, Message: new("as it is"), MessageAttributes: map[string]types.MessageAttributeValue{"n": number("5")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := w.queues.sent[0]; d.Body != "as it is" || d.Attributes["n"].DataType != "Number" || d.Attributes["n"].StringValue != "5" {
		t.Errorf("delivered %+v", d)
	}
}

func TestAQueueThatSaysNoFailsAtOnceAndTheMessageGoesToTheDeadLetters(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	const letters = queueARN + "-dead"
	w.subscribe(topic, "sqs", queueARN, map[string]string{"RedrivePolicy": `{"deadLetterTargetArn":"` + letters + `"}`})
	w.queues.errs = []error{wire.Errorf("AccessDenied", "no").WithStatus(http.StatusForbidden)}
	w.publish(topic, "hello")
	if d := w.queues.sent; len(d) != 1 || d[0].QueueARN != letters || envelope(t, d[0].Body).Message != "hello" || len(d[0].Attributes) != 0 {
		t.Errorf("delivered %+v", d)
	}
	if _, failed := w.seen.all(); len(failed) != 1 || failed[0].DeadLetterQueue != letters || failed[0].Attempts != 1 || !strings.Contains(failed[0].Reason.Error(), "AccessDenied") {
		t.Errorf("told of failures: %+v", failed)
	}
}

func TestAQueueInTroubleIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		topic := w.topic("thumbnails", nil)
		w.subscribe(topic, "sqs", queueARN, nil)
		trouble := errors.New("disk full")
		w.queues.errs = []error{trouble, trouble, trouble, trouble, trouble} // the first, three at once, one after a second
		w.publish(topic, "hello")
		start := time.Now()
		time.Sleep(time.Minute)
		synctest.Wait()
		delivered, _ := w.seen.all()
		if len(delivered) != 1 || delivered[0].Attempts != 6 || delivered[0].At.Sub(start) < 2*time.Second-time.Millisecond {
			t.Errorf("told of deliveries: %+v", delivered)
		}
	})
}

func TestMailInTroubleIsTriedAgainAfterTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		topic := w.topic("thumbnails", nil)
		w.confirmed(topic, "ada@example.test")
		w.mails.errs = []error{errors.New("disk full")}
		w.publish(topic, "hello")
		time.Sleep(9 * time.Second)
		synctest.Wait()
		if n := w.mails.count(); n != 1 {
			t.Errorf("%d mails after 9 s", n)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if n := w.mails.count(); n != 2 {
			t.Errorf("%d mails after 11 s", n)
		}
	})
}

func TestAJSONMailIsTheEnvelope(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	w.subscribe(topic, "email-json", "ada@example.test", nil)
	n := envelope(t, w.mails.last(t).Text)
	if n.Type != "SubscriptionConfirmation" || n.Token == "" || w.open(n.SubscribeURL).Code != http.StatusOK {
		t.Fatalf("asked with %+v", n)
	}
	w.publish(topic, "hello")
	if n := envelope(t, w.mails.last(t).Text); n.Message != "hello" {
		t.Errorf("mailed %+v", n)
	}
}

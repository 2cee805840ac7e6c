package aws

import (
	"net/http"
	"strings"
	"testing"
)

// transport is a function that stands in for the network.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// settleBucket creates a bucket on an S3 that answers with these.
func settleBucket(t *testing.T, head, create int, body string) error {
	t.Helper()
	s3 := transport(func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodHead {
			return answer(head, "")
		}
		return answer(create, body)
	})
	c, err := Connect(t.Context(), Options{Endpoint: "http://aws.test", Transport: s3, Account: madeUpAccount})
	if err != nil {
		t.Fatal(err)
	}
	b, err := DefaultStack().build(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &part{resource: b.bucket("photos"), todo: ToCreate}
	if _, err := b.find(t.Context(), &p.resource, nil); err != nil {
		return err
	}
	_, err = b.do(t.Context(), p)
	return err
}

func TestABucketThatCannotBeOursSaysWhatToDo(t *testing.T) {
	tests := map[string]struct {
		head, create int
		body, want   string
	}{
		"somebody else's": {http.StatusForbidden, 0, "", "choose others, for example with a suffix"},
		"elsewhere":       {http.StatusMovedPermanently, 0, "", "it is in another region than us-east-1"},
		"just taken": {
			http.StatusNotFound, http.StatusConflict, "<Error><Code>BucketAlreadyExists</Code></Error>",
			"somebody else has a bucket of this name",
		},
	}
	for name, test := range tests {
		err := settleBucket(t, test.head, test.create, test.body)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

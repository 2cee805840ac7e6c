package aws_test

import (
	"context"
	"testing"

	"inflight/aws"
	"inflight/aws/local"
)

// embedded makes clients of an empty embedded AWS, which they reach in process.
func embedded(t testing.TB, o aws.Options) *aws.Clients {
	t.Helper()
	server, err := local.New(local.Options{Dir: t.TempDir(), Region: o.Region})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	o.Endpoint, o.Transport = "http://aws.test", server.RoundTripper()
	o.AccessKey, o.SecretKey = server.Credentials()
	c, err := aws.Connect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

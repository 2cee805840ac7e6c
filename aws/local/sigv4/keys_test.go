package sigv4

import (
	"fmt"
	"testing"
)

func TestARememberedKeyVerifiesAndOneOfAnotherScopeDoesNot(t *testing.T) {
	var keys Keys
	for round := range 2 {
		for _, service := range []string{"sqs", "s3"} {
			r := signed(t, service, "http://127.0.0.1/q")
			sig, err := Parse(r)
			if err != nil {
				t.Fatal(err)
			}
			sig.Keys = &keys
			if err := sig.Verify(r, "secret"); err != nil {
				t.Errorf("round %d, %s: %v", round, service, err)
			}
			if err := sig.Verify(r, "another secret"); problem(t, err) != Mismatch {
				t.Errorf("round %d, %s: another secret verified it too: %v", round, service, err)
			}
		}
	}
	if len(keys.made) != 4 {
		t.Errorf("%d keys were made", len(keys.made))
	}
}

func TestKeysAreMadeOnceAndKeptWithinBounds(t *testing.T) {
	keys := &Keys{}
	sig := &Signature{Keys: keys, Date: "20261123", Region: "us-east-1", Service: "s3"}
	if n := testing.AllocsPerRun(100, func() { sig.key("secret") }); n > 0 {
		t.Errorf("a key that is there is made again: %.0f allocations", n)
	}
	for day := range 10 * maxKeys {
		sig.Date = fmt.Sprint(day)
		sig.key("secret")
	}
	if n := len(keys.made); n > maxKeys {
		t.Errorf("%d keys are kept", n)
	}
}

package local

import (
	"crypto/rand"
)

// credentials are the keys a server hands out. The zero value knows none.
type credentials struct{ access, private string }

// newCredentials makes keys in the form of AWS's, so that every client takes
// them.
func newCredentials() credentials {
	return credentials{access: "AKIA" + rand.Text()[:16], private: rand.Text() + rand.Text()[:14]}
}

// secret is the secret of an access key, if it is the one handed out.
func (c credentials) secret(accessKey string) (string, bool) {
	return c.private, accessKey == c.access
}

package sigv4

import (
	"crypto/hmac"
	"encoding/hex"
	"strings"
)

// emptyHash is the SHA-256 of nothing.
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// Chain checks the chunks of a body, each of which is signed together with the
// signature before it. It is for one goroutine.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
type Chain struct {
	sig      *Signature
	key      []byte
	previous string
}

// Chain begins with the signature of the request's headers.
func (s *Signature) Chain(secret string) *Chain {
	return &Chain{sig: s, key: s.key(secret), previous: s.hex}
}

// Chunk checks the signature of the next chunk, whose SHA-256 is given in hex.
func (c *Chain) Chunk(contentHash, signature string) error {
	return c.next("AWS4-HMAC-SHA256-PAYLOAD", emptyHash+"\n"+contentHash, signature)
}

// Trailer checks the signature of the headers that follow the last chunk, each
// as name:value and a line feed.
func (c *Chain) Trailer(headers, signature string) error {
	return c.next("AWS4-HMAC-SHA256-TRAILER", sha256Hex(headers), signature)
}

func (c *Chain) next(kind, rest, signature string) error {
	text := strings.Join([]string{kind, c.sig.Time.Format(timeFormat), c.sig.scope(), c.previous, rest}, "\n")
	want := hmacSHA256(c.key, text)
	got, err := hex.DecodeString(signature)
	if err != nil || !hmac.Equal(want, got) {
		return &Error{
			Problem: Mismatch, Message: "The chunk signature we calculated does not match the signature you provided.",
			AccessKey: c.sig.AccessKey, Provided: signature, StringToSign: text,
		}
	}
	c.previous = signature
	return nil
}

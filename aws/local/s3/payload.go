package s3

import (
	"bytes"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// maxUpload is the largest body that one request may carry.
const maxUpload = 5 << 30

// payload is the content of a request's body, without its framing. What is read
// is added up; check tells whether it was what the client promised.
type payload struct {
	content io.Reader
	chunks  *chunkReader // nil where the body is not in chunks
	size    int64        // promised; -1 where nothing was
	read    int64

	md5     hash.Hash
	wantMD5 []byte // nil where nothing was promised

	sha     hash.Hash // nil where nothing was promised
	wantSHA string

	sum  hash.Hash // nil without a checksum
	want promise
}

// payload begins to read the request's body.
func (c *call) payload() (*payload, error) {
	p := &payload{content: c.r.Body, size: c.r.ContentLength, md5: md5.New()}
	if p.content == nil {
		p.content = http.NoBody
	}
	var err error
	if p.want, err = c.promised(); err != nil {
		return nil, err
	}
	if p.want.algorithm != "" {
		p.sum = algorithms[p.want.algorithm]()
	}
	if text := c.header("Content-Md5"); text != "" {
		if p.wantMD5, err = base64.StdEncoding.DecodeString(text); err != nil || len(p.wantMD5) != md5.Size {
			return nil, (&apiError{http.StatusBadRequest, "InvalidDigest", "The Content-MD5 you specified was invalid."}).with("Content-MD5", text)
		}
	}
	return p, p.unwrap(c)
}

// unwrap finds out from what was signed for the body how it is framed.
func (p *payload) unwrap(c *call) error {
	kind := c.sig.PayloadHash
	switch {
	case strings.HasPrefix(kind, "STREAMING-"):
		size, err := strconv.ParseInt(c.r.Header.Get("X-Amz-Decoded-Content-Length"), 10, 64)
		if err != nil || size < 0 {
			return &apiError{http.StatusLengthRequired, "MissingContentLength", "You must provide the X-Amz-Decoded-Content-Length HTTP header."}
		}
		p.size = size
		p.chunks, err = newChunkReader(c, p.content, kind)
		if err != nil {
			return err
		}
		p.content = p.chunks
	case len(kind) == hex.EncodedLen(sha256.Size):
		p.sha, p.wantSHA = sha256.New(), strings.ToLower(kind)
	}
	if p.size > maxUpload {
		return (&apiError{http.StatusBadRequest, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size"}).
			with("ProposedSize", strconv.FormatInt(p.size, 10), "MaxSizeAllowed", strconv.FormatInt(maxUpload, 10))
	}
	return nil
}

// Read reads content.
func (p *payload) Read(b []byte) (int, error) {
	n, err := p.content.Read(b)
	p.read += int64(n)
	_, _ = p.md5.Write(b[:n]) // hashes take everything
	if p.sha != nil {
		_, _ = p.sha.Write(b[:n])
	}
	if p.sum != nil {
		_, _ = p.sum.Write(b[:n])
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = errIncomplete
	}
	return n, err
}

// verify tells, once everything is read, whether it was what was promised.
func (p *payload) verify() error {
	switch {
	case p.size >= 0 && p.read != p.size:
		return errIncomplete
	case p.wantMD5 != nil && !bytes.Equal(p.wantMD5, p.md5.Sum(nil)):
		return (&apiError{http.StatusBadRequest, "BadDigest", "The Content-MD5 you specified did not match what we received."}).
			with("ExpectedDigest", hex.EncodeToString(p.wantMD5), "CalculatedDigest", base64.StdEncoding.EncodeToString(p.md5.Sum(nil)))
	case p.sha != nil && hex.EncodeToString(p.sha.Sum(nil)) != p.wantSHA:
		return &apiError{http.StatusBadRequest, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed."}
	}
	return p.verifyChecksum()
}

// verifyChecksum compares the checksum, which may have come after the content.
func (p *payload) verifyChecksum() error {
	want := p.want.value
	if p.want.trailer != "" && p.chunks != nil {
		want = p.chunks.trailers[p.want.trailer]
		if want == "" {
			return &apiError{http.StatusBadRequest, "MalformedTrailerError", "The request contained trailing data that was not well-formed or did not conform to our published schema."}
		}
	}
	if want != "" && want != base64.StdEncoding.EncodeToString(p.sum.Sum(nil)) {
		return &apiError{http.StatusBadRequest, "BadDigest", "The " + p.want.algorithm + " you specified did not match the calculated checksum."}
	}
	return nil
}

// newPlainPayload reads content of which nothing was promised.
func newPlainPayload(content io.Reader, algorithm string) *payload {
	return &payload{
		content: content, size: -1, md5: md5.New(),
		sum: algorithms[algorithm](), want: promise{algorithm: algorithm},
	}
}

package s3

import (
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// unsignedPayload stands for the hash of a body that is not signed.
const unsignedPayload = "UNSIGNED-PAYLOAD"

// upload is what a request promises of the content it brings.
type upload struct {
	body    io.Reader      // what is left of it
	frame   *chunkedReader // nil where it is not framed
	sum     checksum       // its value may come in the trailer
	trailer string         // the header of the trailer with the value
	sha256  string         // in hex, as signed; "" where it is not
}

// isUpload tells whether a request brings an object's or a part's content.
func isUpload(r *http.Request, key string) bool {
	query := r.URL.Query()
	return r.Method == http.MethodPut && key != "" && r.Header.Get("X-Amz-Copy-Source") == "" &&
		!query.Has("tagging") && !query.Has("acl") && !query.Has("retention") && !query.Has("legal-hold")
}

// takeUpload reads what the headers promise, and gives the request the length
// that its body has.
func takeUpload(r *http.Request) (upload, *s3Error) {
	sum, trailer, e := announced(r.Header)
	if e != nil {
		return upload{}, e
	}
	u := upload{body: r.Body, sum: sum, trailer: trailer}
	if f, ok := r.Body.(framed); ok {
		u.frame = f.chunkedReader
	}
	if signed := r.Header.Get("X-Amz-Content-Sha256"); len(signed) == hex.EncodedLen(sha256.Size) {
		u.sha256 = strings.ToLower(signed)
	}
	if r.ContentLength >= 0 {
		r.Header.Set("Content-Length", strconv.FormatInt(r.ContentLength, 10))
	}
	return u, nil
}

// content is content that was received into a temporary file.
type content struct {
	file string
	size int64
	md5  []byte
	sum  checksum
}

// receive writes content to a temporary file and checks it against what the
// request promised. The caller moves the file or removes it.
func (b *backend) receive(ctx context.Context, in io.Reader, size int64) (c content, err error) {
	f, err := os.CreateTemp(filepath.Join(b.dir, metaFolder, uploadsFolder), "upload-*")
	if err != nil {
		return content{}, fmt.Errorf("make a file for an upload: %w", err)
	}
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			err = fmt.Errorf("write an upload: %w", cerr)
		}
		if err != nil {
			os.Remove(f.Name()) //nolint:errcheck // the upload's error matters
		}
	}()
	x := exchangeFrom(ctx)
	c, sha, err := x.upload.hash(f, in)
	if err != nil {
		if errors.Is(err, errFraming) || errors.Is(err, io.ErrUnexpectedEOF) {
			return content{}, x.refuse(incompleteBody(err))
		}
		return content{}, err
	}
	if size >= 0 && c.size != size {
		return content{}, x.refuse(incompleteBody(fmt.Errorf("%d of %d bytes", c.size, size)))
	}
	if e := x.upload.check(c, sha); e != nil {
		return content{}, x.refuse(e)
	}
	c.file = f.Name()
	return c, nil
}

// hash copies content and computes what has to be known of it.
func (u *upload) hash(out io.Writer, in io.Reader) (c content, sha string, err error) {
	algorithm := u.sum.Algorithm
	if algorithm == "" {
		algorithm = defaultAlgorithm
	}
	etag, sum := md5.New(), algorithms[algorithm]()
	to := []io.Writer{out, etag, sum}
	var signed hash.Hash
	if u.sha256 != "" {
		signed = sha256.New()
		to = append(to, signed)
	}
	c.size, err = io.Copy(io.MultiWriter(to...), in)
	if err != nil {
		return c, "", err
	}
	c.md5, c.sum = etag.Sum(nil), checksum{algorithm, base64.StdEncoding.EncodeToString(sum.Sum(nil))}
	if signed != nil {
		sha = hex.EncodeToString(signed.Sum(nil))
	}
	return c, sha, nil
}

// check compares content with what was promised.
func (u *upload) check(c content, sha string) *s3Error {
	want := u.sum.Value
	if u.frame != nil {
		if n, err := io.Copy(io.Discard, u.frame); err != nil || n > 0 {
			return incompleteBody(fmt.Errorf("%d bytes too many: %w", n, err))
		}
		if u.trailer != "" {
			want = u.frame.trailer.Get(u.trailer)
			if want == "" {
				return &s3Error{http.StatusBadRequest, "MalformedTrailerError", "The request contained trailing data that was not well-formed or did not conform to our published schema."}
			}
		}
	}
	switch {
	case want != "" && want != c.sum.Value:
		return &s3Error{http.StatusBadRequest, "BadDigest", fmt.Sprintf("The %s you specified did not match the calculated checksum.", strings.ToUpper(c.sum.Algorithm))}
	case sha != u.sha256:
		return &s3Error{http.StatusBadRequest, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed."}
	}
	return nil
}

func incompleteBody(err error) *s3Error {
	return &s3Error{http.StatusBadRequest, "IncompleteBody", fmt.Sprintf("The request body terminated unexpectedly (%v)", err)}
}

func invalidRequest(message string) *s3Error {
	return &s3Error{http.StatusBadRequest, "InvalidRequest", message}
}

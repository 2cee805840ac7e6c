package s3

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"net/http"
	"strconv"
	"strings"

	"inflight/aws/local/sigv4"
)

// chunkReader takes the framing of aws-chunked bodies off: chunks that each
// begin with their length, and perhaps their signature, and headers that follow
// the last one.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
type chunkReader struct {
	in       *bufio.Reader
	chain    *sigv4.Chain // nil where chunks are not signed, or the secret is not known
	trailing bool         // headers follow
	trailers map[string]string

	left      int64 // of the present chunk
	signature string
	hash      hash.Hash // of the present chunk
	begun     bool
	done      bool
}

// maxLine is the longest line of framing that is read.
const maxLine = 4 << 10

func newChunkReader(c *call, body io.Reader, kind string) (*chunkReader, error) {
	r := &chunkReader{in: bufio.NewReaderSize(body, 64<<10), trailers: map[string]string{}, hash: sha256.New()}
	switch kind {
	case "STREAMING-UNSIGNED-PAYLOAD-TRAILER":
		r.trailing = true
	case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD":
		r.chain = c.chain
	case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER":
		r.chain, r.trailing = c.chain, true
	default:
		return nil, notImplemented("The embedded S3 does not read bodies that are signed as %s.", kind)
	}
	return r, nil
}

// Read reads content.
func (r *chunkReader) Read(b []byte) (int, error) {
	for r.left == 0 && !r.done {
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	if r.done {
		return 0, io.EOF
	}
	n, err := r.in.Read(b[:min(int64(len(b)), r.left)])
	r.left -= int64(n)
	if r.chain != nil {
		_, _ = r.hash.Write(b[:n])
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// next ends the present chunk and begins another one.
func (r *chunkReader) next() error {
	if r.begun {
		if err := r.end(); err != nil {
			return err
		}
	}
	r.begun = true
	line, err := r.line()
	if err != nil {
		return err
	}
	size, extension, _ := strings.Cut(line, ";")
	r.left, err = strconv.ParseInt(strings.TrimSpace(size), 16, 64)
	if err != nil || r.left < 0 {
		return badChunk("a chunk begins with its length in hexadecimal, not %q", size)
	}
	r.signature = strings.TrimPrefix(extension, "chunk-signature=")
	if r.left > 0 {
		return nil
	}
	r.done = true
	if err := r.verify(); err != nil {
		return err
	}
	return r.readTrailers()
}

// end reads the line end after a chunk's content and checks its signature.
func (r *chunkReader) end() error {
	line, err := r.line()
	if err != nil {
		return err
	}
	if line != "" {
		return badChunk("a chunk is longer than it said")
	}
	return r.verify()
}

// verify checks the signature of the chunk that has been read.
func (r *chunkReader) verify() error {
	if r.chain == nil {
		return nil
	}
	content := hex.EncodeToString(r.hash.Sum(nil))
	r.hash.Reset()
	if err := r.chain.Chunk(content, r.signature); err != nil {
		return signatureError(err)
	}
	return nil
}

// readTrailers reads the headers after the last chunk, to the empty line or the
// end.
func (r *chunkReader) readTrailers() error {
	var signed strings.Builder
	for {
		line, err := r.line()
		switch {
		case errors.Is(err, io.ErrUnexpectedEOF) && line == "", err == nil && line == "" && !r.awaitsSignature(signed.Len()):
			return nil
		case err != nil && line == "":
			return err
		}
		name, value, _ := strings.Cut(line, ":")
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
		if name == "x-amz-trailer-signature" {
			return r.verifyTrailer(signed.String(), value)
		}
		if name != "" {
			r.trailers[name] = value
			signed.WriteString(name + ":" + value + "\n")
		}
	}
}

// awaitsSignature tells whether a signature of the trailers is still to come
// after an empty line.
func (r *chunkReader) awaitsSignature(read int) bool { return r.chain != nil && r.trailing && read > 0 }

func (r *chunkReader) verifyTrailer(signed, signature string) error {
	if r.chain == nil {
		return nil
	}
	if err := r.chain.Trailer(signed, signature); err != nil {
		return signatureError(err)
	}
	return nil
}

// line reads a line of framing, without its end.
func (r *chunkReader) line() (string, error) {
	var b []byte
	for {
		part, err := r.in.ReadSlice('\n')
		b = append(b, part...)
		switch {
		case len(b) > maxLine:
			return "", badChunk("a line is longer than %d bytes", maxLine)
		case err == nil:
			return strings.TrimRight(string(b), "\r\n"), nil
		case errors.Is(err, io.EOF):
			return strings.TrimRight(string(b), "\r\n"), io.ErrUnexpectedEOF
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", err
		}
	}
}

func badChunk(format string, args ...any) error {
	e := invalidRequest("The body is not well-formed aws-chunked: "+format, args...)
	e.status = http.StatusBadRequest
	return e
}

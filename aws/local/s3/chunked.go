package s3

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
)

// maxChunkLine is the longest line between chunks that is taken.
const maxChunkLine = 4 << 10

// errFraming is what is wrong with a body's framing.
var errFraming = errors.New("the chunks of the body are malformed")

// chunkedReader reads the content out of a body that is framed in chunks
// (aws-chunked), and the trailing headers behind it. The signatures of chunks
// are not checked.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
type chunkedReader struct {
	body    *bufio.Reader
	remain  int64 // of the present chunk
	first   bool  // whether a chunk has begun
	ended   bool
	trailer http.Header
}

func newChunkedReader(body io.Reader) *chunkedReader {
	return &chunkedReader{body: bufio.NewReaderSize(body, 64<<10), trailer: http.Header{}}
}

// Read reads content. io.EOF comes after the last trailing header.
func (c *chunkedReader) Read(p []byte) (int, error) {
	if c.ended {
		return 0, io.EOF
	}
	if c.remain == 0 {
		if err := c.next(); err != nil {
			return 0, err
		}
	}
	if c.ended {
		return 0, io.EOF
	}
	n, err := c.body.Read(p[:min(int64(len(p)), c.remain)])
	c.remain -= int64(n)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// next reads up to the content of the next chunk.
func (c *chunkedReader) next() error {
	if c.first {
		if line, err := c.line(); err != nil || line != "" {
			return errors.Join(errFraming, err)
		}
	}
	c.first = true
	line, err := c.line()
	if err != nil {
		return err
	}
	size, _, _ := strings.Cut(line, ";")
	c.remain, err = strconv.ParseInt(strings.TrimSpace(size), 16, 64)
	if err != nil || c.remain < 0 {
		return fmt.Errorf("%w: %q is no size", errFraming, size)
	}
	if c.remain == 0 {
		return c.trailers()
	}
	return nil
}

// trailers reads what follows the last chunk.
func (c *chunkedReader) trailers() error {
	for {
		line, err := c.line()
		if errors.Is(err, io.ErrUnexpectedEOF) || err == nil && line == "" {
			c.ended = true
			return nil
		}
		if err != nil {
			return err
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || len(c.trailer) > 10 {
			return fmt.Errorf("%w: the trailer %q", errFraming, line)
		}
		c.trailer.Set(textproto.TrimString(name), textproto.TrimString(value))
	}
}

// line reads a line without its end.
func (c *chunkedReader) line() (string, error) {
	var line []byte
	for len(line) < maxChunkLine {
		b, err := c.body.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return "", io.ErrUnexpectedEOF
		case err != nil:
			return "", err
		case b == '\n':
			return strings.TrimSuffix(string(line), "\r"), nil
		}
		line = append(line, b)
	}
	return "", fmt.Errorf("%w: a line of more than %d bytes", errFraming, maxChunkLine)
}

// unframe replaces a framed body by its content, and the headers by what they
// would be without the frame.
func unframe(r *http.Request) *s3Error {
	if !strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		return nil
	}
	length, err := strconv.ParseInt(r.Header.Get("X-Amz-Decoded-Content-Length"), 10, 64)
	if err != nil || length < 0 {
		return &s3Error{http.StatusLengthRequired, "MissingContentLength", "You must provide the X-Amz-Decoded-Content-Length HTTP header."}
	}
	r.Body = framed{newChunkedReader(r.Body), r.Body}
	r.ContentLength = length
	r.Header.Set("Content-Length", strconv.FormatInt(length, 10))
	r.Header.Set("X-Amz-Content-Sha256", unsignedPayload)
	r.Header.Del("X-Amz-Decoded-Content-Length")
	r.TransferEncoding = nil
	return nil
}

// framed is a body that a chunkedReader reads.
type framed struct {
	*chunkedReader
	io.Closer
}

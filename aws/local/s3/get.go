package s3

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
)

// BodyTaker is a ResponseWriter, perhaps a wrapped one, that takes the body of an answer as a whole,
// to be read and closed later. Objects go through it without being held in
// memory. Content-Length is set, and the status written, before.
type BodyTaker interface {
	TakeBody(body io.ReadCloser)
}

// span is a part of an object: length bytes from start.
type span struct{ start, length int64 }

// getObject answers with an object, with a range of it, or for HEAD with what
// is known of it.
func (s *Service) getObject(c *call) error {
	o, f, err := s.store.open(c.bucket, c.key)
	if err != nil {
		return err
	}
	given := false
	defer func() {
		if !given {
			_ = f.Close() // it was only read
		}
	}()
	if err := c.readConditions("", s.cfg.Clock.Now()).holdForRead(o); err != nil {
		c.w.Header().Set("ETag", quoted(o.ETag))
		return err
	}
	want, partial, err := c.wanted(o)
	if err != nil {
		c.w.Header().Set("Content-Range", fmt.Sprintf("bytes */%d", o.Size))
		return err
	}
	s.describe(c, o, partial)
	status := http.StatusOK
	if partial {
		status = http.StatusPartialContent
		c.w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", want.start, want.start+want.length-1, o.Size))
	}
	c.w.Header().Set("Content-Length", strconv.FormatInt(want.length, 10))
	c.w.WriteHeader(status)
	if c.r.Method == http.MethodHead {
		return nil
	}
	given = send(c.w, f, want)
	return nil
}

// send answers with a span of a file. It reports whether the file was given
// away, to be closed by whoever has it.
func send(w http.ResponseWriter, f *os.File, want span) (given bool) {
	content := io.NewSectionReader(f, want.start, want.length)
	if taker := bodyTaker(w); taker != nil {
		taker.TakeBody(struct {
			io.Reader
			io.Closer
		}{content, f})
		return true
	}
	if _, err := f.Seek(want.start, io.SeekStart); err == nil {
		_, _ = io.CopyN(w, f, want.length) // a caller that hung up cannot be told
	}
	return false
}

// bodyTaker is the BodyTaker that a writer is, or wraps; nil if there is none.
func bodyTaker(w http.ResponseWriter) BodyTaker {
	for {
		if taker, ok := w.(BodyTaker); ok {
			return taker
		}
		wrapper, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return nil
		}
		w = wrapper.Unwrap()
	}
}

// describe sets the headers that describe an object. A part of it does not have
// the checksum of the whole.
func (s *Service) describe(c *call, o *object, partial bool) {
	h := c.w.Header()
	for name, value := range o.Headers {
		if strings.HasPrefix(name, metaPrefix) { // S3 writes their names in lower case, and clients show them so
			h[strings.ToLower(name)] = []string{value}
			continue
		}
		h.Set(name, value)
	}
	h.Set("ETag", quoted(o.ETag))
	c.encrypted()
	h.Set("Last-Modified", o.Modified.UTC().Format(http.TimeFormat))
	h.Set("Accept-Ranges", "bytes")
	if o.Class != "" {
		h.Set("X-Amz-Storage-Class", o.Class)
	}
	if len(o.Tags) > 0 {
		h.Set("X-Amz-Tagging-Count", strconv.Itoa(len(o.Tags)))
	}
	if !partial && strings.EqualFold(c.header("X-Amz-Checksum-Mode"), "ENABLED") {
		o.Sum.setHeaders(h)
	}
	s.setExpiration(h, c.bucket, o)
	for _, name := range keptHeaders {
		if value := c.query.Get("response-" + strings.ToLower(name)); value != "" {
			h.Set(name, value)
		}
	}
}

// wanted is the part of an object that a request asks for.
func (c *call) wanted(o *object) (want span, partial bool, err error) {
	header := c.r.Header.Get("Range")
	if number := c.query.Get("partNumber"); number != "" {
		if header != "" {
			return span{}, false, invalidRequest("Cannot specify both Range header and partNumber query parameter")
		}
		return c.wantedPart(o, number)
	}
	want, partial, err = parseRange(header, o.Size)
	if errors.Is(err, errRange) {
		err = errRange.with("ActualObjectSize", strconv.FormatInt(o.Size, 10), "RangeRequested", header)
	}
	return want, partial, err
}

// wantedPart is the place of a part of a multipart upload; what was put at once
// has one part.
func (c *call) wantedPart(o *object, number string) (span, bool, error) {
	n, err := strconv.Atoi(number)
	count := max(len(o.Parts), 1)
	if err != nil || n < 1 || n > maxParts {
		return span{}, false, invalidArgument("partNumber", number, "Part number must be an integer between 1 and 10000, inclusive")
	}
	if n > count {
		return span{}, false, (&apiError{http.StatusRequestedRangeNotSatisfiable, "InvalidPartNumber", "The requested partnumber is not satisfiable"}).
			with("ActualPartCount", strconv.Itoa(count), "PartNumberRequested", strconv.Itoa(n))
	}
	if len(o.Parts) == 0 {
		return span{0, o.Size}, o.Size > 0, nil
	}
	c.w.Header().Set("X-Amz-Mp-Parts-Count", strconv.Itoa(count))
	var start int64
	for _, p := range o.Parts[:n-1] {
		start += p.Size
	}
	return span{start, o.Parts[n-1].Size}, true, nil
}

var errRange = &apiError{http.StatusRequestedRangeNotSatisfiable, "InvalidRange", "The requested range is not satisfiable"}

// parseRange reads a Range header. What is no range of bytes, or more than one,
// asks for the whole.
func parseRange(header string, size int64) (want span, partial bool, err error) {
	whole := span{0, size}
	text, ok := strings.CutPrefix(strings.TrimSpace(header), "bytes=")
	from, to, dash := strings.Cut(text, "-")
	if !ok || !dash {
		return whole, false, nil
	}
	if from == "" { // the last so many bytes
		n, err := strconv.ParseInt(to, 10, 64)
		switch {
		case err != nil || n < 0:
			return whole, false, nil //nolint:nilerr // what is no range asks for the whole
		case n == 0 || size == 0:
			return whole, false, errRange
		}
		n = min(n, size)
		return span{size - n, n}, true, nil
	}
	start, err := strconv.ParseInt(from, 10, 64)
	end := size - 1
	if err == nil && to != "" {
		end, err = strconv.ParseInt(to, 10, 64)
	}
	switch {
	case err != nil || start < 0 || to != "" && end < start:
		return whole, false, nil //nolint:nilerr // as above
	case start >= size:
		return whole, false, errRange
	}
	return span{start, min(end, size-1) - start + 1}, true, nil
}

package s3

import (
	"encoding/base64"
	"fmt"
	"hash"
	"io"
	"os"
)

// received is an upload in a file of its own, checked and not yet in place.
type received struct {
	file string
	size int64
	md5  []byte
	sum  checksum
	// promised says that the checksum is of the client's choice.
	promised bool
	// kept says that the file has been put in place.
	kept bool
}

// discard removes the file, if it has not been put in place.
func (r *received) discard() {
	if !r.kept {
		_ = os.Remove(r.file)
	}
}

// receive reads the request's body into a file and checks it.
func (s *Service) receive(c *call, algorithm string) (*received, error) {
	p, err := c.payload()
	if err != nil {
		return nil, err
	}
	chosen := true
	switch {
	case p.size < 0:
		return nil, &apiError{411, "MissingContentLength", "You must provide the Content-Length HTTP header."}
	case p.sum == nil:
		chosen = false
		p.want.algorithm = algorithm
		p.sum = algorithms[algorithm]()
	}
	file, err := s.store.save(p)
	if err != nil {
		return nil, err
	}
	r := &received{file: file, size: p.read, md5: p.md5.Sum(nil), sum: sumOf(p.want.algorithm, p.sum), promised: chosen}
	if err := p.verify(); err != nil {
		r.discard()
		return nil, err
	}
	return r, nil
}

// sumOf is the checksum that a hash has added up.
func sumOf(algorithm string, h hash.Hash) checksum {
	return checksum{Algorithm: algorithm, Value: base64.StdEncoding.EncodeToString(h.Sum(nil)), Type: fullObject}
}

// copyBuffer is how much of an upload is written at once.
const copyBuffer = 64 << 10

// save writes content into a temporary file.
func (s *store) save(content io.Reader) (string, error) {
	f, err := os.CreateTemp(s.incoming(), "upload-*")
	if err != nil {
		return "", fmt.Errorf("make a file for an upload: %w", err)
	}
	buffer, _ := s.buffers.Get().(*[copyBuffer]byte)
	if buffer == nil {
		buffer = new([copyBuffer]byte)
	}
	// By its own ReadFrom a file would make a buffer for each upload.
	_, err = io.CopyBuffer(struct{ io.Writer }{f}, content, buffer[:])
	s.buffers.Put(buffer)
	if cerr := f.Close(); err == nil && cerr != nil {
		err = fmt.Errorf("write an upload: %w", cerr)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // what went wrong with the upload matters more
		return "", err
	}
	return f.Name(), nil
}

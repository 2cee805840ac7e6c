package s3

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/rclone/gofakes3"
)

// minPart is the smallest part of an upload but the last.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
const minPart = 5 << 20

// uploads are the multipart uploads under way. Their parts are temporary files;
// an upload that is not completed does not outlive the program.
type uploads struct {
	mu   sync.Mutex
	list map[gofakes3.UploadID]*multipart
}

// multipart is one upload under way.
type multipart struct {
	meta map[string]string

	mu    sync.Mutex
	ended bool
	parts map[int]content
}

// get is the upload with an id.
func (u *uploads) get(id gofakes3.UploadID) (*multipart, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if m := u.list[id]; m != nil {
		return m, nil
	}
	return nil, gofakes3.ErrNoSuchUpload
}

// end forgets an upload and removes its parts. The upload's lock is held.
func (u *uploads) end(id gofakes3.UploadID, m *multipart) {
	m.ended = true
	for _, part := range m.parts {
		os.Remove(part.file) //nolint:errcheck // what is left is removed with the folder at the next start
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.list, id)
}

// CreateMultipartUpload begins an upload.
func (b *backend) CreateMultipartUpload(_ context.Context, _, _ string, meta map[string]string) (gofakes3.UploadID, error) {
	id := gofakes3.UploadID(rand.Text())
	b.uploads.mu.Lock()
	defer b.uploads.mu.Unlock()
	b.uploads.list[id] = &multipart{meta: maps.Clone(meta), parts: map[int]content{}}
	return id, nil
}

// UploadPart stores a part.
func (b *backend) UploadPart(ctx context.Context, _, _ string, id gofakes3.UploadID, number int, size int64, in io.Reader) (string, error) {
	m, err := b.uploads.get(id)
	if err != nil {
		return "", err
	}
	c, err := b.receive(ctx, in, size)
	if err != nil {
		return "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ended {
		os.Remove(c.file) //nolint:errcheck // nobody wants it
		return "", gofakes3.ErrNoSuchUpload
	}
	if old, ok := m.parts[number]; ok {
		os.Remove(old.file) //nolint:errcheck // it was replaced
	}
	m.parts[number] = c
	exchangeFrom(ctx).stored = c.sum
	return `"` + hex.EncodeToString(c.md5) + `"`, nil
}

// AbortMultipartUpload forgets an upload.
func (b *backend) AbortMultipartUpload(_ context.Context, _, _ string, id gofakes3.UploadID) error {
	m, err := b.uploads.get(id)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	b.uploads.end(id, m)
	return nil
}

// CompleteMultipartUpload makes an object of the parts.
func (b *backend) CompleteMultipartUpload(ctx context.Context, bucket, key string, id gofakes3.UploadID, in *gofakes3.CompleteMultipartUploadRequest) (gofakes3.VersionID, string, error) {
	m, err := b.uploads.get(id)
	if err != nil {
		return "", "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ended {
		return "", "", gofakes3.ErrNoSuchUpload
	}
	parts, err := m.choose(ctx, in.Parts)
	if err != nil {
		return "", "", err
	}
	o, temp, err := b.assemble(key, parts)
	if err != nil {
		return "", "", err
	}
	defer os.Remove(temp) //nolint:errcheck // it was moved into place, or nobody wants it
	o.Meta = maps.Clone(m.meta)
	if err := b.place(ctx, bucket, o, temp); err != nil {
		return "", "", err
	}
	b.uploads.end(id, m)
	return "", `"` + o.ETag + `"`, nil
}

// choose are the parts that the caller names, checked. The lock is held.
func (m *multipart) choose(ctx context.Context, named []gofakes3.CompletedPart) ([]content, error) {
	if len(named) == 0 {
		return nil, gofakes3.ErrorMessage(gofakes3.ErrMalformedXML, "an upload is completed with the list of its parts")
	}
	for i := 1; i < len(named); i++ {
		if named[i-1].PartNumber >= named[i].PartNumber {
			return nil, gofakes3.ErrInvalidPartOrder
		}
	}
	parts := make([]content, 0, len(named))
	for i, p := range named {
		part, ok := m.parts[p.PartNumber]
		switch {
		case !ok || strings.Trim(p.ETag, `"`) != hex.EncodeToString(part.md5):
			return nil, gofakes3.ErrorMessagef(gofakes3.ErrInvalidPart, "Part %d could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.", p.PartNumber)
		case i < len(named)-1 && part.size < minPart:
			return nil, exchangeFrom(ctx).refuse(&s3Error{http.StatusBadRequest, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed object size."})
		}
		parts = append(parts, part)
	}
	return parts, nil
}

// assemble puts parts together in a temporary file.
func (b *backend) assemble(key string, parts []content) (o *object, temp string, err error) {
	f, err := os.CreateTemp(filepath.Join(b.dir, metaFolder, uploadsFolder), "upload-*")
	if err != nil {
		return nil, "", fmt.Errorf("make a file for an upload: %w", err)
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err != nil {
			os.Remove(f.Name()) //nolint:errcheck // the upload's error matters
		}
	}()
	o = &object{Key: key}
	whole := algorithms[defaultAlgorithm]()
	var sums [][]byte
	var checksums []checksum
	for _, part := range parts {
		if err := appendFile(f, whole, part.file); err != nil {
			return nil, "", err
		}
		o.Size += part.size
		o.Parts = append(o.Parts, part.size)
		sums, checksums = append(sums, part.md5), append(checksums, part.sum)
	}
	o.ETag = multipartETag(sums)
	o.MD5 = standIn(o.ETag)
	o.Checksum, err = checksumOfParts(checksums, whole)
	return o, f.Name(), err
}

// appendFile copies a file's content to the end of another.
func appendFile(to io.Writer, sum hash.Hash, file string) error {
	from, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("open a part: %w", err)
	}
	defer from.Close() //nolint:errcheck // it was only read
	if _, err := io.Copy(io.MultiWriter(to, sum), from); err != nil {
		return fmt.Errorf("copy a part: %w", err)
	}
	return nil
}

// checksumOfParts is the checksum of the parts' checksums, where all are of one
// algorithm, and else that of the whole. CRC64NVME is always of the whole.
func checksumOfParts(parts []checksum, whole hash.Hash) (checksum, error) {
	algorithm := parts[0].Algorithm
	for _, p := range parts {
		if p.Algorithm != algorithm {
			algorithm = defaultAlgorithm
		}
	}
	if algorithm == defaultAlgorithm {
		return checksum{algorithm, base64.StdEncoding.EncodeToString(whole.Sum(nil))}, nil
	}
	return composite(algorithm, parts)
}

package s3

import (
	"crypto/sha1" //nolint:gosec // one of the checksums S3 knows
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
)

// checksumPrefix begins the headers that carry a checksum.
const checksumPrefix = "X-Amz-Checksum-"

// defaultAlgorithm is what S3 computes where the caller names nothing.
const defaultAlgorithm = "crc64nvme"

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	nvme       = crc64.MakeTable(0x9a6c9329ac4bc9b5) // the polynomial, reflected
)

// algorithms are the checksums S3 knows, by the name in their headers.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
var algorithms = map[string]func() hash.Hash{
	"crc32":     func() hash.Hash { return crc32.NewIEEE() },
	"crc32c":    func() hash.Hash { return crc32.New(castagnoli) },
	"crc64nvme": func() hash.Hash { return crc64.New(nvme) },
	"sha1":      sha1.New,
	"sha256":    sha256.New,
}

// checksum is the checksum of an object. The zero value is none.
type checksum struct {
	Algorithm string `json:",omitempty"` // a name in algorithms
	// Value is in base64, with "-" and the number of parts where it is the
	// checksum of the parts' checksums.
	Value string `json:",omitempty"`
}

// header is the name of the header that carries it.
func (c checksum) header() string {
	return textproto.CanonicalMIMEHeaderKey(checksumPrefix + c.Algorithm)
}

// checksumType is what a value is the checksum of, as S3 names it.
func checksumType(value string) string {
	if strings.Contains(value, "-") {
		return "COMPOSITE"
	}
	return "FULL_OBJECT"
}

// composite is the checksum of the parts' checksums.
func composite(algorithm string, parts []checksum) (checksum, error) {
	h := algorithms[algorithm]()
	for _, p := range parts {
		raw, err := base64.StdEncoding.DecodeString(p.Value)
		if err != nil {
			return checksum{}, fmt.Errorf("the checksum %q of a part: %w", p.Value, err)
		}
		h.Write(raw)
	}
	return checksum{algorithm, base64.StdEncoding.EncodeToString(h.Sum(nil)) + "-" + strconv.Itoa(len(parts))}, nil
}

// announced is the checksum that a request's headers promise: with its value,
// or with the name alone where the value comes in a trailer. They are taken out
// of the headers.
func announced(h http.Header) (c checksum, trailer string, e *s3Error) {
	for name := range h {
		algorithm := strings.ToLower(strings.TrimPrefix(name, checksumPrefix))
		if !strings.HasPrefix(name, checksumPrefix) || algorithm == "type" || algorithm == "mode" || algorithm == "algorithm" {
			continue
		}
		if c.Algorithm != "" {
			return c, "", invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
		}
		c = checksum{algorithm, h.Get(name)}
	}
	if c.Algorithm == "" {
		trailer = strings.ToLower(strings.TrimSpace(h.Get("X-Amz-Trailer")))
		c.Algorithm = strings.TrimPrefix(trailer, strings.ToLower(checksumPrefix))
	}
	if c.Algorithm == "" {
		c.Algorithm = defaultAlgorithm
		return c, "", nil
	}
	if algorithms[c.Algorithm] == nil {
		return c, "", invalidRequest("The algorithm of the checksum must be one of CRC32, CRC32C, CRC64NVME, SHA1 and SHA256.")
	}
	if raw, err := base64.StdEncoding.DecodeString(c.Value); c.Value != "" && (err != nil || len(raw) != algorithms[c.Algorithm]().Size()) {
		return c, "", invalidRequest("Value for " + strings.ToLower(c.header()) + " header is invalid.")
	}
	delete(h, c.header())
	return c, trailer, nil
}

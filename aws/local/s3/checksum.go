package s3

import (
	"crypto/md5"
	"crypto/sha1" //nolint:gosec // one of the checksums S3 knows
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/xml"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"net/http"
	"strings"
)

// checksum is what an object or a part of one is known to add up to.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
type checksum struct {
	Algorithm string // as in the API reference, such as CRC64NVME
	Value     string // base64; of a composite one with -N at the end
	Type      string // fullObject or composite
}

const (
	fullObject = "FULL_OBJECT"
	composite  = "COMPOSITE"

	// defaultAlgorithm is what S3 adds up where the client asked for nothing.
	defaultAlgorithm = "CRC64NVME"

	checksumHeader = "X-Amz-Checksum-"
)

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	nvme       = crc64.MakeTable(0x9a6c9329ac4bc9b5)
)

// algorithms are the checksums there are, by name. The XXHash family is known
// to S3 and not here.
var algorithms = map[string]func() hash.Hash{
	"CRC32":     func() hash.Hash { return crc32.NewIEEE() },
	"CRC32C":    func() hash.Hash { return crc32.New(castagnoli) },
	"CRC64NVME": func() hash.Hash { return crc64.New(nvme) },
	"SHA1":      sha1.New,
	"SHA256":    sha256.New,
	"SHA512":    sha512.New,
	"MD5":       md5.New,
}

// isCRC tells whether checksums of parts could be joined to that of the whole.
func isCRC(algorithm string) bool { return strings.HasPrefix(algorithm, "CRC") }

// setHeaders puts a checksum into an answer.
func (s checksum) setHeaders(h http.Header) {
	if s.Algorithm == "" {
		return
	}
	h.Set(checksumHeader+s.Algorithm, s.Value)
	h.Set("X-Amz-Checksum-Type", s.Type)
}

// MarshalXML writes a checksum as an element of its own name, and its type.
func (s checksum) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	if s.Algorithm == "" {
		return nil
	}
	err := e.EncodeElement(s.Value, xml.StartElement{Name: xml.Name{Local: "Checksum" + s.Algorithm}})
	if err == nil && s.Type != "" {
		err = e.EncodeElement(s.Type, xml.StartElement{Name: xml.Name{Local: "ChecksumType"}})
	}
	return err
}

// promise is the checksum that a client says its upload has.
type promise struct {
	algorithm string
	value     string // base64; "" where it comes in the trailer, or not at all
	trailer   string // the name of the trailer it comes in
}

// promised reads which checksum an upload has.
func (c *call) promised() (promise, error) {
	p := promise{}
	for name := range algorithms {
		value := c.header(checksumHeader + name)
		switch {
		case value == "":
		case p.algorithm != "":
			return p, invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
		case !validChecksum(name, value):
			return p, invalidRequest("Value for x-amz-checksum-%s header is invalid.", strings.ToLower(name))
		default:
			p = promise{algorithm: name, value: value}
		}
	}
	asked := strings.ToUpper(c.r.Header.Get("X-Amz-Sdk-Checksum-Algorithm"))
	if p.algorithm != "" {
		if asked != "" && asked != p.algorithm {
			return p, &apiError{http.StatusBadRequest, "BadDigest", "The checksum in the request is of the kind " + p.algorithm + ", and the one announced of the kind " + asked + "."}
		}
		return p, nil
	}
	if trailer := strings.TrimSpace(c.r.Header.Get("X-Amz-Trailer")); trailer != "" {
		name := strings.ToUpper(strings.TrimPrefix(strings.ToLower(trailer), strings.ToLower(checksumHeader)))
		if algorithms[name] == nil {
			return p, invalidRequest("The value specified in the x-amz-trailer header is not supported")
		}
		return promise{algorithm: name, trailer: strings.ToLower(trailer)}, nil
	}
	if asked != "" {
		if algorithms[asked] == nil {
			return p, notImplemented("The embedded S3 has no checksums of the kind %s.", asked)
		}
		return p, invalidRequest("x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.")
	}
	return p, nil
}

// validChecksum tells whether a value can be a checksum of that algorithm.
func validChecksum(algorithm, value string) bool {
	b, err := base64.StdEncoding.DecodeString(value)
	return err == nil && len(b) == algorithms[algorithm]().Size()
}

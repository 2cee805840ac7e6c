package sns

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // signature version 1 of SNS is made of it
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	certificatePrefix = "/SimpleNotificationService-"
	certificateSuffix = ".pem"
)

// signer signs envelopes with a key that is made when the first is. The key
// lasts as long as the service, as does its certificate, which nobody vouches
// for.
//
// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
type signer struct {
	once        sync.Once
	key         *rsa.PrivateKey
	certificate []byte // PEM
	path        string // where the certificate is served
	err         error
}

func (g *signer) prepare() {
	g.once.Do(func() {
		g.key, g.err = rsa.GenerateKey(rand.Reader, 2048)
		if g.err != nil {
			return
		}
		start := time.Unix(0, 0)
		template := &x509.Certificate{
			SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sns.amazonaws.com (embedded)"},
			NotBefore: start, NotAfter: start.AddDate(200, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature,
		}
		der, err := x509.CreateCertificate(rand.Reader, template, template, &g.key.PublicKey, g.key)
		sum := sha256.Sum256(der)
		g.path = certificatePrefix + hex.EncodeToString(sum[:16]) + certificateSuffix
		g.certificate, g.err = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), err
	})
}

// isCertificate says whether a path looks like that of a certificate.
func (*signer) isCertificate(path string) bool {
	return strings.HasPrefix(path, certificatePrefix) && strings.HasSuffix(path, certificateSuffix)
}

// serveCertificate answers with the certificate, without which a signature
// cannot be checked.
func (s *Service) serveCertificate(w http.ResponseWriter, r *http.Request) {
	s.signer.prepare()
	if s.signer.err != nil || r.URL.Path != s.signer.path {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/x-pem-file")
	_, _ = w.Write(s.signer.certificate) // a caller that hung up cannot be told
}

// signature is the fields that sign an envelope's other fields.
func (s *Service) signature(version string, fields []field) []field {
	s.signer.prepare()
	if s.signer.err != nil {
		s.report(fmt.Errorf("make the key that signs messages: %w", s.signer.err))
		return nil
	}
	text := stringToSign(fields)
	var signed []byte
	var err error
	if version == "2" {
		sum := sha256.Sum256(text)
		signed, err = rsa.SignPKCS1v15(nil, s.signer.key, crypto.SHA256, sum[:])
	} else {
		sum := sha1.Sum(text)
		signed, err = rsa.SignPKCS1v15(nil, s.signer.key, crypto.SHA1, sum[:])
	}
	if err != nil {
		s.report(fmt.Errorf("sign a message: %w", err))
		return nil
	}
	return []field{
		{"SignatureVersion", version},
		{"Signature", base64.StdEncoding.EncodeToString(signed)},
		{"SigningCertURL", s.endpoint() + s.signer.path},
	}
}

// stringToSign is the fields in order of their names, each a line of its own,
// the name before the value. A sequence number is not signed.
func stringToSign(fields []field) []byte {
	sorted := slices.Clone(fields)
	slices.SortFunc(sorted, func(a, b field) int { return strings.Compare(a.name, b.name) })
	var b []byte
	for _, f := range sorted {
		if f.name != "SequenceNumber" {
			b = append(append(append(append(b, f.name...), '\n'), f.value...), '\n')
		}
	}
	return b
}

package s3

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"

	"inflight/aws/local/clock"
	"inflight/aws/local/sigv4"
)

// Config says how an embedded S3 is to be.
type Config struct {
	// Dir is the folder the buckets are folders of.
	Dir string
	// Region and Account are where the buckets are and whose; "" are us-east-1
	// and 000000000000.
	Region, Account string
	// Clock is the time; nil is the wall clock.
	Clock clock.Clock
	// Events hears of objects created and deleted in buckets that send their
	// events to EventBridge; nil is nobody.
	Events EventSink
	// KeepEvents keeps each event until it is settled, so that New tells Events of
	// it again if the process ended before.
	KeepEvents bool
	// Temporary says that the folder goes with this process: no records of objects
	// are written, which only the next one would read. A folder that has buckets in
	// it already is none.
	Temporary bool
	// Secret returns the secret of an access key that this S3 handed out. Requests
	// with such a key must be signed with it. nil knows none.
	Secret func(accessKey string) (secret string, ok bool)
	// RequireKnownKeys lets nobody in whose key Secret does not know.
	RequireKnownKeys bool
}

// Service is an embedded S3: an http.Handler that speaks its REST API. It is
// safe for use by many goroutines. Close it.
type Service struct {
	cfg     Config
	store   *store
	expiry  *expiry
	signing sigv4.Keys
}

// New opens an S3 over what is in the folder of the configuration. Its error
// names the file that is damaged or missing, and what to do about it.
func New(cfg Config) (*Service, error) {
	if cfg.Clock == nil {
		cfg.Clock = clock.Real{}
	}
	if cfg.Region == "" {
		cfg.Region = defaultRegion
	}
	if cfg.Account == "" {
		cfg.Account = "000000000000"
	}
	st, err := openStore(cfg)
	if err != nil {
		return nil, err
	}
	s := &Service{cfg: cfg, store: st}
	s.reportAgain()
	s.expiry = newExpiry(s)
	return s, nil
}

// Close stops what the service does by itself. What was put stays.
func (s *Service) Close() error {
	s.expiry.stop()
	return s.store.outbox.close()
}

// File is where the content of an object is, for a person to look at.
func (s *Service) File(bucket, key string) (string, error) {
	o, err := s.store.find(bucket, key)
	if err != nil {
		return "", fmt.Errorf("find s3://%s/%s: %w", bucket, key, err)
	}
	return s.store.dataFile(bucket, o), nil
}

// ServeHTTP answers a request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := newCall(w, r)
	if err := s.serve(c); err != nil {
		c.writeError(err)
	}
}

// serve lets the operation of a request answer it, or returns why not.
func (s *Service) serve(c *call) error {
	if err := s.authorize(c); err != nil {
		return err
	}
	op, err := c.operation()
	if err != nil {
		return err
	}
	if owner := c.header("X-Amz-Expected-Bucket-Owner"); owner != "" && owner != s.cfg.Account {
		return errAccessDenied
	}
	if err := c.refuseUnbuilt(); err != nil {
		return err
	}
	if c.bucket != "" && op.name != "CreateBucket" {
		if err := s.store.mustHave(c.bucket); err != nil {
			return err
		}
	}
	if err := validateKey(c.key); err != nil {
		return err
	}
	return op.serve(s, c)
}

// owner is who everything belongs to.
type owner struct {
	ID          string
	DisplayName string `xml:",omitempty"` // of whoever began an upload only
}

// initiator is the owner as whoever began an upload.
func (s *Service) initiator() *owner {
	o := s.owner()
	o.DisplayName = "inflight"
	return o
}

// owner is the account, by the canonical id that S3 knows it by.
func (s *Service) owner() *owner {
	sum := sha256.Sum256([]byte(s.cfg.Account))
	return &owner{ID: hex.EncodeToString(sum[:])}
}

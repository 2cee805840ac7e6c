package s3

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/rclone/gofakes3"

	"inflight/aws/local/clock"
)

// Config says how an embedded S3 is to be.
type Config struct {
	// Dir is the folder the buckets are folders of.
	Dir string
	// Region and Account are where the buckets are and whose.
	Region, Account string
	// Clock is the time; nil is the wall clock.
	Clock clock.Clock
	// Events hears of objects created and deleted in buckets that send their
	// events to EventBridge; nil is nobody.
	Events EventSink
	// Secret returns the secret of an access key that this S3 handed out. Requests
	// with such a key must be signed with it. nil knows none.
	Secret func(accessKey string) (secret string, ok bool)
}

// Service is an embedded S3: an http.Handler that speaks its REST API. It is
// safe for use by many goroutines.
type Service struct {
	cfg     Config
	backend *backend
	library http.Handler
	expiry  *expiry
}

// New opens an S3 over what is in the folder of the configuration.
func New(cfg Config) (*Service, error) {
	if cfg.Clock == nil {
		cfg.Clock = clock.Real{}
	}
	st, err := openStore(cfg.Dir, cfg.Clock.Now)
	if err != nil {
		return nil, err
	}
	s := &Service{cfg: cfg}
	s.backend = &backend{store: st, uploads: uploads{list: map[gofakes3.UploadID]*multipart{}}, changed: s.changed}
	s.library = gofakes3.New(s.backend,
		gofakes3.WithTimeSource(timeSource{cfg.Clock}),
		gofakes3.WithTimeSkewLimit(0),
		gofakes3.WithoutVersioning(),
		gofakes3.WithIntegrityCheck(true),
	).Server()
	s.expiry = newExpiry(s)
	return s, nil
}

// Close stops what the service does by itself.
func (s *Service) Close() error {
	s.expiry.stop()
	return nil
}

// File is where the content of an object is, for a person to look at.
func (s *Service) File(bucket, key string) (string, error) {
	o, err := s.backend.find(bucket, key)
	if err != nil {
		return "", fmt.Errorf("find s3://%s/%s: %w", bucket, key, err)
	}
	return filepath.Clean(s.backend.dataFile(bucket, o)), nil
}

// ServeHTTP answers a request: what the library lacks itself, the rest through
// the library.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if e := s.authorize(r); e != nil {
		e.write(w, r)
		return
	}
	r = pathStyle(r)
	if e := unframe(r); e != nil {
		e.write(w, r)
		return
	}
	bucket, key := splitPath(r.URL.Path)
	if sub := subresourceOf(r, key); sub != nil {
		s.serveSubresource(w, r, bucket, sub)
		return
	}
	query := r.URL.Query()
	switch {
	case key != "" || bucket == "" || query.Has("versions"):
	case r.Method == http.MethodGet && query.Has("location"):
		s.serveLocation(w, r, bucket)
		return
	case r.Method == http.MethodPut && r.URL.RawQuery == "":
		if e := s.checkLocation(w, r, bucket); e != nil {
			e.write(w, r)
			return
		}
	}
	s.serveLibrary(w, r, key)
}

// splitPath takes a path apart into bucket and key.
func splitPath(path string) (bucket, key string) {
	bucket, key, _ = strings.Cut(strings.TrimLeft(path, "/"), "/")
	return bucket, key
}

// pathStyle turns a request to BUCKET.s3.… or BUCKET.localhost into one that
// names the bucket in its path.
func pathStyle(r *http.Request) *http.Request {
	host, _, _ := strings.Cut(r.Host, ":")
	bucket, rest, ok := strings.Cut(host, ".")
	if !ok || bucket == "s3" || !strings.HasPrefix(rest, "s3.") && !strings.HasPrefix(rest, "s3-") && rest != "localhost" {
		return r
	}
	c := r.Clone(r.Context())
	c.URL.Path = "/" + bucket + r.URL.Path
	c.URL.RawPath = ""
	return c
}

// timeSource is the clock as the library wants it.
type timeSource struct{ clock.Clock }

// Since is how long ago a time was.
func (t timeSource) Since(at time.Time) time.Duration { return t.Now().Sub(at) }

// changed tells of an object that was created or deleted.
func (s *Service) changed(ctx context.Context, c change) {
	if s.cfg.Events == nil || !s.backend.config(c.bucket, "notification").contains("EventBridgeConfiguration") {
		return
	}
	s.cfg.Events.ObjectEvent(ctx, s.event(ctx, c))
}

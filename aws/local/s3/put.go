package s3

import (
	"encoding/hex"
	"net/http"
)

// putObject stores an object.
func (s *Service) putObject(c *call) error {
	o, err := c.newObject()
	if err != nil {
		return err
	}
	allow, err := c.writeConditions()
	if err != nil {
		return err
	}
	got, err := s.receive(c, defaultAlgorithm)
	if err != nil {
		return err
	}
	defer got.discard()
	o.Size, o.ETag, o.Sum = got.size, hex.EncodeToString(got.md5), got.sum
	if err := s.create(c, o, got.file, allow, "PutObject"); err != nil {
		return err
	}
	got.kept = true
	h := c.w.Header()
	h.Set("ETag", quoted(o.ETag))
	c.encrypted()
	o.Sum.setHeaders(h)
	s.setExpiration(h, c.bucket, o)
	c.empty(http.StatusOK)
	return nil
}

// create puts an object in place and reports it.
func (s *Service) create(c *call, o *object, file string, allow func(*object) error, reason string) error {
	e, err := s.store.put(c.bucket, o, file, allow, ObjectEvent{
		Reason: reason, RequestID: c.requestID, Requester: s.cfg.Account, SourceIP: c.sourceIP(),
	})
	if err != nil {
		return err
	}
	s.report(c.r.Context(), e)
	return nil
}

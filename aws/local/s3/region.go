package s3

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
)

// oldestRegion is the one that is the default of everything, and is not named
// in a bucket's location.
const oldestRegion = "us-east-1"

// checkLocation refuses to create a bucket that says it is elsewhere. It reads
// the body and puts it back.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
func (s *Service) checkLocation(w http.ResponseWriter, r *http.Request, bucket string) *s3Error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxConfig))
	if err != nil {
		return incompleteBody(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var in struct{ LocationConstraint string }
	if len(body) > 0 {
		if err := xml.Unmarshal(body, &in); err != nil {
			return malformed(err.Error())
		}
	}
	region := s.cfg.Region
	switch {
	case region == "" || region == oldestRegion:
		if in.LocationConstraint != "" && in.LocationConstraint != region {
			return &s3Error{http.StatusBadRequest, "InvalidLocationConstraint", fmt.Sprintf("The embedded S3 is in %s only, not in %q.", oldestRegion, in.LocationConstraint)}
		}
	case in.LocationConstraint != region:
		if in.LocationConstraint == "" {
			in.LocationConstraint = "unspecified"
		}
		return &s3Error{http.StatusBadRequest, "IllegalLocationConstraintException", fmt.Sprintf("The %s location constraint is incompatible for the region specific endpoint this request was sent to.", in.LocationConstraint)}
	case s.backend.mustHave(bucket) == nil:
		return &s3Error{http.StatusConflict, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it."}
	}
	return nil
}

// serveLocation answers GetBucketLocation.
func (s *Service) serveLocation(w http.ResponseWriter, r *http.Request, bucket string) {
	if err := s.backend.mustHave(bucket); err != nil {
		err.write(w, r)
		return
	}
	location := s.cfg.Region
	if location == oldestRegion {
		location = ""
	}
	w.Header().Set("Content-Type", "application/xml")
	_, _ = fmt.Fprintf(w, xml.Header+`<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">%s</LocationConstraint>`, location)
}

package s3

import (
	"context"
	"encoding/xml"
	"net/http"
)

// nullVersion is the version of every object in a bucket without versions.
const nullVersion = "null"

// deleteObject deletes an object; one that is not there is no error.
func (s *Service) deleteObject(c *call) error {
	allow, err := c.writeConditions()
	if err != nil {
		return err
	}
	if err := s.removeFor(c, c.key, allow); err != nil {
		return err
	}
	c.empty(http.StatusNoContent)
	return nil
}

// removeFor deletes an object because a request asks for it.
func (s *Service) removeFor(c *call, key string, allow func(*object) error) error {
	return s.remove(c.r.Context(), c.bucket, key, allow, ObjectEvent{
		Reason: "DeleteObject", RequestID: c.requestID, Requester: s.cfg.Account, SourceIP: c.sourceIP(),
	})
}

// remove deletes an object, and reports it if there was one.
func (s *Service) remove(ctx context.Context, bucket, key string, allow func(*object) error, e ObjectEvent) error {
	e.Deleted = true
	told, err := s.store.remove(bucket, key, allow, e)
	s.report(ctx, told) // also where its content is still there: the object is not
	return err
}

// maxDeletes is how many objects one request may delete.
const maxDeletes = 1000

type deleteRequest struct {
	Quiet   bool
	Objects []struct {
		Key       string
		VersionID string `xml:"VersionId"`
		ETag      string
	} `xml:"Object"`
}

type deleteResult struct {
	XMLName xml.Name     `xml:"DeleteResult"`
	NS      string       `xml:"xmlns,attr"`
	Deleted []deletedKey `xml:"Deleted"`
	Errors  []deleteFail `xml:"Error"`
}

type deletedKey struct{ Key keyText }

type deleteFail struct {
	Key           keyText
	Code, Message string
}

// deleteObjects deletes up to 1000 objects, each with a result of its own.
func (s *Service) deleteObjects(c *call) error {
	var in deleteRequest
	if err := c.readXML("Delete", &in); err != nil {
		return err
	}
	if len(in.Objects) == 0 || len(in.Objects) > maxDeletes {
		return errMalformed
	}
	out := deleteResult{NS: xmlns}
	for _, o := range in.Objects {
		var err error
		switch {
		case o.Key == "":
			err = &apiError{http.StatusBadRequest, "UserKeyMustBeSpecified", "The key must be specified."}
		case o.VersionID != "" && o.VersionID != nullVersion:
			err = &apiError{http.StatusNotFound, "NoSuchVersion", "The specified version does not exist."}
		default:
			err = s.removeFor(c, o.Key, func(present *object) error {
				if o.ETag != "" && (present == nil || !matchesETag(o.ETag, present.ETag)) {
					return preconditionFailed(ifMatch)
				}
				return nil
			})
		}
		if err != nil {
			e := asAPIError(err)
			out.Errors = append(out.Errors, deleteFail{keyText(o.Key), e.code, e.message})
		} else if !in.Quiet {
			out.Deleted = append(out.Deleted, deletedKey{keyText(o.Key)})
		}
	}
	c.writeXML(http.StatusOK, out)
	return nil
}

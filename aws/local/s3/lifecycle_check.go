package s3

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

const (
	maxRules  = 1000
	maxRuleID = 255
)

// acceptLifecycle refuses what S3 refuses, and names the rules that have no
// name.
func acceptLifecycle(_ *Service, body []byte) (string, error) {
	var l lifecycle
	if err := unmarshal(body, "LifecycleConfiguration", &l); err != nil {
		return "", err
	}
	if len(l.Rules) == 0 || len(l.Rules) > maxRules {
		return "", errMalformed
	}
	ids := map[string]bool{}
	for i := range l.Rules {
		r := &l.Rules[i]
		switch {
		case len(r.ID) > maxRuleID:
			return "", invalidArgument("ID", r.ID, "ID length should not exceed allowed limit of %d", maxRuleID)
		case r.ID != "" && ids[r.ID]:
			return "", invalidArgument("ID", r.ID, "Rule ID must be unique. Found same ID for more than one rule")
		}
		if err := r.validate(); err != nil {
			return "", err
		}
		ids[r.ID] = true
	}
	for i := range l.Rules {
		for n := i + 1; l.Rules[i].ID == ""; n++ {
			if id := fmt.Sprintf("rule-%d", n); !ids[id] {
				l.Rules[i].ID, ids[id] = id, true
			}
		}
	}
	return written(&l, &l.NS)
}

// validate refuses a rule that S3 refuses.
func (r *lifecycleRule) validate() error {
	switch {
	case r.Status != "Enabled" && r.Status != "Disabled":
		return errMalformed
	case (r.Filter == nil) == (r.Prefix == nil):
		return errMalformed
	case r.Expiration == nil && r.AbortIncompleteMultipartUpload == nil && len(r.Transitions) == 0 &&
		r.NoncurrentVersionExpiration == nil && len(r.NoncurrentVersionTransitions) == 0:
		return invalidRequest("At least one action needs to be specified in a rule")
	}
	if err := r.Filter.validate(); err != nil {
		return err
	}
	if a := r.AbortIncompleteMultipartUpload; a != nil {
		switch {
		case a.DaysAfterInitiation < 1:
			return invalidArgument("DaysAfterInitiation", strconv.Itoa(a.DaysAfterInitiation), "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer")
		case r.Filter.namesTags():
			return invalidRequest("AbortIncompleteMultipartUpload cannot be specified with Tags.")
		}
	}
	if n := r.NoncurrentVersionExpiration; n != nil && n.NoncurrentDays < 1 {
		return invalidArgument("NoncurrentDays", strconv.Itoa(n.NoncurrentDays), "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer")
	}
	if err := r.Expiration.validate(); err != nil {
		return err
	}
	return r.validateTransitions()
}

func (f *lifecycleFilter) namesTags() bool {
	return f != nil && (f.Tag != nil || f.And != nil && len(f.And.Tags) > 0)
}

// validate refuses a filter that names more than one thing outside of And, and an
// And that names fewer than two.
func (f *lifecycleFilter) validate() error {
	if f == nil {
		return nil
	}
	if count(f.Prefix != nil, f.Tag != nil, f.Larger != nil, f.Smaller != nil, f.And != nil) > 1 {
		return errMalformed
	}
	if a := f.And; a != nil {
		if count(a.Prefix != nil, a.Larger != nil, a.Smaller != nil)+len(a.Tags) < 2 {
			return errMalformed
		}
		return validateTags(a.Tags, maxObjectTags)
	}
	if f.Tag != nil {
		return validateTags([]tag{*f.Tag}, maxObjectTags)
	}
	return nil
}

func (e *expiration) validate() error {
	if e == nil {
		return nil
	}
	switch {
	case count(e.Days != nil, e.Date != "", e.DeleteMarker != nil) != 1:
		return errMalformed
	case e.Days != nil && *e.Days < 1:
		return invalidArgument("Days", strconv.Itoa(*e.Days), "'Days' for Expiration action must be a positive integer")
	case e.Date != "":
		return validateDate(e.Date)
	}
	return nil
}

// validateDate takes midnights of UTC only.
func validateDate(date string) error {
	at, err := time.Parse(time.RFC3339, date)
	switch {
	case err != nil:
		return errMalformed
	case !at.UTC().Truncate(24 * time.Hour).Equal(at):
		return invalidArgument("Date", date, "'Date' must be at midnight GMT")
	}
	return nil
}

func (r *lifecycleRule) validateTransitions() error {
	for _, t := range r.Transitions {
		switch {
		case !slices.Contains(storageClasses[2:], t.StorageClass):
			return errMalformed
		case count(t.Days != nil, t.Date != "") != 1:
			return errMalformed
		case t.Days != nil && *t.Days < 0:
			return invalidArgument("Days", strconv.Itoa(*t.Days), "'Days' for Transition action must be nonnegative")
		case t.Days != nil && r.Expiration != nil && r.Expiration.Days != nil && *r.Expiration.Days <= *t.Days:
			return invalidArgument("Days", strconv.Itoa(*r.Expiration.Days), "'Days' in the Expiration action for rule %q must be greater than 'Days' in the Transition action", r.ID)
		case t.Date != "":
			if err := validateDate(t.Date); err != nil {
				return err
			}
		}
	}
	return nil
}

// count is how many of them are true.
func count(those ...bool) (n int) {
	for _, one := range those {
		if one {
			n++
		}
	}
	return n
}

package s3

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

func malformedPolicy(message string) *apiError {
	return &apiError{http.StatusBadRequest, "MalformedPolicy", message}
}

// acceptPolicy checks a bucket policy. It is kept and given back: the embedded
// S3 has one account, whose root everybody is, and policies deny it nothing.
func acceptPolicy(_ *Service, body []byte) (string, error) {
	var doc struct {
		Version   string
		Statement oneOrMore
	}
	if err := json.Unmarshal(body, &doc); err != nil {
		return "", malformedPolicy("Policies must be valid JSON and the first byte must be '{'")
	}
	if !slices.Contains([]string{"", "2008-10-17", "2012-10-17"}, doc.Version) {
		return "", malformedPolicy("The policy must contain a valid version string")
	}
	if len(doc.Statement) == 0 {
		return "", malformedPolicy("Missing required field Statement")
	}
	for _, raw := range doc.Statement {
		if err := validateStatement(raw); err != nil {
			return "", err
		}
	}
	return string(body), nil
}

// validateStatement looks for what every statement must have.
func validateStatement(raw json.RawMessage) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return malformedPolicy("Statement is not valid")
	}
	either := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return fields[n] != nil })
	}
	var effect string
	switch {
	case json.Unmarshal(fields["Effect"], &effect) != nil || effect != "Allow" && effect != "Deny":
		return malformedPolicy("Invalid effect : " + effect)
	case !either("Principal", "NotPrincipal"):
		return malformedPolicy("Missing required field Principal")
	case !either("Action", "NotAction"):
		return malformedPolicy("Missing required field Action")
	case !either("Resource", "NotResource"):
		return malformedPolicy("Missing required field Resource")
	}
	var resources oneOrMore
	if raw := fields["Resource"]; raw != nil && json.Unmarshal(raw, &resources) != nil {
		return malformedPolicy("Policy has invalid resource")
	}
	for _, r := range resources {
		var arn string
		if json.Unmarshal(r, &arn) != nil || !strings.HasPrefix(arn, "arn:aws:s3:::") {
			return malformedPolicy("Policy has invalid resource")
		}
	}
	return nil
}

// oneOrMore is a JSON value, or a list of them.
type oneOrMore []json.RawMessage

// UnmarshalJSON reads either.
func (o *oneOrMore) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '[' {
		return json.Unmarshal(b, (*[]json.RawMessage)(o))
	}
	*o = oneOrMore{append(json.RawMessage(nil), b...)}
	return nil
}

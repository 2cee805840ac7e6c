package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Policy is a parsed resource policy. It is not changed after Parse and safe
// for use by many goroutines. The zero Policy allows nothing.
type Policy struct {
	statements []statement
}

// statement is one statement, ready to be asked.
type statement struct {
	deny         bool
	principals   principals
	notPrincipal bool
	actions      []string
	notAction    bool
	resources    []string // empty: the resource that the policy is on
	notResource  bool
	conditions   []condition
}

// Request is what a policy is asked about.
type Request struct {
	// Principal is who acts: a service such as events.amazonaws.com, or an
	// account id.
	Principal string
	// Action is what it wants to do, such as sqs:SendMessage.
	Action string
	// Resource is the ARN of what it is done to.
	Resource string
	// SourceARN is the resource on whose behalf a service acts, such as a
	// rule's; it is the condition key aws:SourceArn.
	SourceARN string
	// SourceAccount is the account of that resource, aws:SourceAccount.
	SourceAccount string
	// context holds further condition keys and their values.
	context map[string]string
}

// Allows tells whether the policy lets the request happen. A nil Policy allows
// nothing.
func (p *Policy) Allows(r Request) bool {
	if p == nil {
		return false
	}
	allowed := false
	for i := range p.statements {
		s := &p.statements[i]
		if !s.applies(&r) {
			continue
		}
		if s.deny {
			return false
		}
		allowed = true
	}
	return allowed
}

// applies tells whether the statement speaks of the request.
func (s *statement) applies(r *Request) bool {
	if s.principals.contain(r.Principal) == s.notPrincipal {
		return false
	}
	if slices.ContainsFunc(s.actions, func(a string) bool { return likeFold(a, r.Action) }) == s.notAction {
		return false
	}
	if len(s.resources) > 0 &&
		slices.ContainsFunc(s.resources, func(p string) bool { return like(p, r.Resource) }) == s.notResource {
		return false
	}
	for i := range s.conditions {
		if !s.conditions[i].holds(r) {
			return false
		}
	}
	return true
}

// document is the JSON form of a policy.
type document struct {
	Version   string
	ID        string `json:"Id"`
	Statement *list[statementJSON]
}

// statementJSON is the JSON form of a statement.
type statementJSON struct {
	Sid          string
	Effect       string
	Principal    *principals
	NotPrincipal *principals
	Action       list[string]
	NotAction    list[string]
	Resource     list[string]
	NotResource  list[string]
	Condition    map[string]map[string]list[scalar]
}

// Parse reads a policy. The error says in which statement it is malformed and
// how; it is what AWS refuses as an invalid value of a Policy attribute.
func Parse(text []byte) (*Policy, error) {
	var doc document
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&doc); err != nil {
		return nil, fmt.Errorf("the policy is not the JSON of a policy: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("the policy has something after its closing brace")
	}
	if doc.Version != "" && doc.Version != "2012-10-17" && doc.Version != "2008-10-17" {
		return nil, fmt.Errorf("the policy's version %q is neither 2012-10-17 nor 2008-10-17", doc.Version)
	}
	if doc.Statement == nil || len(*doc.Statement) == 0 {
		return nil, errors.New("the policy has no statement")
	}
	p := &Policy{}
	for i, s := range *doc.Statement {
		st, err := s.statement()
		if err != nil {
			return nil, fmt.Errorf("statement %d: %w", i+1, err)
		}
		p.statements = append(p.statements, st)
	}
	return p, nil
}

// statement checks the JSON form and makes it ready to be asked.
func (j *statementJSON) statement() (s statement, err error) {
	switch j.Effect {
	case "Allow":
	case "Deny":
		s.deny = true
	default:
		return s, fmt.Errorf("its Effect is %q; it has to be Allow or Deny", j.Effect)
	}
	switch {
	case (j.Principal == nil) == (j.NotPrincipal == nil):
		return s, errors.New("it needs either Principal or NotPrincipal")
	case j.Principal != nil:
		s.principals = *j.Principal
	default:
		s.principals, s.notPrincipal = *j.NotPrincipal, true
	}
	if s.actions, s.notAction, err = either("Action", j.Action, j.NotAction); err != nil {
		return s, err
	}
	if len(s.actions) == 0 {
		return s, errors.New("it needs Action or NotAction")
	}
	if s.resources, s.notResource, err = either("Resource", j.Resource, j.NotResource); err != nil {
		return s, err
	}
	s.conditions, err = parseConditions(j.Condition)
	return s, err
}

// either is the list that was given of a pair such as Action and NotAction.
func either(name string, is, not []string) (values []string, negated bool, err error) {
	if len(is) > 0 && len(not) > 0 {
		return nil, false, fmt.Errorf("it has both %s and Not%s", name, name)
	}
	if len(not) > 0 {
		return not, true, nil
	}
	return is, false, nil
}

package eventbridge

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"inflight/aws/local/wire"
)

// target is where a rule sends, in the form of the API.
type target struct {
	ID               string            `json:"Id"`
	ARN              string            `json:"Arn"`
	RoleARN          string            `json:"RoleArn,omitempty"`
	Input            string            `json:"Input,omitempty"`
	InputPath        string            `json:"InputPath,omitempty"`
	InputTransformer *inputTransformer `json:"InputTransformer,omitempty"`
	SQSParameters    *sqsParameters    `json:"SqsParameters,omitempty"`
	RetryPolicy      *retryPolicy      `json:"RetryPolicy,omitempty"`
	DeadLetterConfig *deadLetterConfig `json:"DeadLetterConfig,omitempty"`
}

type sqsParameters struct {
	MessageGroupID string `json:"MessageGroupId,omitempty"`
}

// maxTargets is how many targets a rule may have; maxInput how long a constant
// input may be, in bytes.
const (
	maxTargets  = 5
	maxTargetID = 64
	maxInput    = 8192
)

// sortedTargets are the targets in the order of their ids.
func (r *rule) sortedTargets() []target {
	var all []target
	for _, id := range slices.Sorted(maps.Keys(r.Targets)) {
		all = append(all, r.Targets[id])
	}
	return all
}

type putTargetsInput struct {
	Rule         string   `json:"Rule"`
	EventBusName string   `json:"EventBusName"`
	Targets      []target `json:"Targets"`
}

type failedEntry struct {
	TargetID     string `json:"TargetId"`
	ErrorCode    string `json:"ErrorCode"`
	ErrorMessage string `json:"ErrorMessage"`
}

type targetsOutput struct {
	FailedEntryCount int           `json:"FailedEntryCount"`
	FailedEntries    []failedEntry `json:"FailedEntries"`
}

// validateIDs says what is wrong with the ids of targets.
func (in *putTargetsInput) validateIDs() error {
	var c constraints
	if len(in.Targets) == 0 {
		c.violate("[]", "targets", "have length greater than or equal to 1")
	}
	for i, t := range in.Targets {
		c.name(t.ID, fmt.Sprintf("targets.%d.member.id", i+1), maxTargetID)
	}
	return c.err()
}

// putTargets adds targets, or changes those with the same id: all or none.
func (s *Service) putTargets(_ context.Context, in *putTargetsInput) (*targetsOutput, error) {
	if err := in.validateIDs(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, r, err := s.rule(&ruleInput{Name: in.Rule, EventBusName: in.EventBusName})
	if err != nil {
		return nil, err
	}
	for i := range in.Targets {
		if err := in.Targets[i].validate(); err != nil {
			return nil, err
		}
		if err := in.Targets[i].InputTransformer.validatePlaceholders(in.Targets[i].ID); err != nil {
			return nil, err
		}
	}
	all := maps.Clone(r.Targets)
	for _, t := range in.Targets {
		all[t.ID] = t
	}
	if len(all) > maxTargets {
		return nil, wire.Errorf("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
	}
	r.Targets = all
	return &targetsOutput{FailedEntries: []failedEntry{}}, s.save()
}

// validate refuses what AWS refuses of a target.
func (t *target) validate() error {
	inputs := 0
	for _, given := range []bool{t.Input != "", t.InputPath != "", t.InputTransformer != nil} {
		if given {
			inputs++
		}
	}
	switch {
	case len(strings.SplitN(t.ARN, ":", 6)) != 6 || !strings.HasPrefix(t.ARN, "arn:"):
		return invalid("Parameter %s is not valid. Reason: Provided Arn is not in correct format.", t.ARN)
	case inputs > 1:
		return invalid("Only one of Input, InputPath, or InputTransformer must be provided for target %s.", t.ID)
	case len(t.Input) > maxInput:
		return invalid("Input for target %s is longer than %d characters.", t.ID, maxInput)
	case t.service() == "":
		return invalid("The embedded EventBridge delivers to SQS, SNS and event buses, not to %s.", t.ARN)
	case strings.HasSuffix(t.ARN, ".fifo") && t.service() == "sqs" && (t.SQSParameters == nil || t.SQSParameters.MessageGroupID == ""):
		return invalid("Parameter(s) MessageGroupId must be specified for target: %s.", t.ID)
	}
	if err := t.validateInput(); err != nil {
		return err
	}
	if err := t.RetryPolicy.validate(); err != nil {
		return err
	}
	return t.DeadLetterConfig.validate(t.ID)
}

// validateInput refuses what cannot be made of an event.
func (t *target) validateInput() error {
	if t.Input != "" {
		if _, err := decodeEvent([]byte(t.Input)); err != nil {
			return invalid("Input for target %s is not valid JSON.", t.ID)
		}
	}
	if t.InputPath != "" {
		if _, err := parsePath(t.InputPath); err != nil {
			return invalid("InputPath for target %s is not valid. Reason: %s", t.ID, err)
		}
	}
	return t.InputTransformer.validate(t.ID)
}

// service is sqs, sns or events, "" for what cannot be delivered to.
func (t *target) service() string {
	switch parts := strings.SplitN(t.ARN, ":", 6); {
	case parts[2] == "sqs", parts[2] == "sns":
		return parts[2]
	case parts[2] == "events" && strings.HasPrefix(parts[5], "event-bus/"):
		return "events"
	}
	return ""
}

type removeTargetsInput struct {
	Rule         string   `json:"Rule"`
	EventBusName string   `json:"EventBusName"`
	IDs          []string `json:"Ids"`
}

func (s *Service) removeTargets(_ context.Context, in *removeTargetsInput) (*targetsOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, r, err := s.rule(&ruleInput{Name: in.Rule, EventBusName: in.EventBusName})
	if err != nil {
		return nil, err
	}
	out := &targetsOutput{FailedEntries: []failedEntry{}}
	for _, id := range in.IDs {
		delete(r.Targets, id)
	}
	return out, s.save()
}

type listTargetsInput struct {
	Rule         string `json:"Rule"`
	EventBusName string `json:"EventBusName"`
	page
}

type listTargetsOutput struct {
	Targets   []target `json:"Targets"`
	NextToken string   `json:"NextToken,omitempty"`
}

func (s *Service) listTargetsByRule(_ context.Context, in *listTargetsInput) (*listTargetsOutput, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, r, err := s.rule(&ruleInput{Name: in.Rule, EventBusName: in.EventBusName})
	if err != nil {
		return nil, err
	}
	ids, next, err := in.of(slices.Sorted(maps.Keys(r.Targets)), "")
	out := &listTargetsOutput{Targets: []target{}, NextToken: next}
	for _, id := range ids {
		out.Targets = append(out.Targets, r.Targets[id])
	}
	return out, err
}

type listRuleNamesInput struct {
	TargetARN    string `json:"TargetArn"`
	EventBusName string `json:"EventBusName"`
	page
}

type listRuleNamesOutput struct {
	RuleNames []string `json:"RuleNames"`
	NextToken string   `json:"NextToken,omitempty"`
}

func (s *Service) listRuleNamesByTarget(_ context.Context, in *listRuleNamesInput) (*listRuleNamesOutput, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b, err := s.bus(in.EventBusName)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, name := range b.ruleNames() {
		for _, t := range b.Rules[name].Targets {
			if t.ARN == in.TargetARN {
				names = append(names, name)
				break
			}
		}
	}
	names, next, err := in.of(names, "")
	if names == nil {
		names = []string{}
	}
	return &listRuleNamesOutput{RuleNames: names, NextToken: next}, err
}

package eventbridge

import (
	"context"

	"inflight/aws/local/wire"
)

// States of a rule.
const (
	enabled  = "ENABLED"
	disabled = "DISABLED"
)

// rule is a rule of a bus. It is guarded by the service's lock, and written to
// events.json as it is.
type rule struct {
	Name, ARN, Bus       string
	Pattern, State       string
	Description, RoleARN string
	Targets              map[string]target
	Tags                 map[string]string

	pattern *pattern // parsed Pattern
}

// ruleARN is the ARN of a rule: on the default bus without the bus's name.
func (s *Service) ruleARN(bus, name string) string {
	arn := "arn:aws:events:" + s.cfg.Region + ":" + s.cfg.Account + ":rule/"
	if bus != defaultBus {
		arn += bus + "/"
	}
	return arn + name
}

type ruleInput struct {
	Name         string `json:"Name"`
	EventBusName string `json:"EventBusName"`
}

// rule finds the rule of an input. The lock is held.
func (s *Service) rule(in *ruleInput) (*bus, *rule, error) {
	b, err := s.bus(in.EventBusName)
	if err != nil {
		return nil, nil, err
	}
	r := b.Rules[in.Name]
	if r == nil {
		return nil, nil, notFound("Rule %s does not exist on EventBus %s.", in.Name, b.Name)
	}
	return b, r, nil
}

type putRuleInput struct {
	ruleInput
	EventPattern       string `json:"EventPattern"`
	ScheduleExpression string `json:"ScheduleExpression"`
	State              string `json:"State"`
	Description        string `json:"Description"`
	RoleARN            string `json:"RoleArn"`
	Tags               []tag  `json:"Tags"`
}

type putRuleOutput struct {
	RuleARN string `json:"RuleArn"`
}

// putRule makes a rule or changes one; its targets and tags stay.
func (s *Service) putRule(_ context.Context, in *putRuleInput) (*putRuleOutput, error) {
	if !validName(in.Name, 64) {
		return nil, invalid("Rule name %s is not valid: it has 1 to 64 of [A-Za-z0-9._-].", in.Name)
	}
	if in.State == "" {
		in.State = enabled
	}
	if in.State != enabled && in.State != disabled {
		return nil, invalid("State %s is neither ENABLED nor DISABLED.", in.State)
	}
	if in.ScheduleExpression != "" {
		return nil, wire.Errorf("UnsupportedOperationException", "The embedded EventBridge has no scheduled rules yet: leave ScheduleExpression out.")
	}
	if in.EventPattern == "" {
		return nil, invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.")
	}
	p, err := parsePattern(in.EventPattern)
	if err != nil {
		return nil, badPattern(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := s.bus(in.EventBusName)
	if err != nil {
		return nil, err
	}
	r := b.Rules[in.Name]
	if r == nil {
		r = &rule{Name: in.Name, ARN: s.ruleARN(b.Name, in.Name), Bus: b.Name, Targets: map[string]target{}, Tags: map[string]string{}}
		for _, t := range in.Tags {
			r.Tags[t.Key] = t.Value
		}
		b.Rules[in.Name] = r
	}
	r.Pattern, r.State, r.Description, r.RoleARN, r.pattern = in.EventPattern, in.State, in.Description, in.RoleARN, p
	return &putRuleOutput{RuleARN: r.ARN}, s.save()
}

type ruleOutput struct {
	Name         string `json:"Name"`
	ARN          string `json:"Arn"`
	EventPattern string `json:"EventPattern,omitempty"`
	State        string `json:"State"`
	Description  string `json:"Description,omitempty"`
	RoleARN      string `json:"RoleArn,omitempty"`
	EventBusName string `json:"EventBusName"`
	CreatedBy    string `json:"CreatedBy,omitempty"`
}

// output describes a rule.
func (r *rule) output() ruleOutput {
	return ruleOutput{
		Name: r.Name, ARN: r.ARN, EventPattern: r.Pattern, State: r.State, Description: r.Description,
		RoleARN: r.RoleARN, EventBusName: r.Bus,
	}
}

func (s *Service) describeRule(_ context.Context, in *ruleInput) (*ruleOutput, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, r, err := s.rule(in)
	if err != nil {
		return nil, err
	}
	out := r.output()
	out.CreatedBy = s.cfg.Account
	return &out, nil
}

type listRulesInput struct {
	EventBusName string `json:"EventBusName"`
	NamePrefix   string `json:"NamePrefix"`
	page
}

type listRulesOutput struct {
	Rules     []ruleOutput `json:"Rules"`
	NextToken string       `json:"NextToken,omitempty"`
}

func (s *Service) listRules(_ context.Context, in *listRulesInput) (*listRulesOutput, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b, err := s.bus(in.EventBusName)
	if err != nil {
		return nil, err
	}
	names, next, err := in.of(b.ruleNames(), in.NamePrefix)
	out := &listRulesOutput{Rules: []ruleOutput{}, NextToken: next}
	for _, name := range names {
		out.Rules = append(out.Rules, b.Rules[name].output())
	}
	return out, err
}

func (s *Service) enableRule(_ context.Context, in *ruleInput) (*wire.Nothing, error) {
	return nil, s.setState(in, enabled)
}

func (s *Service) disableRule(_ context.Context, in *ruleInput) (*wire.Nothing, error) {
	return nil, s.setState(in, disabled)
}

func (s *Service) setState(in *ruleInput, state string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, r, err := s.rule(in)
	if err != nil {
		return err
	}
	r.State = state
	return s.save()
}

func (s *Service) deleteRule(_ context.Context, in *ruleInput) (*wire.Nothing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := s.bus(in.EventBusName)
	if err != nil {
		return nil, err
	}
	r := b.Rules[in.Name]
	if r == nil { // deleting what is not there is no error
		return nil, nil
	}
	if len(r.Targets) > 0 {
		return nil, invalid("Rule can't be deleted since it has targets.")
	}
	delete(b.Rules, in.Name)
	return nil, s.save()
}

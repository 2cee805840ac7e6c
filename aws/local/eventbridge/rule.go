package eventbridge

import (
	"context"

	"inflight/aws/local/wire"
)

// States of a rule.
const (
	enabled         = "ENABLED"
	disabled        = "DISABLED"
	enabledWithAPIs = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
)

// maxRules is how many rules a bus may have; maxRuleName and maxExpression how
// long a name and a schedule may be.
const (
	maxRuleName   = 64
	maxRules      = 300
	maxExpression = 256
)

// rule is a rule of a bus. It is guarded by the service's lock, and written to
// events.json as it is.
type rule struct {
	Name, ARN, Bus       string
	Pattern, Schedule    string // one of them, or both
	State                string
	Description, RoleARN string
	Targets              map[string]target
	Tags                 map[string]string

	pattern  *pattern // parsed Pattern, nil if there is none
	schedule schedule // parsed Schedule, nil if there is none
	alarm    *alarm   // of a scheduled rule that is enabled
}

// parse reads what says when the rule applies.
func (r *rule) parse() (err error) {
	r.pattern, r.schedule = nil, nil
	if r.Schedule != "" {
		if r.schedule, err = parseSchedule(r.Schedule); err != nil {
			return errBadSchedule
		}
	}
	if r.Pattern != "" {
		if r.pattern, err = parsePattern(r.Pattern); err != nil {
			return badPattern(err)
		}
	}
	return nil
}

var errBadSchedule = invalid("Parameter ScheduleExpression is not valid.")

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

// validate refuses what AWS refuses of a rule.
func (in *putRuleInput) validate() error {
	var c constraints
	c.name(in.Name, "name", maxRuleName)
	c.length(in.ScheduleExpression, "scheduleExpression", maxExpression)
	c.oneOf(in.State, "state", enabled, disabled, enabledWithAPIs)
	c.length(in.Description, "description", maxDescription)
	if err := c.err(); err != nil {
		return err
	}
	switch {
	case in.EventPattern == "" && in.ScheduleExpression == "":
		return invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.")
	case in.ScheduleExpression != "" && busName(in.EventBusName) != "" && busName(in.EventBusName) != defaultBus:
		return invalid("ScheduleExpression is supported only on the default event bus.")
	}
	return nil
}

// putRule makes a rule or changes one; its targets and tags stay.
func (s *Service) putRule(_ context.Context, in *putRuleInput) (*putRuleOutput, error) {
	if err := in.validate(); err != nil {
		return nil, err
	}
	if in.State == "" {
		in.State = enabled
	}
	read := rule{Pattern: in.EventPattern, Schedule: in.ScheduleExpression}
	if err := read.parse(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := s.bus(in.EventBusName)
	if err != nil {
		return nil, err
	}
	r := b.Rules[in.Name]
	if r == nil {
		if len(b.Rules) >= maxRules {
			return nil, wire.Errorf("LimitExceededException", "The event bus %s has %d rules already.", b.Name, maxRules)
		}
		r = &rule{Name: in.Name, ARN: s.ruleARN(b.Name, in.Name), Bus: b.Name, Targets: map[string]target{}, Tags: map[string]string{}}
		for _, t := range in.Tags {
			r.Tags[t.Key] = t.Value
		}
		b.Rules[in.Name] = r
	}
	r.Pattern, r.pattern, r.Schedule, r.schedule = read.Pattern, read.pattern, read.Schedule, read.schedule
	r.State, r.Description, r.RoleARN = in.State, in.Description, in.RoleARN
	return &putRuleOutput{RuleARN: r.ARN}, s.changed(b, r)
}

// changed makes a change of a rule take effect and keeps it. The lock is held.
func (s *Service) changed(b *bus, r *rule) error {
	b.watch()
	s.arm(r, s.cfg.Clock.Now())
	return s.save()
}

type ruleOutput struct {
	Name         string `json:"Name"`
	ARN          string `json:"Arn"`
	EventPattern string `json:"EventPattern,omitempty"`
	Schedule     string `json:"ScheduleExpression,omitempty"`
	State        string `json:"State"`
	Description  string `json:"Description,omitempty"`
	RoleARN      string `json:"RoleArn,omitempty"`
	EventBusName string `json:"EventBusName"`
	CreatedBy    string `json:"CreatedBy,omitempty"`
}

// output describes a rule.
func (r *rule) output() ruleOutput {
	return ruleOutput{
		Name: r.Name, ARN: r.ARN, EventPattern: r.Pattern, Schedule: r.Schedule, State: r.State, Description: r.Description,
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
	b, r, err := s.rule(in)
	if err != nil {
		return err
	}
	r.State = state
	return s.changed(b, r)
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
	s.disarm(r)
	b.watch()
	return nil, s.save()
}

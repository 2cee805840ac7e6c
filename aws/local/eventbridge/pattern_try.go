package eventbridge

import (
	"context"

	"inflight/aws/local/wire"
)

type testEventPatternInput struct {
	EventPattern string `json:"EventPattern"`
	Event        string `json:"Event"`
}

type testEventPatternOutput struct {
	Result bool `json:"Result"`
}

// eventFields are what an event must have to be tested.
var eventFields = []string{"id", "account", "source", "time", "region", "resources", "detail-type"}

func (s *Service) testEventPattern(_ context.Context, in *testEventPatternInput) (*testEventPatternOutput, error) {
	p, err := parsePattern(in.EventPattern)
	if err != nil {
		return nil, badPattern(err)
	}
	event, err := decodeEvent([]byte(in.Event))
	if err != nil {
		return nil, invalid("Parameter Event is not valid. Reason: %s", err)
	}
	object, _ := event.(map[string]any)
	for _, name := range eventFields {
		if _, ok := object[name]; !ok {
			return nil, invalid("Parameter Event is not valid. Reason: the field %s is missing.", name)
		}
	}
	return &testEventPatternOutput{Result: p.matches(event)}, nil
}

// badPattern refuses a pattern.
func badPattern(err error) error {
	return wire.Errorf("InvalidEventPatternException", "Event pattern is not valid. Reason: %s", err)
}

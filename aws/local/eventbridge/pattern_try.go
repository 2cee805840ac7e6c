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

// eventFields are what an event must have to be tested. The documentation names
// resources too, which AWS was recorded to do without.
//
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html
var eventFields = []string{"id", "account", "source", "time", "region", "detail-type"}

var errNoEvent = invalid("Parameter Event is not valid.")

func (s *Service) testEventPattern(_ context.Context, in *testEventPatternInput) (*testEventPatternOutput, error) {
	p, err := parsePattern(in.EventPattern)
	if err != nil {
		return nil, badPattern(err)
	}
	event, err := decodeEvent([]byte(in.Event))
	if err != nil {
		return nil, errNoEvent
	}
	object, _ := event.(map[string]any)
	for _, name := range eventFields {
		if _, ok := object[name]; !ok {
			return nil, errNoEvent
		}
	}
	return &testEventPatternOutput{Result: p.matches(fieldsOf(event))}, nil
}

// badPattern refuses a pattern.
func badPattern(err error) error {
	return wire.Errorf("InvalidEventPatternException", "Event pattern is not valid. Reason: %s", err)
}

package pipelinetest

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"sync"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/setting"
)

// MemoryKnobs are the settings of a queue "q" in memory, as strict as SQS.
type MemoryKnobs struct {
	Mu      sync.Mutex
	Values  map[event.Setting]string
	Foreign string
	Refuse  error    // what Set is answered, and nothing is set
	Lose    error    // what Set is answered though it was obeyed
	Unasked error    // what Settings is answered
	Sets    []string // that were obeyed
	Stale   bool     // Settings says what was so before the last Set, as AWS may for a minute
	before  map[event.Setting]string
}

// NewMemoryKnobs are those of a queue as a stack makes it.
func NewMemoryKnobs() *MemoryKnobs {
	return &MemoryKnobs{Values: map[event.Setting]string{
		event.VisibilitySetting: "30s", event.WaitSetting: "20s", event.DelaySetting: "0s", event.MaxReceivesSetting: "3",
	}}
}

// Settings is what the queue is set to.
func (k *MemoryKnobs) Settings(context.Context) (pipeline.QueueSettings, error) {
	k.Mu.Lock()
	defer k.Mu.Unlock()
	if k.Unasked != nil {
		return pipeline.QueueSettings{}, k.Unasked
	}
	values := k.Values
	if k.Stale && k.before != nil {
		values = k.before
	}
	return pipeline.QueueSettings{Values: maps.Clone(values), Foreign: k.Foreign}, nil
}

// Set sets one of them.
func (k *MemoryKnobs) Set(_ context.Context, name event.Setting, value string) error {
	k.Mu.Lock()
	defer k.Mu.Unlock()
	if k.Refuse != nil {
		return k.Refuse
	}
	if k.Unasked != nil { // there is no queue
		return k.Unasked
	}
	if !taken(name, value) {
		return fmt.Errorf("InvalidAttributeValue: %s %s", name, value)
	}
	k.before = maps.Clone(k.Values)
	k.Values[name] = value
	k.Sets = append(k.Sets, string(name)+" "+value)
	return k.Lose
}

// taken tells whether SQS takes a value.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
func taken(name event.Setting, value string) bool {
	n, most := setting.Seconds(value), map[event.Setting]int{
		event.VisibilitySetting: 43_200, event.WaitSetting: 20, event.DelaySetting: 900, event.MaxReceivesSetting: 1000,
	}[name]
	if name == event.MaxReceivesSetting {
		n, _ = strconv.Atoi(value)
		return n >= 1 && n <= most
	}
	return n >= 0 && n <= most
}

// Outside is somebody else who sets the queue.
func (k *MemoryKnobs) Outside(name event.Setting, value string) {
	k.Mu.Lock()
	defer k.Mu.Unlock()
	k.Values[name] = value
}

// world is one for the rows of the contract.
func (k *MemoryKnobs) world() Knobs {
	return Knobs{
		QueueKnobs: k, Outside: func(_ context.Context, name event.Setting, value string) error {
			k.Outside(name, value)
			return nil
		},
		Own: func(_ context.Context, tag string) error {
			k.Mu.Lock()
			defer k.Mu.Unlock()
			k.Foreign = ""
			if tag != "" {
				k.Foreign = "it is the stack " + tag + "'s"
			}
			return nil
		},
		Target: func(context.Context) (string, error) { return "dlq", nil },
		Delete: func(context.Context) error {
			k.Mu.Lock()
			defer k.Mu.Unlock()
			k.Unasked = consume.As(consume.ErrRefused, fmt.Errorf("AWS.SimpleQueueService.NonExistentQueue"))
			return nil
		},
	}
}

// MemoryKnobsWorld is a fake for the rows of the contract.
func MemoryKnobsWorld() Knobs { return NewMemoryKnobs().world() }

package pipelinetest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
)

// Knobs are the settings of a queue of ours, and what others may do to it.
type Knobs struct {
	pipeline.QueueKnobs

	// Outside is somebody else who sets the queue.
	Outside func(ctx context.Context, name event.Setting, value string) error
	// Own gives the queue the tag of another stack; with "" it has ours again.
	Own func(ctx context.Context, stack string) error
	// Target is where the queue's dead letters go.
	Target func(ctx context.Context) (string, error)
	// Delete deletes the queue.
	Delete func(ctx context.Context) error
}

// KnobRows are what whoever turns the settings of a queue relies on.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
func KnobRows() []Row[Knobs] {
	return []Row[Knobs]{
		{"what a setting is set to the queue says then", saysWhatIsSet},
		{"one setting that is set leaves the others as they are", leavesOthers},
		{"another number of receives leaves the dead-letter queue as it is", keepsTarget},
		{"what somebody else sets the queue says too", saysOthers},
		{"what SQS does not take is refused, and changes nothing", refusesBeyond},
		{"whose a queue is its tags say", saysWhose},
		{"the settings of a queue that is not there are refused for good", missesKnobs},
	}
}

// says is an error unless the queue says that a setting is so.
func (k Knobs) says(ctx context.Context, name event.Setting, value string) error {
	s, err := k.Settings(ctx)
	return errors.Join(err, want(string(name), s.Values[name], value))
}

// others are values that no queue begins with.
var others = map[event.Setting]string{
	event.VisibilitySetting: "7s", event.WaitSetting: "4s", event.DelaySetting: "9s", event.MaxReceivesSetting: "5",
}

func saysWhatIsSet(ctx context.Context, k Knobs) error {
	var failed error
	for name, value := range others {
		failed = errors.Join(failed, k.Set(ctx, name, value), k.says(ctx, name, value))
	}
	return errors.Join(failed, k.Set(ctx, event.WaitSetting, "0s"), k.says(ctx, event.WaitSetting, "0s"))
}

func leavesOthers(ctx context.Context, k Knobs) error {
	before, err := k.Settings(ctx)
	if err != nil {
		return err
	}
	if err := k.Set(ctx, event.WaitSetting, "4s"); err != nil {
		return err
	}
	var failed error
	for name, value := range before.Values {
		if name != event.WaitSetting {
			failed = errors.Join(failed, k.says(ctx, name, value))
		}
	}
	return failed
}

func keepsTarget(ctx context.Context, k Knobs) error {
	before, err := k.Target(ctx)
	if err != nil {
		return err
	}
	err = k.Set(ctx, event.MaxReceivesSetting, "5")
	after, terr := k.Target(ctx)
	return errors.Join(err, terr, want("no target", before == "", false), want("target", after, before))
}

func saysOthers(ctx context.Context, k Knobs) error {
	return errors.Join(k.Outside(ctx, event.VisibilitySetting, "11s"), k.says(ctx, event.VisibilitySetting, "11s"))
}

func refusesBeyond(ctx context.Context, k Knobs) error {
	var failed error
	for name, value := range map[event.Setting]string{
		event.VisibilitySetting: "12h0m1s", event.WaitSetting: "21s", event.DelaySetting: "15m1s", event.MaxReceivesSetting: "1001",
	} {
		before, err := k.Settings(ctx)
		if k.Set(ctx, name, value) == nil {
			err = errors.Join(err, fmt.Errorf("%s %s was taken", name, value))
		}
		failed = errors.Join(failed, err, k.says(ctx, name, before.Values[name]))
	}
	return failed
}

func saysWhose(ctx context.Context, k Knobs) error {
	ours, err := k.Settings(ctx)
	if err := errors.Join(err, want("ours", ours.Foreign, ""), k.Own(ctx, "theirs")); err != nil {
		return err
	}
	theirs, err := k.Settings(ctx)
	return errors.Join(err, want("says whose it is", strings.Contains(theirs.Foreign, "theirs"), true), k.Own(ctx, ""))
}

func missesKnobs(ctx context.Context, k Knobs) error {
	if err := k.Delete(ctx); err != nil {
		return err
	}
	_, err := k.Settings(ctx)
	return errors.Join(refused(err, consume.ErrRefused), refused(k.Set(ctx, event.WaitSetting, "1s"), consume.ErrRefused))
}

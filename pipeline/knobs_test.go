package pipeline_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/setting"
)

// knobbed is a pipeline on a queue of ours that can be turned, not yet running.
func knobbed() (*pipelinetest.Rig, *pipelinetest.MemoryKnobs, *pipeline.Pipeline) {
	r := pipelinetest.NewRig()
	p := assemble(r, &mixed{}, 0)
	k := pipelinetest.NewMemoryKnobs()
	p.QueueKnobs, p.Exact = k, true
	p.Setup.Visibility, p.Setup.Wait, p.Setup.Batch, p.Setup.RetryDelay, p.Setup.Heartbeat, p.Setup.Rate = 30, 20, 1, 1, true, 10
	return r, k, p
}

// changes are the changes of settings so far, in words.
func changes(r *pipelinetest.Rig) (all []string) {
	for _, e := range r.Told(event.KindOf[event.SettingChanged]()) {
		b := pipelinetest.As[event.SettingChanged](e)
		text := string(b.Setting) + " " + b.From + " " + b.To
		for _, more := range []string{b.Call, b.Caller, b.Reason} {
			if more != "" {
				text += ", " + more
			}
		}
		all = append(all, text)
	}
	return all
}

func wantChanges(t *testing.T, r *pipelinetest.Rig, want ...string) {
	t.Helper()
	if got := changes(r); !slices.Equal(got, want) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// of is what was read of a setting.
func of(t *testing.T, p *pipeline.Pipeline, name event.Setting) setting.Reading {
	t.Helper()
	all, err := p.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("no setting %s", name)
	return setting.Reading{}
}

func TestASettingThatIsTurnedIsSetOnTheQueueAndInTheWorkersAndToldWithItsCall(t *testing.T) {
	r, k, p := knobbed()
	for name, value := range map[event.Setting]string{
		event.VisibilitySetting: "3", event.WaitSetting: "0s", event.DelaySetting: "5s", event.MaxReceivesSetting: "5",
		event.HeartbeatSetting: "off", event.BatchSetting: "10", event.RetryDelaySetting: "timeout", event.PaceSetting: "900ms", event.PrefetchSetting: "7",
	} {
		if err := p.Turn(t.Context(), name, value); err != nil {
			t.Error(err)
		}
	}
	got := changes(r)
	slices.Sort(got)
	want := []string{
		"batch 1 10, ReceiveMessage MaxNumberOfMessages=10", "delay 0s 5s, SetQueueAttributes DelaySeconds=5", "heartbeat true false",
		"max-receives 3 5, SetQueueAttributes RedrivePolicy maxReceiveCount=5", "pace 0s 900ms", "prefetch 0 7", "retry-delay 1s timeout",
		"visibility-timeout 30s 3s, SetQueueAttributes VisibilityTimeout=3", "wait 20s 0s, SetQueueAttributes ReceiveMessageWaitTimeSeconds=0",
	}
	if !slices.Equal(got, want) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if c := p.Consumers.Knobs(); c.Visibility != 3*time.Second || c.Wait != 0 || c.MaxReceives != 5 || c.Heartbeat || c.Batch != 10 ||
		c.RetryDelay != -1 || c.Pace != 900*time.Millisecond || c.Prefetch != 7 {
		t.Errorf("the workers go by %+v", c)
	}
	slices.Sort(k.Sets)
	if want := []string{"delay 5s", "max-receives 5", "visibility-timeout 3s", "wait 0s"}; !slices.Equal(k.Sets, want) {
		t.Errorf("on the queue was set %v", k.Sets)
	}
}

func TestWhatIsNoValueOfASettingIsRefusedInWordsWithItsRange(t *testing.T) {
	r, k, p := knobbed()
	for _, c := range []struct {
		name        event.Setting
		value, says string
	}{
		{event.VisibilitySetting, "0", `visibility timeout "0": it has to be whole seconds from 1s to 12h`},
		{event.VisibilitySetting, "1.5s", `whole seconds from 1s to 12h`},
		{event.WaitSetting, "21", `wait "21": it has to be whole seconds from 0s to 20s`},
		{event.BatchSetting, "11", `batch "11": it has to be 1 to 10`},
		{event.MaxReceivesSetting, "none", `max receives "none": it has to be 1 to 1000`},
		{event.RateSetting, "NaN", `rate "NaN": it has to be 0.0001 to 1000000 a second`},
		{event.FitSetting, "\x1b[2J", `it has to be cover, contain or stretch`},
		{"colour", "red", `there is no setting "colour"`},
	} {
		if err := p.Turn(t.Context(), c.name, c.value); err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s %q: %v, want %s", c.name, c.value, err, c.says)
		}
	}
	if len(k.Sets) > 0 || len(changes(r)) > 0 {
		t.Errorf("something was changed: %v", k.Sets)
	}
}

func TestASettingThatAWSRefusesStaysAsItWas(t *testing.T) {
	r, k, p := knobbed()
	k.Refuse = errors.New("AccessDenied: sqs:SetQueueAttributes")
	if err := p.Turn(t.Context(), event.VisibilitySetting, "3s"); !errors.Is(err, k.Refuse) {
		t.Errorf("it said %v", err)
	}
	if c := p.Consumers.Knobs(); c.Visibility != 30*time.Second {
		t.Errorf("the workers go by %s", c.Visibility)
	}
	told := r.Told(event.KindOf[event.SettingChanged](), event.KindOf[event.ActionTaken]())
	if len(told) != 1 || !event.Is[event.ActionTaken](&told[0]) || pipelinetest.As[event.ActionTaken](told[0]).Error == "" {
		t.Errorf("told %v", told)
	}
	k.Refuse = nil
	if err := p.UndoTurn(t.Context()); err == nil || len(k.Sets) > 0 {
		t.Errorf("what was refused was undone: %v, %v", err, k.Sets)
	}
}

func TestAChangeWhoseAnswerWasLostIsLookedForAndTold(t *testing.T) {
	r, k, p := knobbed()
	k.Lose = context.DeadlineExceeded
	if err := p.Turn(t.Context(), event.VisibilitySetting, "3s"); err != nil {
		t.Errorf("the queue has it: %v", err)
	}
	wantChanges(t, r, "visibility-timeout 30s 3s, SetQueueAttributes VisibilityTimeout=3")
}

func TestAQueueThatIsNotOursIsNeverChanged(t *testing.T) {
	r, k, p := knobbed()
	k.Foreign = "it has no tag inflight:stack"
	for _, name := range []event.Setting{event.DelaySetting, event.MaxReceivesSetting} {
		if err := p.Turn(t.Context(), name, "7"); err == nil || !strings.Contains(err.Error(), "q is not ours, and stays as it is: it has no tag") {
			t.Errorf("%s: %v", name, err)
		}
		if got := of(t, p, name); got.Fixed == "" {
			t.Errorf("%s can be turned, says the sheet", name)
		}
	}
	// What each of our receives asks for is ours, whosever the queue is.
	if err := p.Turn(t.Context(), event.VisibilitySetting, "3s"); err != nil {
		t.Error(err)
	}
	if err := p.Turn(t.Context(), event.WaitSetting, "0s"); err == nil || !strings.Contains(err.Error(), "goes by the queue") {
		t.Errorf("a receive that waits for nothing would wait as long as the queue says: %v", err)
	}
	if got, want := of(t, p, event.VisibilitySetting).Note, "the queue has 30 s, we ask for 3 s"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	if err := p.UndoTurn(t.Context()); err != nil {
		t.Error(err)
	}
	wantChanges(t, r, "visibility-timeout 30s 3s, ReceiveMessage VisibilityTimeout=3", "visibility-timeout 3s 30s, ReceiveMessage VisibilityTimeout=30, undone")
	if len(k.Sets) > 0 || p.Consumers.Knobs().Visibility != 30*time.Second {
		t.Errorf("on the queue was set %v", k.Sets)
	}
}

func TestUndoTakesTheLastChangesBackOneAfterTheOther(t *testing.T) {
	r, k, p := knobbed()
	for _, value := range []string{"3s", "10s"} {
		if err := p.Turn(t.Context(), event.VisibilitySetting, value); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := p.UndoTurn(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.UndoTurn(t.Context()); err == nil {
		t.Error("there was nothing left to undo")
	}
	changes(r)
	if want := []string{"visibility-timeout 3s", "visibility-timeout 10s", "visibility-timeout 3s", "visibility-timeout 30s"}; !slices.Equal(k.Sets, want) {
		t.Errorf("on the queue was set %v", k.Sets)
	}
	if p.Consumers.Knobs().Visibility != 30*time.Second {
		t.Errorf("the workers go by %s", p.Consumers.Knobs().Visibility)
	}
}

func TestUndoLeavesWhatSomebodyElseHasSetSince(t *testing.T) {
	r, k, p := knobbed()
	if err := p.Turn(t.Context(), event.VisibilitySetting, "3s"); err != nil {
		t.Fatal(err)
	}
	k.Outside(event.VisibilitySetting, "2m0s")
	err := p.UndoTurn(t.Context())
	if err == nil || !strings.Contains(err.Error(), "is 2 min on the queue, which somebody else has set since: that stays") {
		t.Errorf("it said %v", err)
	}
	if k.Values[event.VisibilitySetting] != "2m0s" || len(k.Sets) != 1 {
		t.Errorf("it is %s, after %v", k.Values[event.VisibilitySetting], k.Sets)
	}
	wantChanges(t, r, "visibility-timeout 30s 3s, SetQueueAttributes VisibilityTimeout=3")
	if got, want := of(t, p, event.VisibilitySetting).Note, "the queue has 2 min, we ask for 3 s"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
}

// TestAnUndoWhoseAnswerWasLostIsDone, and is not taken for somebody else's change when it
// is asked for once more.
func TestAnUndoWhoseAnswerWasLostIsDone(t *testing.T) {
	r, k, p := knobbed()
	if err := p.Turn(t.Context(), event.VisibilitySetting, "3s"); err != nil {
		t.Fatal(err)
	}
	k.Lose = context.DeadlineExceeded
	if err := p.UndoTurn(t.Context()); err != nil {
		t.Errorf("the queue has it: %v", err)
	}
	wantChanges(t, r,
		"visibility-timeout 30s 3s, SetQueueAttributes VisibilityTimeout=3",
		"visibility-timeout 3s 30s, SetQueueAttributes VisibilityTimeout=30, undone")
}

// TestAnUndoThatCannotBeKeepsNoneFromTheOnesBefore, and says why it cannot be.
func TestAnUndoThatCannotBeKeepsNoneFromTheOnesBefore(t *testing.T) {
	for name, c := range map[string]struct {
		turned  event.Setting
		becomes func(*pipelinetest.MemoryKnobs)
		says    string
	}{
		"a queue that is another's now": {event.VisibilitySetting, func(k *pipelinetest.MemoryKnobs) { k.Foreign = "its tag is gone" }, "q is not ours any more, and stays as it is: its tag is gone"},
		"one without dead letters":      {event.MaxReceivesSetting, func(k *pipelinetest.MemoryKnobs) { delete(k.Values, event.MaxReceivesSetting) }, "max receives: the queue has no dead-letter queue"},
		"one that was deleted":          {event.DelaySetting, func(k *pipelinetest.MemoryKnobs) { k.Unasked = consume.As(consume.ErrRefused, errors.New("no queue")) }, "no queue"},
		"one that may not be set": {event.DelaySetting, func(k *pipelinetest.MemoryKnobs) {
			k.Refuse = consume.As(consume.ErrRefused, errors.New("AccessDenied"))
		}, "AccessDenied"},
	} {
		t.Run(name, func(t *testing.T) {
			_, k, p := knobbed()
			for _, err := range []error{p.Turn(t.Context(), event.BatchSetting, "10"), p.Turn(t.Context(), c.turned, "7")} {
				if err != nil {
					t.Fatal(err)
				}
			}
			c.becomes(k)
			if err := p.UndoTurn(t.Context()); err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "somebody else") {
				t.Errorf("it said %v, want %s", err, c.says)
			}
			if err := p.UndoTurn(t.Context()); err != nil || p.Consumers.Knobs().Batch == 10 || len(k.Sets) != 1 {
				t.Errorf("the one before: %v, %v", err, k.Sets)
			}
		})
	}
	_, k, p := knobbed()
	if err := p.Turn(t.Context(), event.DelaySetting, "7"); err != nil {
		t.Fatal(err)
	}
	k.Refuse = errors.New("no route to host")
	if err := p.UndoTurn(t.Context()); err == nil {
		t.Error("nobody heard of it")
	}
	if k.Refuse = nil; p.UndoTurn(t.Context()) != nil || k.Values[event.DelaySetting] != "0s" {
		t.Errorf("what may pass is tried again: it is %s", k.Values[event.DelaySetting])
	}
}

// TestOnAQueueWithoutDeadLettersTheOtherSettingsCanBeTurned: whether the run or the queue
// says that it has none.
func TestOnAQueueWithoutDeadLettersTheOtherSettingsCanBeTurned(t *testing.T) {
	for name, lacks := range map[string]func(*pipeline.Pipeline, *pipelinetest.MemoryKnobs){
		"the run says so":   func(p *pipeline.Pipeline, _ *pipelinetest.MemoryKnobs) { p.Setup.DeadLetterQueue = "" },
		"the queue says so": func(_ *pipeline.Pipeline, k *pipelinetest.MemoryKnobs) { delete(k.Values, event.MaxReceivesSetting) },
	} {
		_, k, p := knobbed()
		lacks(p, k)
		if err := p.Turn(t.Context(), event.MaxReceivesSetting, "5"); err == nil || !strings.Contains(err.Error(), "no dead-letter queue") {
			t.Errorf("%s: %v", name, err)
		}
		if err := p.Turn(t.Context(), event.VisibilitySetting, "5s"); err != nil || len(k.Sets) != 1 {
			t.Errorf("%s: the visibility timeout: %v, %v", name, err, k.Sets)
		}
		if fixed := of(t, p, event.MaxReceivesSetting).Fixed; fixed == "" {
			t.Errorf("%s: it can be turned, says the sheet", name)
		}
	}
}

// shares are those of drawn images.
type shares struct{ broken, slow float64 }

func (s *shares) SetShares(broken, slow float64) { s.broken, s.slow = broken, slow }

// TestThePresetSetsSharesThatOneAfterTheOtherWouldBeOverOne.
func TestThePresetSetsSharesThatOneAfterTheOtherWouldBeOverOne(t *testing.T) {
	for _, from := range []shares{{0, 0.95}, {0.95, 0}, {1, 0}, {0, 1}, {0, 0}} {
		_, _, p := knobbed()
		s := &shares{}
		p.Shares, p.Setup.Broken, p.Setup.Slow = s, from.broken, from.slow
		p.Preset = map[event.Setting]string{event.BrokenSetting: "0.1", event.SlowSetting: "0.1"}
		if err := p.RestorePreset(t.Context()); err != nil || *s != (shares{0.1, 0.1}) {
			t.Errorf("from %+v: %+v, %v", from, s, err)
		}
		if err := p.UndoTurn(t.Context()); err != nil || *s != from {
			t.Errorf("back to %+v: %+v, %v", from, s, err)
		}
	}
}

func TestWhatSomebodyElseHadSetIsSaidWhereItIsOverwrittenAndComesBackByUndo(t *testing.T) {
	r, k, p := knobbed()
	k.Outside(event.VisibilitySetting, "2m0s")
	if err := p.Turn(t.Context(), event.VisibilitySetting, "3s"); err != nil {
		t.Fatal(err)
	}
	if err := p.UndoTurn(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantChanges(t, r,
		"visibility-timeout 30s 3s, SetQueueAttributes VisibilityTimeout=3, the queue had 2 min, which somebody else had set",
		"visibility-timeout 3s 30s, SetQueueAttributes VisibilityTimeout=120, undone")
	if k.Values[event.VisibilitySetting] != "2m0s" {
		t.Errorf("the queue has %s", k.Values[event.VisibilitySetting])
	}
}

func TestWhatTheQueueAloneDecidesFollowsWhoeverSetsIt(t *testing.T) {
	r, k, p := knobbed()
	k.Outside(event.MaxReceivesSetting, "7")
	k.Outside(event.DelaySetting, "9s")
	if got := of(t, p, event.MaxReceivesSetting); got.Value != "7" || got.Queue != "7" {
		t.Errorf("it says %q, and of the queue %q", got.Value, got.Queue)
	}
	if p.Consumers.Knobs().MaxReceives != 7 {
		t.Errorf("the workers go by %d", p.Consumers.Knobs().MaxReceives)
	}
	wantChanges(t, r, "max-receives 3 7, outside, somebody else has set it on the queue", "delay 0s 9s, outside, somebody else has set it on the queue")
}

func TestAnAWSThatHasNotHeardOfAChangeYetIsNotTakenForSomebodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, k, p := knobbed()
		p.Exact = false // an account
		k.Stale = true
		if err := p.Turn(t.Context(), event.MaxReceivesSetting, "5"); err != nil {
			t.Fatal(err)
		}
		if got := of(t, p, event.MaxReceivesSetting); got.Value != "5" || got.Note != "the queue says 3: it takes up to 60 s" {
			t.Errorf("it says %q, %q", got.Value, got.Note)
		}
		if err := p.UndoTurn(t.Context()); err != nil { // it says still what was before
			t.Error(err)
		}
		wantChanges(t, r, "max-receives 3 5, SetQueueAttributes RedrivePolicy maxReceiveCount=5", "max-receives 5 3, SetQueueAttributes RedrivePolicy maxReceiveCount=3, undone")
		time.Sleep(61 * time.Second)
		k.Stale = false
		k.Outside(event.MaxReceivesSetting, "9")
		if got := of(t, p, event.MaxReceivesSetting); got.Value != "9" {
			t.Errorf("a minute later it says %q", got.Value)
		}
	})
}

func TestAQueueThatCannotBeAskedLeavesTheOtherSettings(t *testing.T) {
	_, k, p := knobbed()
	k.Unasked = errors.New("no network")
	all, err := p.Settings(t.Context())
	if !errors.Is(err, k.Unasked) || len(all) != len(setting.All()) {
		t.Fatalf("%d settings, %v", len(all), err)
	}
	for _, r := range all {
		if r.OfQueue() != (r.Fixed == "the queue cannot be asked now") && r.Fixed == "" {
			t.Errorf("%s: %q", r.Name, r.Fixed)
		}
	}
	if err := p.Turn(t.Context(), event.VisibilitySetting, "3s"); !errors.Is(err, k.Unasked) {
		t.Errorf("it was turned: %v", err)
	}
	if err := p.Turn(t.Context(), event.BatchSetting, "5"); err != nil {
		t.Error(err)
	}
}

func TestThePresetBringsTheDemonstrationBackAndOneUndoTakesThatBack(t *testing.T) {
	r, k, p := knobbed()
	p.Preset = map[event.Setting]string{event.VisibilitySetting: "3s", event.WaitSetting: "5s", event.PaceSetting: "900ms", event.HeartbeatSetting: "true", event.BrokenSetting: "0.1"}
	if err := p.RestorePreset(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantChanges(t, r,
		"visibility-timeout 30s 3s, SetQueueAttributes VisibilityTimeout=3, the preset of the demonstration",
		"wait 20s 5s, SetQueueAttributes ReceiveMessageWaitTimeSeconds=5, the preset of the demonstration",
		"pace 0s 900ms, the preset of the demonstration")
	if err := p.UndoTurn(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := p.Consumers.Knobs(); c.Visibility != 30*time.Second || c.Wait != 20*time.Second || c.Pace != 0 {
		t.Errorf("the workers go by %+v", c)
	}
	if k.Values[event.VisibilitySetting] != "30s" || k.Values[event.WaitSetting] != "20s" {
		t.Errorf("the queue has %v", k.Values)
	}
}

func TestOneSettingThatIsTurnedLeavesTheOthersOfTheWorkers(t *testing.T) {
	for _, s := range setting.All() {
		_, _, p := knobbed()
		p.Setup = event.Setup{Queue: "q", DeadLetterQueue: "dlq"} // says nothing of them
		p.Consumers.Batch, p.Consumers.Prefetch, p.Consumers.Pace = 4, 5, time.Second
		p.Shares, p.Engines = nothing{}, nothing{}
		before := p.Consumers.Knobs()
		if err := p.Turn(t.Context(), s.Name, s.Steps[1]); err != nil {
			t.Fatal(err)
		}
		after, changed := p.Consumers.Knobs(), 0
		for i := range reflect.TypeOf(after).NumField() {
			if !reflect.DeepEqual(reflect.ValueOf(after).Field(i).Interface(), reflect.ValueOf(before).Field(i).Interface()) {
				changed++
			}
		}
		if changed > 1 {
			t.Errorf("%s changed %+v to %+v", s.Name, before, after)
		}
	}
}

// nothing takes all and does nothing.
type nothing struct{}

func (nothing) SetShares(float64, float64) {}
func (nothing) Take(string, string) error  { return nil }

// takenEngines note what is taken, and refuse an engine that is not there.
type takenEngines struct{ taken []string }

func (e *takenEngines) Take(engine, fit string) error {
	if engine == "ffmpeg" {
		return errors.New("there is no ffmpeg")
	}
	e.taken = append(e.taken, engine+" "+fit)
	return nil
}

func TestAnEngineIsTakenWithTheFitThatIsSetAndStaysWhereAnotherIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, _, p := knobbed()
		engines := &takenEngines{}
		p.Engines = engines
		p.Setup.Engine, p.Setup.Fit = "builtin", "cover"
		for _, turn := range [][2]string{{"fit", "contain"}, {"engine", "script"}, {"fit", "stretch"}} {
			if err := p.Turn(t.Context(), event.Setting(turn[0]), turn[1]); err != nil {
				t.Errorf("%v: %v", turn, err)
			}
		}
		if err := p.Turn(t.Context(), event.EngineSetting, "ffmpeg"); err == nil {
			t.Error("an engine that is not there is taken")
		}
		if err := p.UndoTurn(t.Context()); err != nil {
			t.Error(err)
		}
		if want := []string{"builtin contain", "script contain", "script stretch", "script contain"}; !slices.Equal(engines.taken, want) {
			t.Errorf("taken were %q, not %q", engines.taken, want)
		}
	})
}

// plentyOf are images without end.
type plentyOf struct{ mixed }

func TestARateThatIsTurnedHoldsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _, p := knobbed()
		p.Drain = false
		p.Producer.Images, p.Producer.Rate, p.Setup.Rate = &plentyOf{}, 0.01, 0.01
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			p.Producer.Run(ctx)
		}()
		uploaded := func() int { return len(r.Told(event.KindOf[event.ObjectUploaded]())) }
		time.Sleep(10 * time.Second)
		if n := uploaded(); n != 1 {
			t.Errorf("%d uploaded at one in 100 s", n)
		}
		if err := p.Turn(t.Context(), event.RateSetting, "2"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		if n := uploaded(); n < 20 || n > 22 {
			t.Errorf("%d uploaded in 10 s at 2 a second", n)
		}
		if err := p.Turn(t.Context(), event.RateSetting, "0.1"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Second)
		if n := uploaded(); n < 1 || n > 3 {
			t.Errorf("%d uploaded in 20 s at one in 10 s", n)
		}
		cancel()
		<-done
	})
}

func TestAProducerWithoutARateEndsWhenThereIsNoMoreThoughItHadOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, _, p := knobbed()
		p.Producer.Count, p.Producer.Rate = 30, 1
		done := make(chan struct{})
		go func() {
			defer close(done)
			p.Producer.Run(t.Context())
		}()
		time.Sleep(5 * time.Second)
		p.Producer.SetRate(0)
		synctest.Wait()
		select {
		case <-done:
		default:
			t.Error("it has not ended")
		}
		if n, _ := p.Producer.Totals(); n != 30 {
			t.Errorf("%d uploaded", n)
		}
	})
}

package fault_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/clock"
	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/pipelinetest"
)

// switched is a set with those faults on, and what it reports.
func switched(t *testing.T, list string) (*fault.Set, *[]fault.Hit) {
	t.Helper()
	var hits []fault.Hit
	s := &fault.Set{Report: func(h fault.Hit) { hits = append(hits, h) }}
	specs, err := fault.Parse(list)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range specs {
		s.Switch(spec)
	}
	return s, &hits
}

func TestAFaultHitsWhatItsFilterAdmitsAndSaysWhy(t *testing.T) {
	s, hits := switched(t, "aws-500@sqs.DeleteMessage+ours,panic@upload")
	sqs := fault.Target{Service: "sqs", Operation: "DeleteMessage", MessageID: "m", Worker: "1"}
	for _, miss := range []struct {
		name fault.Name
		at   fault.Target
	}{
		{fault.AWS500, fault.Target{Service: "sqs", Operation: "ReceiveMessage"}},
		{fault.AWS500, fault.Target{Service: "s3", Operation: "DeleteMessage"}},
		{fault.AWS500, fault.Target{Service: "sqs", Operation: "DeleteMessage", Outside: true}},
		{fault.SlowDown, sqs},
		{fault.Panic, fault.Target{Stage: event.Download}},
	} {
		if s.Hits(miss.name, miss.at) {
			t.Errorf("%s hits %+v", miss.name, miss.at)
		}
	}
	if !s.Hits(fault.AWS500, sqs) || !s.Hits(fault.Panic, fault.Target{Stage: event.Upload}) {
		t.Error("what is meant is not hit")
	}
	if len(*hits) != 2 || (*hits)[0].Why() != "sqs DeleteMessage by aws-500@sqs.DeleteMessage+ours" || (*hits)[1].Why() != "upload by panic@upload" || (*hits)[0].MessageID != "m" || (*hits)[0].Worker != "1" {
		t.Errorf("reported is %+v", *hits)
	}
	if a := s.Active(); len(a) != 2 || a[0].Hits != 1 {
		t.Errorf("on are %+v", a)
	}
}

// lateClock is one whose timers have not come yet.
type lateClock struct {
	now    time.Time
	timers int // that are set
}

// lateTimer is one of its timers.
type lateTimer struct {
	clock.Timer

	c *lateClock
}

func (t lateTimer) Stop() bool {
	t.c.timers--
	return true
}

func (c *lateClock) Now() time.Time { return c.now }

func (c *lateClock) AfterFunc(time.Duration, func()) clock.Timer {
	c.timers++
	return lateTimer{c: c}
}

func TestAFaultThatIsSwitchedOnOnceMoreHasOneTimer(t *testing.T) {
	specs, err := fault.Parse("panic@upload")
	if err != nil {
		t.Fatal(err)
	}
	specs[0].For = time.Minute
	late := &lateClock{now: time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)}
	s := &fault.Set{Clock: clock.From(late)}
	for range 3 {
		s.Switch(specs[0])
	}
	if late.timers != 1 {
		t.Errorf("%d timers are set for one fault", late.timers)
	}
	if s.Close(); late.timers != 0 {
		t.Errorf("%d timers are set when all is closed", late.timers)
	}
}

// TestAFaultWhoseTimeIsOverIsFoundOff, also before its timer has come: whatever is asked.
func TestAFaultWhoseTimeIsOverIsFoundOff(t *testing.T) {
	specs, err := fault.Parse("panic@upload")
	if err != nil {
		t.Fatal(err)
	}
	specs[0].For = 10 * time.Second
	for name, ask := range map[string]func(*fault.Set){
		"Switch": func(s *fault.Set) {
			s.Switch(specs[0])
			if on := s.Active(); len(on) != 1 || on[0].Hits != 0 {
				t.Errorf("one that was turned on anew has hit already: %+v", on)
			}
		},
		"Off": func(s *fault.Set) {
			if s.Off(fault.Panic, specs[0].Filter) {
				t.Error("it was on still")
			}
		},
		"Clear":  func(s *fault.Set) { s.Clear() },
		"Active": func(s *fault.Set) { s.Active() },
		"Hits": func(s *fault.Set) {
			if s.Hits(fault.Panic, fault.Target{Stage: event.Upload}) {
				t.Error("it hits still")
			}
		},
	} {
		late := &lateClock{now: time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)}
		var told []fault.Change
		s := &fault.Set{Clock: clock.From(late), Switched: func(c fault.Change) { told = append(told, c) }}
		s.Switch(specs[0])
		if !s.Hits(fault.Panic, fault.Target{Stage: event.Upload}) {
			t.Error("it does not hit while it is on")
		}
		late.now = late.now.Add(10 * time.Second)
		ask(s)
		if len(told) < 2 || told[1].On || told[1].Why != "its time is over" {
			t.Errorf("%s: told is %+v", name, told)
		}
		s.Close()
	}
}

func TestAFaultEndsAfterOneHitAfterItsTimeOrWhenItIsSwitchedOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := switched(t, "panic=once")
		if !s.Hits(fault.Panic, fault.Target{}) || s.Hits(fault.Panic, fault.Target{}) || len(s.Active()) != 0 {
			t.Error("once is not once")
		}
		s.Switch(fault.Spec{Name: fault.SlowWork, Rate: 1, For: 10 * time.Second})
		time.Sleep(9 * time.Second)
		if !s.Hits(fault.SlowWork, fault.Target{}) {
			t.Error("it is off too early")
		}
		time.Sleep(time.Second)
		if s.Hits(fault.SlowWork, fault.Target{}) || len(s.Active()) != 0 || s.Off(fault.SlowWork, fault.Filter{}) {
			t.Error("it is on for too long")
		}
		s.Switch(fault.Spec{Name: fault.Throttle, Rate: 1})
		s.Switch(fault.Spec{Name: fault.Throttle, Rate: 0.5}) // in place of the other
		if a := s.Active(); len(a) != 1 || a[0].Rate != 0.5 {
			t.Errorf("on are %+v", a)
		}
		if !s.Off(fault.Throttle, fault.Filter{}) || s.Hits(fault.Throttle, fault.Target{}) {
			t.Error("it stays on")
		}
		s.Switch(fault.Spec{Name: fault.AWS500, Rate: 1})
		if was := s.Clear(); len(was) != 1 || s.Hits(fault.AWS500, fault.Target{}) {
			t.Errorf("after Clear of %+v one is on", was)
		}
	})
}

// TestWhatIsOnAndOffIsToldInItsOrder: a hit before the end that it brings, and the
// end of a time when it comes, though nobody asks.
func TestWhatIsOnAndOffIsToldInItsOrder(t *testing.T) { synctest.Test(t, toldInItsOrder) }

func toldInItsOrder(t *testing.T) {
	t.Helper()
	hand := pipelinetest.NewHandClock()
	var told []string
	s := &fault.Set{
		Clock:  clock.From(hand),
		Report: func(h fault.Hit) { told = append(told, "hit by "+h.Asked) },
		Switched: func(c fault.Change) {
			told = append(told, fmt.Sprintf("%s on=%t hits=%d %s", c.Spec, c.On, c.Hits, c.Why))
		},
	}
	t.Cleanup(s.Close)
	check := func(want ...string) {
		t.Helper()
		if !slices.Equal(told, want) {
			t.Errorf("told is %q, want %q", told, want)
		}
		told = nil
	}
	s.Switch(fault.Spec{Name: fault.Panic, Rate: 1, Once: true})
	s.Hits(fault.Panic, fault.Target{})
	check("panic=once on=true hits=0 ", "hit by panic=once", "panic=once on=false hits=1 it was for one hit")

	s.Switch(fault.Spec{Name: fault.SlowWork, Rate: 1, For: 20 * time.Second})
	s.Hits(fault.SlowWork, fault.Target{})
	s.Switch(fault.Spec{Name: fault.SlowWork, Rate: 1, For: 30 * time.Second}) // in place of the other
	hand.Move(20 * time.Second)
	if a := s.Active(); len(a) != 1 || a[0].Until.Sub(hand.Now()) != 10*time.Second {
		t.Errorf("after the time that was taken back: %+v", a)
	}
	check("slow-work on=true hits=0 ", "hit by slow-work", "slow-work on=true hits=1 ")
	hand.Move(10 * time.Second)
	check("slow-work on=false hits=1 its time is over")

	s.Switch(fault.Spec{Name: fault.Throttle, Rate: 1, Filter: fault.Filter{Service: "s3"}})
	s.Switch(fault.Spec{Name: fault.Throttle, Rate: 1, For: time.Minute})
	if s.Off(fault.Throttle, fault.Filter{Service: "sqs"}) || !s.Off(fault.Throttle, fault.Filter{Service: "s3"}) {
		t.Error("one that is not on was turned off, or that which is was not")
	}
	s.Clear()
	s.Clear()
	hand.Move(time.Hour)
	check("throttle@s3 on=true hits=0 ", "throttle on=true hits=0 ", "throttle@s3 on=false hits=0 it was switched off", "throttle on=false hits=0 it was switched off")

	s.Switch(fault.Spec{Name: fault.Throttle, Rate: 1, For: time.Minute})
	s.Close()
	hand.Move(time.Hour)
	if check("throttle on=true hits=0 "); s.Hits(fault.Throttle, fault.Target{}) {
		t.Error("a set that is closed hits")
	}
}

func TestARateIsAShareOfTheTimesAndTheSeedFixesWhich(t *testing.T) {
	run := func(seed uint64) (hits int, which [64]bool) {
		s := &fault.Set{Seed: seed}
		s.Switch(fault.Spec{Name: fault.Panic, Rate: 0.25})
		const times = 4000
		for i := range times {
			hit := s.Hits(fault.Panic, fault.Target{})
			if hit {
				hits++
			}
			if i < len(which) {
				which[i] = hit
			}
		}
		return hits, which
	}
	hits, which := run(1)
	if hits < 850 || hits > 1150 { // 1000, and five and a half standard deviations
		t.Errorf("a quarter of 4000 is %d", hits)
	}
	if _, again := run(1); again != which {
		t.Error("the same seed hits others")
	}
	if _, other := run(2); other == which {
		t.Error("another seed hits the same")
	}
}

func TestNoSetHitsNothing(t *testing.T) {
	var none *fault.Set
	_, quiet := none.Quiet(fault.Panic, fault.Target{})
	if none.Hits(fault.Panic, fault.Target{}) || quiet || new(fault.Set).Hits(fault.Panic, fault.Target{}) {
		t.Error("nothing is on, and it hits")
	}
	if n := testing.AllocsPerRun(100, func() { new(fault.Set).Hits(fault.Panic, fault.Target{}) }); n > 1 {
		t.Errorf("to ask takes %v allocations", n)
	}
}

package fault_test

import (
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/fault"
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
		if s.Hits(fault.SlowWork, fault.Target{}) || len(s.Active()) != 0 || s.Off(fault.SlowWork) {
			t.Error("it is on for too long")
		}
		s.Switch(fault.Spec{Name: fault.Throttle, Rate: 1})
		s.Switch(fault.Spec{Name: fault.Throttle, Rate: 0.5}) // in place of the other
		if a := s.Active(); len(a) != 1 || a[0].Rate != 0.5 {
			t.Errorf("on are %+v", a)
		}
		if !s.Off(fault.Throttle) || s.Hits(fault.Throttle, fault.Target{}) {
			t.Error("it stays on")
		}
		s.Switch(fault.Spec{Name: fault.AWS500, Rate: 1})
		if was := s.Clear(); len(was) != 1 || s.Hits(fault.AWS500, fault.Target{}) {
			t.Errorf("after Clear of %+v one is on", was)
		}
	})
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
	if none.Hits(fault.Panic, fault.Target{}) || none.Quiet(fault.Panic, fault.Target{}) || new(fault.Set).Hits(fault.Panic, fault.Target{}) {
		t.Error("nothing is on, and it hits")
	}
	if n := testing.AllocsPerRun(100, func() { new(fault.Set).Hits(fault.Panic, fault.Target{}) }); n > 1 {
		t.Errorf("to ask takes %v allocations", n)
	}
}

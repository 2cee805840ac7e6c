package redrive_test

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/redrive"
)

// withLetters runs a pipeline that consumes nothing beside a box of n letters,
// and hands both to do, in a bubble.
func withLetters(t *testing.T, n int, do func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r, b := pipelinetest.NewRig(), pipelinetest.NewLetterBox(n)
		p := &pipeline.Pipeline{
			Log: r.Log, Consumers: r.Consumers, Queues: r.Memory, DeadLetters: redrive.DeadLetters{Log: r.Log, Name: "dlq", Source: "q", Queue: b, Moves: b, Leaves: r.Leaves},
			Setup: event.Setup{Queue: "q", DeadLetterQueue: "dlq", MaxReceives: 3, Visibility: 30},
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			p.Run(ctx)
		}()
		synctest.Wait()
		do(t, p, b, r)
		cancel()
		<-done
	})
}

// redriveKinds are the kinds of events that a redrive makes.
var redriveKinds = []event.Kind{event.KindOf[event.RedriveStarted](), event.KindOf[event.MessageRedriven](), event.KindOf[event.RedriveEnded]()}

func TestChosenLettersAreSentBeforeTheyAreDeletedAndTheOthersAreLetGo(t *testing.T) {
	withLetters(t, 25, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Letters: []string{"x", "b"}}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		did := b.Did()
		for _, id := range []string{"b", "x"} {
			if sent, deleted := slices.Index(did, "send "+id), slices.Index(did, "delete "+id); len(did) != 4 || sent < 0 || deleted < sent {
				t.Errorf("did %q", did)
			}
		}
		if n := len(b.Visible()); n != 23 {
			t.Errorf("%d of 23 letters that were not chosen are visible at once", n)
		}
		for _, l := range b.SentTo("q") {
			if l.Attributes["colour"].Text != "red" || !strings.Contains(l.Body, l.MessageID+".jpg") {
				t.Errorf("sent without its body or attributes: %+v", l)
			}
		}
		events := r.Told(redriveKinds...)
		want := []event.Kind{event.KindOf[event.RedriveStarted](), event.KindOf[event.MessageRedriven](), event.KindOf[event.MessageRedriven](), event.KindOf[event.RedriveEnded]()}
		if got := pipelinetest.KindsOf(events); !slices.Equal(got, want) {
			t.Fatalf("told %v, want %v", got, want)
		}
		if e := events[1]; e.MessageID != "new-"+pipelinetest.As[event.MessageRedriven](e).PreviousID || e.Key != pipelinetest.As[event.MessageRedriven](e).PreviousID+".jpg" || pipelinetest.As[event.MessageRedriven](e).Queue != "q" {
			t.Errorf("told of one: %+v", e)
		}
		if e := events[3]; pipelinetest.As[event.RedriveEnded](e).Text != "completed" || pipelinetest.As[event.RedriveEnded](e).Moved != 2 || pipelinetest.As[event.RedriveEnded](e).Total != 2 || pipelinetest.As[event.RedriveEnded](e).Error != "" {
			t.Errorf("it ended with %+v", e)
		}
	})
}

func TestALetterThatCannotBeSentStaysWhereItIs(t *testing.T) {
	withLetters(t, 3, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		b.Refuse["send a"] = true
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Letters: []string{"a", "b"}, To: "other"}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got := b.Visible(); !slices.Equal(got, []string{"a", "c"}) {
			t.Errorf("visible are %q, want a and c", got)
		}
		if len(b.SentTo("other")) != 1 || slices.Contains(b.Did(), "delete a") {
			t.Errorf("did %q", b.Did())
		}
		events := r.Told(event.KindOf[event.RedriveEnded]())
		if len(events) != 1 || pipelinetest.As[event.RedriveEnded](events[0]).Text != "failed" || pipelinetest.As[event.RedriveEnded](events[0]).Moved != 1 || pipelinetest.As[event.RedriveEnded](events[0]).Error != "refused" {
			t.Errorf("told %+v", events)
		}
	})
}

func TestALetterThatIsInBothQueuesIsToldOf(t *testing.T) {
	withLetters(t, 1, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		b.Refuse["delete a"] = true
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Letters: []string{"a"}}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		events := r.Told(event.KindOf[event.RedriveEnded]())
		if len(events) != 1 || !strings.Contains(pipelinetest.As[event.RedriveEnded](events[0]).Error, "letter a is in q now, and in dlq still") {
			t.Errorf("told %+v", events)
		}
	})
}

func TestChosenLettersMoveAtTheRateAndACancelLetsGoOfTheRest(t *testing.T) {
	withLetters(t, 6, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		order := redrive.RedriveOrder{Letters: []string{"a", "b", "c", "d", "e"}, Rate: 1}
		if err := p.RedriveLetters(t.Context(), order); err != nil {
			t.Fatal(err)
		}
		if err := p.Redrive(t.Context()); err == nil || !strings.Contains(err.Error(), "a redrive is under way") {
			t.Errorf("a second redrive: %v", err)
		}
		time.Sleep(2500 * time.Millisecond)
		if n := len(b.SentTo("q")); n != 3 {
			t.Errorf("%d letters were sent within 2.5 s at 1/s", n)
		}
		if err := p.CancelRedrive(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got := b.Visible(); !slices.Equal(got, []string{"d", "e", "f"}) {
			t.Errorf("visible are %q", got)
		}
		events := r.Told(event.KindOf[event.RedriveProgressed](), event.KindOf[event.RedriveEnded]())
		if last := events[len(events)-1]; len(events) < 2 || pipelinetest.As[event.RedriveEnded](last).Text != "cancelled" || pipelinetest.As[event.RedriveEnded](last).Moved != 3 || pipelinetest.As[event.RedriveEnded](last).Error != "" {
			t.Errorf("told %+v", events)
		}
		if err := p.CancelRedrive(t.Context()); err == nil {
			t.Error("nothing was cancelled, and no error told")
		}
	})
}

func TestACancelDoesNotHideThatALetterIsInBothQueues(t *testing.T) {
	withLetters(t, 2, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		b.Refuse["delete a"] = true
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Letters: []string{"a", "b"}, Rate: 1}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(500 * time.Millisecond)
		if err := p.CancelRedrive(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		events := r.Told(event.KindOf[event.RedriveEnded]())
		if len(events) != 1 || pipelinetest.As[event.RedriveEnded](events[0]).Text != "cancelled" || !strings.Contains(pipelinetest.As[event.RedriveEnded](events[0]).Error, "letter a is in q now, and in dlq still") {
			t.Errorf("told %+v", events)
		}
	})
}

func TestLettersWaitForTheirTurnUnseen(t *testing.T) {
	withLetters(t, 90, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, _ *pipelinetest.Rig) {
		all := b.Visible()
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Letters: all, Rate: 1}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(80500 * time.Millisecond)
		if got := b.Visible(); len(got) != 0 || len(b.SentTo("q")) != 81 {
			t.Errorf("after 80 s %d are sent, and others can receive %q, which are about to be", len(b.SentTo("q")), got)
		}
		time.Sleep(10 * time.Second)
		if n := len(b.SentTo("q")); n != 90 {
			t.Errorf("%d of 90 were sent", n)
		}
	})
}

func TestAChosenLetterThatCameAgainInALongSearchIsMovedOnce(t *testing.T) {
	withLetters(t, 25, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		b.Slow = 25 * time.Second // the first receives run out before the queue has no more
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Letters: []string{"a", "k", "gone"}}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		if got := b.Visible(); len(got) != 23 || slices.Contains(got, "a") || slices.Contains(got, "k") {
			t.Errorf("visible are %q, want all but a and k", got)
		}
		if events := r.Told(event.KindOf[event.MessageRedriven]()); len(events) != 2 {
			t.Errorf("told %+v", events)
		}
	})
}

func TestLettersThatWereSearchedForLongAreHeldUntilTheirTurn(t *testing.T) {
	withLetters(t, 26, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, _ *pipelinetest.Rig) {
		b.Slow = 29 * time.Second // the first are about to be visible again when the last is found
		all := b.Visible()
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Letters: all, Rate: 1}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3*b.Slow + 4500*time.Millisecond)
		if got := b.Visible(); len(got) != 0 {
			t.Errorf("others can receive %q, which are about to be sent", got)
		}
	})
}

func TestTheRateOfChosenLettersCanBeChanged(t *testing.T) {
	withLetters(t, 9, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		order := redrive.RedriveOrder{Letters: []string{"a", "b", "c", "d", "e", "f", "g", "h"}, Rate: 1}
		if err := p.RedriveLetters(t.Context(), order); err != nil {
			t.Fatal(err)
		}
		time.Sleep(1500 * time.Millisecond)
		if err := p.ChangeRedriveRate(t.Context(), 100); err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
		if got := b.Visible(); !slices.Equal(got, []string{"i"}) || len(b.SentTo("q")) != 8 {
			t.Errorf("%d were sent, visible are %q", len(b.SentTo("q")), got)
		}
		events := r.Told(event.KindOf[event.RedriveStarted](), event.KindOf[event.RedriveEnded]())
		if len(events) != 4 || pipelinetest.As[event.RedriveEnded](events[1]).Text != "cancelled" || pipelinetest.As[event.RedriveStarted](events[2]).Rate != 100 || pipelinetest.As[event.RedriveStarted](events[2]).Total != 6 || pipelinetest.As[event.RedriveEnded](events[3]).Text != "completed" {
			t.Errorf("told %+v", events)
		}
	})
}

func TestARedriveThatMovesNothingGivesUp(t *testing.T) {
	withLetters(t, 26, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
		all := b.Visible()
		for _, id := range all {
			b.Refuse["send "+id] = true
		}
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Letters: all, Rate: 2}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if n := len(b.Did()); n != 10 || len(b.Visible()) != 26 {
			t.Errorf("%d were tried, %d are visible", n, len(b.Visible()))
		}
		if events := r.Told(event.KindOf[event.RedriveEnded]()); len(events) != 1 || pipelinetest.As[event.RedriveEnded](events[0]).Text != "failed" || pipelinetest.As[event.RedriveEnded](events[0]).Moved != 0 {
			t.Errorf("told %+v", events)
		}
	})
}

func TestARunThatEndsLetsGoOfTheLettersItHolds(t *testing.T) {
	b := pipelinetest.NewLetterBox(3)
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		p := &pipeline.Pipeline{
			Log: r.Log, Consumers: r.Consumers, Queues: r.Memory, DeadLetters: redrive.DeadLetters{Log: r.Log, Name: "dlq", Source: "q", Queue: b, Moves: b, Leaves: r.Leaves},
			Setup: event.Setup{Queue: "q", DeadLetterQueue: "dlq"},
		}
		order := redrive.RedriveOrder{Letters: []string{"a", "b", "c"}, Rate: 1}
		if err := p.RedriveLetters(t.Context(), order); err == nil {
			t.Error("chosen letters move before the run")
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			p.Run(ctx)
		}()
		synctest.Wait()
		if err := p.RedriveLetters(t.Context(), order); err != nil {
			t.Error(err)
		}
		time.Sleep(500 * time.Millisecond)
		cancel()
		<-done
		if got := b.Visible(); !slices.Equal(got, []string{"b", "c"}) {
			t.Errorf("visible are %q", got)
		}
	})
}

// slowSends is a box into whose queues a letter takes a second, and counts how many
// are on their way at once.
type slowSends struct {
	*pipelinetest.LetterBox

	under, most atomic.Int32
}

func (s *slowSends) SendLetter(ctx context.Context, queue string, l *redrive.Letter) (string, error) {
	s.most.Store(max(s.most.Load(), s.under.Add(1)))
	defer s.under.Add(-1)
	time.Sleep(time.Second)
	return s.LetterBox.SendLetter(ctx, queue, l)
}

func TestLettersOfAFIFOQueueAreSentOneAfterTheOther(t *testing.T) {
	for name, want := range map[string]int32{"dlq": 8, "dlq.fifo": 1} {
		withLetters(t, 10, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, r *pipelinetest.Rig) {
			slow := &slowSends{LetterBox: b}
			p.Name, p.Queue = name, slow
			if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Letters: b.Visible()}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(20 * time.Second)
			if most := slow.most.Load(); most != want {
				t.Errorf("%s: %d at once, want %d", name, most, want)
			}
			if ended := r.Told(event.KindOf[event.RedriveEnded]()); len(ended) != 1 || pipelinetest.As[event.RedriveEnded](ended[0]).Moved != 10 || pipelinetest.As[event.RedriveEnded](ended[0]).Error != "" {
				t.Errorf("%s: ended with %+v", name, ended)
			}
		})
	}
}

// TestALetterThatCouldNotBeSentIsKnownAgainWhenSomebodyElseMovesIt: while it leaves,
// nobody infers its redrive.
func TestALetterThatCouldNotBeSentIsKnownAgainWhenSomebodyElseMovesIt(t *testing.T) {
	withLetters(t, 2, func(t *testing.T, p *pipeline.Pipeline, b *pipelinetest.LetterBox, _ *pipelinetest.Rig) {
		b.Refuse["send b"] = true
		var left, back atomic.Int32
		p.Leaves = func(string) func() {
			left.Add(1)
			return func() { back.Add(1) }
		}
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Letters: b.Visible()}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		if left.Load() != 2 || back.Load() != 1 {
			t.Errorf("%d left, %d came back", left.Load(), back.Load())
		}
	})
}

package consume_test

import (
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
	"inflight/pipeline/pipelinetest"
)

// TestADeathIsInferredWhenTheQueueMovesTheMessage: AWS moves a message that has had its last
// try to the dead-letter queue when next somebody asks for messages, and not before. What is
// said is held against the queue, before and after one of ours asks again.
func TestADeathIsInferredWhenTheQueueMovesTheMessage(t *testing.T) {
	type part func(*testing.T, *pipelinetest.Rig, *freeze.World)
	pause := func(_ *testing.T, r *pipelinetest.Rig, _ *freeze.World) { r.Pause() }
	resume := func(_ *testing.T, r *pipelinetest.Rig, _ *freeze.World) { r.Resume() }
	rows := map[string]struct {
		workers      int
		broken       bool
		before, then part // its timeout runs out between the two
		moves        [2]bool
	}{
		"another worker waits for messages":         {workers: 2, moves: [2]bool{true, true}},
		"the only worker is busy, and deletes it":   {workers: 1, moves: [2]bool{false, false}},
		"the only worker fails, and asks again":     {workers: 1, broken: true, moves: [2]bool{false, true}},
		"consuming is paused, and resumed":          {workers: 2, before: pause, then: resume, moves: [2]bool{false, true}},
		"consuming is paused, and stays so":         {workers: 2, before: pause, moves: [2]bool{false, false}},
		"paused, and a person asks for a message":   {workers: 2, before: pause, then: receives, moves: [2]bool{false, true}},
		"paused, and the queue gives more receives": {workers: 2, before: pause, then: raises, moves: [2]bool{false, false}},
		"paused, and purged before it is resumed":   {workers: 2, before: pause, then: purges, moves: [2]bool{false, false}},
		"purged while a worker has it in hand":      {workers: 2, before: purges, moves: [2]bool{false, false}},
		"the world is frozen, and goes on": {
			workers: 2, moves: [2]bool{false, true},
			before: func(_ *testing.T, _ *pipelinetest.Rig, w *freeze.World) { w.Freeze() },
			then:   func(_ *testing.T, _ *pipelinetest.Rig, w *freeze.World) { w.Thaw() },
		},
		"frozen, and paused when it goes on": {
			workers: 2, moves: [2]bool{false, false},
			before: func(_ *testing.T, _ *pipelinetest.Rig, w *freeze.World) { w.Freeze() },
			then: func(_ *testing.T, r *pipelinetest.Rig, w *freeze.World) {
				r.Pause()
				w.Thaw()
			},
		},
		"frozen, and a person asks for a message": {
			workers: 2, moves: [2]bool{false, true},
			before: func(_ *testing.T, _ *pipelinetest.Rig, w *freeze.World) { w.Freeze() },
			then:   receives,
		},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				world := freeze.New(r.Log, nil)
				r.World, r.DeathsReported, r.Memory.OnDead = world, false, nil
				r.Memory.Max, r.MaxReceives, r.Heartbeat, r.Pace = 1, 1, false, time.Minute
				r.Image("photo.jpg", map[bool]string{true: "broken", false: "photo"}[row.broken])
				r.Start(t.Context(), row.workers)
				until(t, r, event.KindOf[event.StageStarted](), 1)
				said := 0
				for i, do := range []part{row.before, row.then} {
					if do != nil {
						do(t, r, world)
					}
					time.Sleep([]time.Duration{40 * time.Second, 5 * time.Minute}[i]) // its timeout is 30 s
					synctest.Wait()
					said += len(pipelinetest.OfKind(r.Events.Take(nil), event.KindOf[event.MessageDead]()))
					r.Memory.Mu.Lock()
					moved := len(r.Memory.Dead)
					r.Memory.Mu.Unlock()
					if want := map[bool]int{true: 1}[row.moves[i]]; moved != want || said != want {
						t.Errorf("part %d: the queue moved %d, %d are said to be dead, want %d", i+1, moved, said, want)
					}
				}
				world.Thaw()
				r.Hurry()
				r.Stop(t.Context())
			})
		})
	}
}

// receives is a person who asks for a message.
func receives(t *testing.T, r *pipelinetest.Rig, _ *freeze.World) {
	if _, err := r.ReceiveByHand(t.Context()); err != nil {
		t.Error(err)
	}
}

// raises lets the queue give a message more receives.
func raises(_ *testing.T, r *pipelinetest.Rig, _ *freeze.World) {
	r.Memory.Mu.Lock()
	r.Memory.Max = 3
	r.Memory.Mu.Unlock()
	r.Turn(func(k *consume.Knobs) { k.MaxReceives = 3 })
	r.Resume()
}

// purges throws away all that the queue holds, and lets consuming go on.
func purges(t *testing.T, r *pipelinetest.Rig, _ *freeze.World) {
	if err := r.Memory.Purge(t.Context(), "q"); err != nil {
		t.Error(err)
	}
	r.Purged()
	r.Resume()
}

package consume_test

import (
	"context"
	"errors"
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
	freezes := func(_ *testing.T, _ *pipelinetest.Rig, w *freeze.World) { w.Freeze() }
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
			before: freezes,
			then:   func(_ *testing.T, _ *pipelinetest.Rig, w *freeze.World) { w.Thaw() },
		},
		"frozen, and paused when it goes on": {
			workers: 2, moves: [2]bool{false, false},
			before: freezes,
			then: func(_ *testing.T, r *pipelinetest.Rig, w *freeze.World) {
				r.Pause()
				w.Thaw()
			},
		},
		"frozen, and a person asks for a message": {
			workers: 2, moves: [2]bool{false, true},
			before: freezes,
			then:   receives,
		},
		"frozen, and what a person asks is given up": {
			workers: 2, moves: [2]bool{false, false},
			before: freezes,
			then: func(t *testing.T, r *pipelinetest.Rig, _ *freeze.World) {
				ended, end := context.WithCancel(t.Context())
				end()
				_, _ = r.ReceiveByHand(ended)
			},
		},
		"frozen, and a person is not heard, twice": {
			workers: 2, moves: [2]bool{false, false}, then: isNotHeard,
			before: func(t *testing.T, r *pipelinetest.Rig, w *freeze.World) {
				w.Freeze()
				breaks(t, r, w)
				isNotHeard(t, r, w)
			},
		},
		"paused, and a person is not heard, twice": {
			workers: 2, moves: [2]bool{false, false}, then: isNotHeard,
			before: func(t *testing.T, r *pipelinetest.Rig, w *freeze.World) {
				r.Pause()
				breaks(t, r, w)
				isNotHeard(t, r, w)
			},
		},
		"every call fails, and who is late deletes it":        {workers: 2, before: breaks, moves: [2]bool{false, false}},
		"every call fails, and is heard again":                {workers: 2, broken: true, before: breaks, then: mends, moves: [2]bool{false, true}},
		"every call fails, and a person is heard":             {workers: 2, broken: true, before: breaks, then: mendsByHand, moves: [2]bool{false, true}},
		"who is heard again receives it once more":            {workers: 2, before: breaks, then: givesMore, moves: [2]bool{false, false}},
		"it is received once more before our clock is so far": {workers: 2, before: givesMore, moves: [2]bool{false, false}},
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

// isNotHeard is a person who asks for a message in vain.
func isNotHeard(t *testing.T, r *pipelinetest.Rig, _ *freeze.World) {
	if m, err := r.ReceiveByHand(t.Context()); err == nil {
		t.Errorf("received %+v, though every call fails", m)
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

// breaks lets every call of Receive fail.
func breaks(_ *testing.T, r *pipelinetest.Rig, _ *freeze.World) {
	r.Memory.Mu.Lock()
	defer r.Memory.Mu.Unlock()
	r.Memory.Broken = errors.New("no route to host")
}

// mends lets calls of Receive be heard again.
func mends(_ *testing.T, r *pipelinetest.Rig, _ *freeze.World) {
	r.Memory.Mu.Lock()
	defer r.Memory.Mu.Unlock()
	r.Memory.Broken = nil
}

// mendsByHand lets a person be the first who is heard.
func mendsByHand(t *testing.T, r *pipelinetest.Rig, w *freeze.World) {
	r.Pause()
	mends(t, r, w)
	receives(t, r, w)
}

// givesMore lets the queue give the message once more, at once, and nobody tells us.
func givesMore(t *testing.T, r *pipelinetest.Rig, w *freeze.World) {
	r.Memory.Mu.Lock()
	r.Memory.Max = 3
	for _, m := range r.Memory.Messages {
		m.Visible = r.Memory.Clock.Now()
	}
	r.Memory.Mu.Unlock()
	mends(t, r, w)
}

// purges throws away all that the queue holds, and lets consuming go on.
func purges(t *testing.T, r *pipelinetest.Rig, _ *freeze.World) {
	if err := r.Memory.Purge(t.Context(), "q"); err != nil {
		t.Error(err)
	}
	r.Purged()
	r.Resume()
}

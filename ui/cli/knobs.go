package cli

import (
	"time"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
	"inflight/pipeline/thumbnail"
)

// shortPoll is how long the embedded AWS is left alone after a receive that waited for
// nothing and brought nothing: about what an answer of AWS takes over a network.
const shortPoll = 50 * time.Millisecond

// switchEngines lets a person take another engine while it works.
func (se *session) switchEngines(world *freeze.World) {
	se.engine = thumbnail.NewSwitch(se.engine, func(engine, fit string) (thumbnail.Engine, error) {
		set := se.set.consumeSettings
		set.engine, set.fit = engine, fit
		next, _, err := openEngine(&set, world)
		return next, err
	})
}

// knobs gives the pipeline what a person may turn while it runs.
func (se *session) knobs() {
	p := se.pipeline
	p.QueueKnobs = se.aws.clients.QueueKnobs(se.aws.stack, se.aws.resources)
	if s, is := se.engine.(*thumbnail.Switch); is {
		p.Engines = s
	}
	p.Shares = se.shares
	p.Preset = se.preset(&p.Setup)
}

// sharesOf are those of drawn images; nil where they come from elsewhere.
func sharesOf(images pipeline.Images) pipeline.Shares {
	if d, is := images.(*drawn); is {
		return d
	}
	return nil
}

// preset are the settings of the demonstration: those that this one began with, or those
// that it would have.
func (se *session) preset(s *event.Setup) map[event.Setting]string {
	demo := *s
	if !se.set.demonstration {
		demo.Visibility, demo.Wait, demo.Pace, demo.Rate = demoVisibility.Seconds(), demoWait.Seconds(), demoPace.Seconds(), demoRate
		demo.Broken, demo.Slow, demo.Heartbeat, demo.Batch, demo.Prefetch = demoBroken, demoSlow, true, 1, 0
		demo.MaxReceives, demo.RetryDelay, demo.Delay = 3, 1, 0
	}
	all := map[event.Setting]string{}
	for _, name := range event.Settings() {
		all[name] = demo.Value(name)
	}
	return all
}

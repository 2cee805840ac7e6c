package cli

import (
	"inflight/pipeline/freeze"
	"inflight/pipeline/thumbnail"
)

// openEngine chooses what makes the thumbnails, and stops with the world. The note is for the screen.
func openEngine(set *consumeSettings, world *freeze.World) (engine thumbnail.Engine, note string, err error) {
	fit, err := thumbnail.ParseFit(set.fit)
	if err != nil {
		return nil, "", usagef("--%w", err)
	}
	engine, note, err = thumbnail.Choose(set.engine, thumbnail.Options{Fit: fit, Script: set.script, World: world})
	if err != nil {
		return nil, "", usagef("--engine: %w", err)
	}
	return engine, note, nil
}

// made says how an engine has made the thumbnails.
func made(engine thumbnail.Engine) func() (warm int, oneShot map[string]int) {
	return func() (int, map[string]int) {
		t := engine.Tally()
		return t.Warm, t.OneShot
	}
}

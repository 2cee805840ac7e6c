package cli

import (
	"inflight/pipeline/consume"
	"inflight/pipeline/thumbnail"
)

// openEngine chooses what makes the thumbnails. The note is for the screen.
func openEngine(set *consumeSettings) (engine consume.Engine, note string, err error) {
	fit, err := thumbnail.ParseFit(set.fit)
	if err != nil {
		return nil, "", usagef("--%w", err)
	}
	engine, note, err = thumbnail.Choose(set.engine, thumbnail.Options{Fit: fit, Script: set.script})
	if err != nil {
		return nil, "", usagef("--engine: %w", err)
	}
	return engine, note, nil
}

package pipeline

import "errors"

// errNoProducer is what a person hears who wants to upload where nothing is
// produced.
var errNoProducer = errors.New("this command does not upload: use `inflight produce` beside it")

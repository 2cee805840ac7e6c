// Package event is the record of what happens: every other package writes it, and
// what anybody knows of a run was read from it.
//
// An Event is one thing that happened (event.go), and its Body a struct of its kind.
// The kinds stand in the order of the story: stack.go, arriving.go, messages.go,
// workers.go, stages.go, announcing.go, letters.go, calls.go and news.go. From a kind's
// declaration (kinds.go) follows its JSON (json.go, decode.go): the same in a recording
// (record.go), with --headless, and on any wire. A Log takes events in order and never
// makes their writers wait; each Reader follows it from a place of its own (log.go).
//
// Much of what happens speaks of an image. ParseMessage says which ones a message
// asks for, whoever wrote it (image.go, s3_event.go), and Reason makes one line for
// a person of an error (reason.go).
//
// The package knows no other of ours.
package event

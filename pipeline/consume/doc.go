// Package consume is the work on messages.
//
// Consumers (consumers.go) put the parts together, and start and stop the workers. A
// worker (worker.go) asks at the gate (intake.go), waits for a message and hands it
// to the handler (handler.go), which any model of consuming can use: the handler
// counts down to when the message is visible again (countdown.go), extends that
// while the work takes (heartbeat.go), and has the stages done (stages.go): download,
// thumbnail, upload, notify; who computes has a core meanwhile (cores.go). Then the
// settler deletes the message, or gives it back (settle.go), and where nobody reports
// deaths they are inferred (deaths.go). Stop ends all of it in order (stop.go).
//
// A thumbnail is stored under a condition, so that the newest upload wins (thumbnails.go,
// upload_version.go), and announced once on each channel (announced.go, announce.go,
// announcing.go); what a channel does not take now waits at its desk (desk.go,
// waiting.go).
//
// What the package needs of an AWS it says in ports.go, and what these report in
// errors.go. Everything it does becomes an event, and goes by the clock of their log.
package consume

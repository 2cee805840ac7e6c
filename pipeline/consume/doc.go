// Package consume is the work on messages.
//
// Consumers (consumers.go) start and stop the workers. A worker (worker.go) waits
// for a message and works on it: download, thumbnail, upload, notify (work.go), while
// a heartbeat extends its visibility timeout (heartbeat.go) and a countdown knows
// when that runs out (countdown.go). Then it deletes the message, or gives it back
// (settle.go). Stop ends all of it in order (stop.go).
//
// A thumbnail is stored under a condition, so that the newest upload wins (newest.go,
// upload_version.go), and announced once on each channel (announced.go, announce.go);
// what a channel does not take now waits at its desk (desk.go).
//
// What the package needs of an AWS it says in ports.go, and what these report in
// errors.go. Everything it does becomes an event.
package consume

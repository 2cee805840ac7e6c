// Package freeze stops the world of a run, and lets it go on: at once, for one event,
// or at another speed.
//
// Who owns what:
//
//	a person ── Freeze, Thaw, Step, SetSpeed ──▶ World: running → freezing → frozen
//	                                              │ stops     │ has stopped   │ says so
//	 producer, intake, stages, settler,           ▼           ▼               ▼
//	 extender, desks: Enter ... Leave          the clock   Programs       world.* events
//
// All that moves by itself comes through a gate (Enter) before each step of its work,
// and says when the step is over (Leave). A World that freezes lets nobody in any
// more. What is inside finishes its step, but for a Program, which can be stopped in
// its midst; when nothing moves any more the world is frozen. The clock, where it is
// ours to stop, stands from the first moment: what ends while the world is freezing
// ends at the instant at which it froze.
//
// A World that is nil never freezes.
package freeze

// Package scene plays short lessons: a scene is half a minute of a real run that shows
// one thing. It asks a question, lets happen what answers it, freezes at the moment
// that decides, and says the answer.
//
// A scene is a file (scenes/*.yaml): what to set, what goes wrong, what to wait for,
// what to say. Parse reads one, and says in which line and column it is wrong. What it
// waits for is a condition over facts of the state (facts.go); each wait has a limit.
// A Director plays a scene on a Stage, which somebody else sets up: on the screen, or
// in a test in virtual time. What it says and decides are events like all others.
package scene

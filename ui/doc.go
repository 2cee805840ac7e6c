// Package ui is the screen: a Bubble Tea program that draws a pipeline.State
// and calls a Control, and knows neither AWS nor a goroutine of the pipeline.
//
// There is one model. It folds the events of its Reader once a frame, and it
// draws by handing the state and the time to functions: a flow.Diagram for the
// diagram, those of package panel for the rest. Where a panel goes, layout.go
// says, a pure function of the terminal's size. What a key does, actions.go says,
// and the help is made from it; to what, pointing.go. Windows and toasts lie above all
// of it (package dialog). What takes time (a purge, decoding a thumbnail) runs as a
// command and comes back as a message.
//
// Frames are drawn when something has come to pass: thirty a second while a
// token is on its way, four while countdowns run, none while nothing moves or counts down.
package ui

package draw

// Tone is what a text is. The styles say how that looks.
type Tone uint8

// The tones there are.
const (
	Text Tone = iota
	Dim
	Strong
	Accent
	Good
	Warn  // a countdown as it runs out
	Bad   // what went wrong
	Flash // a row whose countdown has just won
	Track // the empty part of a bar
	Border
	BorderFocused
	Title
	Selected // background of the row under the cursor

	Download // what a worker does
	Thumbnail
	Upload
	Notify
	Polling

	In // curves and bands of the charts
	Out
	Age
	Waiting
	Flight
	tones
)

package panel

// Styles are what panels draw with: for each thing that text can be, the escape
// sequence that turns its style on (empty for the terminal's own), a colour for
// each image, and the set of characters. The theme makes them; there is no
// colour anywhere else. The zero Styles draw without any, as NO_COLOR asks.
type Styles struct {
	Text, Dim, Strong, Accent string
	Good, Warn, Bad           string // a countdown as it runs out; what went wrong
	Flash                     string // a row whose countdown has just won
	Track                     string // the empty part of a bar
	Border, BorderFocused     string
	Title                     string
	Selected                  string // background of the row under the cursor

	Download, Thumbnail, Upload, Notify, Polling string // what a worker does

	In, Out, Age, Waiting, Flight string // curves and bands of the charts

	// Image is the style of an image's hue: see pipeline.State.Hue. It is called for
	// every row; nil: images have none.
	Image func(hue int) string

	// ASCII draws with ASCII characters alone.
	ASCII bool
}

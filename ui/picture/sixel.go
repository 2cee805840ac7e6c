package picture

import (
	"bytes"
	"fmt"
	"image"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/sixel"
	"golang.org/x/image/draw"
)

// band is how many pixels high a row of sixels is. A picture is made of whole
// ones, so that the last does not reach into the row of cells below.
const band = 6

// SixelSequence is a picture that fills w by h cells, for a terminal whose cells
// are so many pixels. It paints where the cursor is: see At. What is less than
// half opaque stays as it is on the screen. Keep it off the last row of the
// screen: after a picture the cursor goes to the row below, so a terminal such as
// xterm would scroll.
func SixelSequence(img image.Image, w, h int, cell image.Point) (string, error) {
	width, height := w*cell.X, h*cell.Y
	height -= height % band
	if img == nil || img.Bounds().Empty() || width <= 0 || height <= 0 {
		return "", fmt.Errorf("a sixel picture of %dx%d cells of %dx%d pixels has nothing to show", w, h, cell.X, cell.Y)
	}
	if width > maxSide || height > maxSide {
		return "", fmt.Errorf("a sixel picture of %dx%d pixels is too large; the limit is %dx%d", width, height, maxSide, maxSide)
	}
	scaled := image.NewNRGBA(image.Rect(0, 0, width, height))
	draw.CatmullRom.Scale(scaled, scaled.Bounds(), img, img.Bounds(), draw.Src, nil)
	for i := 3; i < len(scaled.Pix); i += 4 { // a sixel is there or it is not
		if scaled.Pix[i] < 0x80 {
			clear(scaled.Pix[i-3 : i+1])
		} else {
			scaled.Pix[i] = 0xff
		}
	}
	var payload bytes.Buffer
	if err := new(sixel.Encoder).Encode(&payload, scaled); err != nil {
		return "", fmt.Errorf("encode a sixel picture: %w", err)
	}
	// The encoder ends with a new line of sixels, which is one too many.
	body := bytes.TrimSuffix(payload.Bytes(), []byte{sixel.LineBreak})
	return ansi.SixelGraphics(0, 1, 0, body), nil
}

// At is a sequence that is carried out at a column and a row, both from 0, and
// leaves the cursor where it was.
func At(column, row int, sequence string) string {
	return ansi.SaveCursor + ansi.CursorPosition(column+1, row+1) + sequence + ansi.RestoreCursor
}

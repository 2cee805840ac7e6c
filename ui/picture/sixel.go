package picture

import (
	"bytes"
	"fmt"
	"image"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/sixel"
	"golang.org/x/image/draw"
)

// SixelSequence is a picture that fills w by h cells, for a terminal whose cells
// are so many pixels. It paints where the cursor is: see At. What is less than
// half opaque stays as it is on the screen.
func SixelSequence(img image.Image, w, h int, cell image.Point) (string, error) {
	width, height := w*cell.X, h*cell.Y
	if img == nil || img.Bounds().Empty() || width <= 0 || height <= 0 {
		return "", fmt.Errorf("a sixel picture of %dx%d cells of %dx%d pixels has nothing to show", w, h, cell.X, cell.Y)
	}
	if width > maxSide || height > maxSide {
		return "", fmt.Errorf("a sixel picture of %dx%d pixels is too large; the limit is %dx%d", width, height, maxSide, maxSide)
	}
	large := image.NewNRGBA(image.Rect(0, 0, width, height))
	draw.CatmullRom.Scale(large, large.Bounds(), img, img.Bounds(), draw.Src, nil)
	for i := 3; i < len(large.Pix); i += 4 { // a sixel is there or it is not
		if large.Pix[i] < 0x80 {
			clear(large.Pix[i-3 : i+1])
		} else {
			large.Pix[i] = 0xff
		}
	}
	var payload bytes.Buffer
	if err := new(sixel.Encoder).Encode(&payload, large); err != nil {
		return "", fmt.Errorf("encode a sixel picture: %w", err)
	}
	// The encoder ends with a new line of sixels, which would scroll a screen
	// whose last line the picture touches.
	body := bytes.TrimSuffix(payload.Bytes(), []byte{sixel.LineBreak})
	return ansi.SixelGraphics(0, 1, 0, body), nil
}

// At is a sequence that is carried out at a column and a row, both from 0, and
// leaves the cursor where it was.
func At(column, row int, sequence string) string {
	return ansi.SaveCursor + ansi.CursorPosition(column+1, row+1) + sequence + ansi.RestoreCursor
}

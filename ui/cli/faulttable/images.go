package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
)

// imageSize is that of the images: small ones, for the work is not what is tried.
const imageW, imageH = 96, 72

// drawImages fills a folder with images that differ in their colour, so that a thumbnail
// shows whose it is. It returns their names in order.
func drawImages(folder string, n int) (names []string, err error) {
	if err := os.Mkdir(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make a folder for the images: %w", err)
	}
	for i := range n {
		name := fmt.Sprintf("image-%03d.png", i+1)
		img := image.NewRGBA(image.Rect(0, 0, imageW, imageH))
		draw.Draw(img, img.Bounds(), image.NewUniform(colourOf(i)), image.Point{}, draw.Src)
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			return nil, fmt.Errorf("draw %s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), b.Bytes(), 0o600); err != nil {
			return nil, fmt.Errorf("draw %s: %w", name, err)
		}
		names = append(names, name)
	}
	return names, nil
}

// shades is how many there are of each primary colour.
const shades = 5

// colourOf is the colour of an image; after 125 they come again.
func colourOf(i int) color.RGBA {
	shade := func(of int) uint8 { return uint8(of % shades * 255 / (shades - 1)) }
	return color.RGBA{shade(i), shade(i / shades), shade(i / shades / shades), 255}
}

// shows says what is wrong with a thumbnail of the image of that number; nil: it is one.
func shows(i int, thumbnail []byte) error {
	img, err := png.Decode(bytes.NewReader(thumbnail))
	if err != nil {
		return err
	}
	const side = 64
	if size := img.Bounds().Size(); size != (image.Point{side, side}) {
		return fmt.Errorf("it has %d by %d pixels", size.X, size.Y)
	}
	got, want := color.RGBAModel.Convert(img.At(side/2, side/2)).(color.RGBA), colourOf(i) //nolint:forcetypeassert // the model makes that
	const near = 16
	for _, d := range []int{int(got.R) - int(want.R), int(got.G) - int(want.G), int(got.B) - int(want.B)} {
		if d > near || d < -near {
			return errors.New("it shows another image")
		}
	}
	return nil
}

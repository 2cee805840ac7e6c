package thumbnail_test

import (
	"image/color"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// grays is a palette from black to white.
func grays(n int) color.Palette {
	p := make(color.Palette, n)
	for i := range p {
		v := uint8(i * 255 / (n - 1))
		p[i] = color.NRGBA{v, v, v, 255}
	}
	return p
}

package e2e_test

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// Size of the runs that are compared: so many images, small ones, so that as
// much as possible happens in a second for the screen to draw.
const (
	costImages   = 500
	costW, costH = 320, 240
)

// BenchmarkScreen runs the same images through the whole program at full speed,
// headless and with the screen, by turns, and compares them pair by pair:
//
//	go test ./ui/e2e -run '^$' -bench Screen -benchtime 10x
//
// The medians of all pairs are reported. Time by the clock wavers with
// whatever else the machine does; the processor time of an image hardly does.
func BenchmarkScreen(b *testing.B) {
	program, images := build(b), drawImages(b, costImages)
	for _, at := range [][2]uint16{{120, 36}, {200, 60}} {
		b.Run(fmt.Sprintf("%dx%d", at[0], at[1]), func(b *testing.B) {
			var with, without, slower, dearer []float64
			for n := 0; b.Loop(); n++ {
				var screen, bare spent
				if n%2 == 0 { // who is first has no advantage in the end
					screen, bare = runOnScreen(b, program, images, at), runHeadless(b, program, images)
				} else {
					bare, screen = runHeadless(b, program, images), runOnScreen(b, program, images, at)
				}
				with, without = append(with, screen.rate()), append(without, bare.rate())
				slower = append(slower, 100*(1-screen.rate()/bare.rate()))
				dearer = append(dearer, 100*(screen.cpu.Seconds()/bare.cpu.Seconds()-1))
			}
			b.ReportMetric(median(with), "images/s(screen)")
			b.ReportMetric(median(without), "images/s(headless)")
			b.ReportMetric(median(slower), "%slower")
			b.ReportMetric(median(dearer), "%cpu")
		})
	}
}

// spent is what a run cost.
type spent struct{ clock, cpu time.Duration }

// rate is images a second.
func (s spent) rate() float64 { return costImages / s.clock.Seconds() }

// fullSpeed are the arguments of the runs.
func fullSpeed(images string) []string {
	return []string{"run", "--drain", "--images", images, "--engine", "builtin", "--listen", "127.0.0.1:0"}
}

// runOnScreen runs the program in a terminal.
func runOnScreen(b *testing.B, program, images string, at [2]uint16) spent {
	b.Helper()
	in, screen := openPty(b, at[0], at[1])
	seen := drawn(screen)
	cmd := exec.CommandContext(context.Background(), program, fullSpeed(images)...)
	cmd.Stdin, cmd.Stdout = in, in
	cost := run(b, cmd)
	in.Close()
	if n := <-seen; n == 0 {
		b.Fatal("nothing was drawn")
	}
	return cost
}

// runHeadless runs it without a screen; nobody reads its events.
func runHeadless(b *testing.B, program, images string) spent {
	b.Helper()
	nowhere, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer nowhere.Close()
	cmd := exec.CommandContext(context.Background(), program, append(fullSpeed(images), "--headless")...)
	cmd.Stdout = nowhere
	return run(b, cmd)
}

// run runs a program to its end.
func run(b *testing.B, cmd *exec.Cmd) spent {
	b.Helper()
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "NO_COLOR=")
	begun := time.Now()
	if err := cmd.Run(); err != nil {
		b.Fatalf("%v: %v", cmd.Args, err)
	}
	return spent{time.Since(begun), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
}

// drawImages fills a folder with small photographs of nothing.
func drawImages(b testing.TB, n int) string {
	b.Helper()
	dir := b.TempDir()
	img := image.NewRGBA(image.Rect(0, 0, costW, costH))
	for i := range n {
		for y := range costH {
			for x := range costW {
				img.SetRGBA(x, y, color.RGBA{uint8(x + i), uint8(y + i*3), uint8(x*y>>6 + i*7), 255})
			}
		}
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("small-%05d.jpg", i)))
		if err == nil {
			err = jpeg.Encode(f, img, nil)
		}
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

// median is the middle of some numbers.
func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}

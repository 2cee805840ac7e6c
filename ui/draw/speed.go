package draw

import (
	"fmt"
	"math"
)

// Speed is how fast a clock runs, as players show it: 1×, 4×, 1/16×.
func Speed(speed float64) string {
	if speed > 0 && speed < 1 {
		if part := 1 / speed; math.Abs(part-math.Round(part)) < 0.01 {
			return fmt.Sprintf("1/%.0f×", part)
		}
	}
	return fmt.Sprintf("%.4g×", speed)
}

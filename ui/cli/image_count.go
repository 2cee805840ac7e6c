package cli

import (
	"errors"
	"fmt"
	"strconv"

	"inflight/pipeline"
)

// imageCount is how many images are uploaded. None is not the same as no limit:
// a run over an old --state may go on with what is left.
type imageCount int

// noLimit is as many images as there are.
const noLimit imageCount = -1

// String is the value as a flag shows it.
func (n *imageCount) String() string {
	if *n == noLimit {
		return "no limit"
	}
	return strconv.Itoa(int(*n))
}

// Set reads the value of the flag.
func (n *imageCount) Set(text string) error {
	if text == "no limit" {
		*n = noLimit
		return nil
	}
	v, err := strconv.Atoi(text)
	switch {
	case err != nil:
		return fmt.Errorf("%q is no whole number: write one as in 4", text)
	case v < 0:
		return errors.New("it has to be 0 or more")
	}
	*n = imageCount(v)
	return nil
}

// Type is what the help calls the value.
func (*imageCount) Type() string { return "count" }

// limit is what a producer calls it.
func (n *imageCount) limit() int {
	switch *n {
	case noLimit:
		return 0
	case 0:
		return pipeline.NoImages
	}
	return int(*n)
}

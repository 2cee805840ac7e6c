package thumbnail

import (
	"fmt"
	"regexp"
	"strings"
)

// refusal is the reason why ffmpeg made nothing of an image.
func refusal(s *source, said string, exit error) error {
	switch {
	case strings.Contains(said, "Unknown input format"), strings.Contains(said, "no decoder found"), decoderLacks.MatchString(said):
		return fmt.Errorf("this is %s, and this ffmpeg is built without a decoder for that: install one that has it", article(s.kind()))
	case strings.Contains(said, "Invalid too big or non positive size"):
		return s.damaged(fmt.Sprintf("its picture has not the %dx%d pixels that its header says", s.Width, s.Height))
	}
	return s.damaged(complaint(said, exit))
}

// decoderLacks is how ffmpeg says that it has been built without a decoder.
var decoderLacks = regexp.MustCompile(`Decoder \([^)]*\) not found|Your platform doesn't support`)

// frame is what ffmpeg puts around what it says: who says so, and of what.
var frame = regexp.MustCompile(`^(\[[^\]]*\] *)+|^pipe:0: `)

// consequence is what ffmpeg says because it said something before: that a stream
// could not be decoded, and so could not be filtered, and so there is nothing to be
// written. It is also what its filters print of a picture.
var consequence = regexp.MustCompile(`^(?i)(error while (decoding|filtering)|error (submitting|marking|sending|processing|reinitializing|initializing|opening|muxing|during)|` +
	`failed to (inject|configure)|conversion failed|cannot determine format|output file|could not find codec|consider increasing|` +
	`task finished|terminating thread|decode error rate|decoding error|nothing was written|received no packets|could not open encoder|` +
	`invalid data found when processing input|frame: *\d|lavfi\.|stream #|at least one|finishing stream|last message repeated)`)

// complaint is the line that mattered of what ffmpeg said: the last that says what
// is wrong, and not what followed from it. The first need not be it: of a photo with
// damaged metadata ffmpeg says so, and goes on.
func complaint(said string, exit error) string {
	reason := ""
	for line := range strings.SplitSeq(said, "\n") {
		line = strings.TrimSpace(frame.ReplaceAllString(strings.TrimSpace(line), ""))
		if line != "" && !consequence.MatchString(line) {
			reason = line
		}
	}
	switch {
	case reason != "":
		return "ffmpeg says: " + reason
	case exit == nil || said != "":
		return "ffmpeg found no picture in it"
	}
	return "ffmpeg gave up without a word: " + exit.Error()
}

package trial

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Found is what lies about when a run is over.
type Found struct {
	// Images are all that the run was to upload.
	Images []string

	// Source are the images in their bucket, Thumbnails those that have one, and
	// Letters those whose message is in the dead-letter queue.
	Source, Thumbnails, Letters map[string]bool
	// Strange are thumbnails that none of the images has, or that show another.
	Strange []string
	// Left is how many messages are in the queue itself.
	Left int

	// NotUploaded and NotDelivered are what the program names, Unsure what it names as
	// maybe not uploaded.
	NotUploaded, NotDelivered, Unsure map[string]bool
	// Said is the program's last sentence.
	Said string
	// Status is that of its exit, and Ended whether it ended by itself.
	Status int
	Ended  bool
}

// saidRest finds how many images the program says that it has not begun to upload, and
// saidOpen how many that have come to no end yet.
var (
	saidRest = regexp.MustCompile(`(\d+) not uploaded`)
	saidOpen = regexp.MustCompile(`(\d+) not done yet`)
)

// saidLeft are how a sentence begins that says what is left in the queue: it counts them
// at that moment, and one that EventBridge has in hand comes later.
var saidLeft = []string{"left: ", "the queue could not be asked what is left"}

// saidUnasked is what it says where it does not know whether there are dead letters.
const saidUnasked = "could not be asked what it holds"

// Faults are what is wrong with what was found; none where nothing was lost and what
// did not end well is said.
func (f *Found) Faults() (wrong []string) {
	if !f.Ended {
		return []string{"it did not end by itself"}
	}
	if len(f.Strange) > 0 {
		wrong = append(wrong, "thumbnails of no image, or of another: "+some(f.Strange))
	}
	lost := f.endless()
	if said := count(saidRest, f.Said) + count(saidOpen, f.Said); len(lost) > 0 && said < len(lost) {
		wrong = append(wrong, fmt.Sprintf("%d lost without a word: %s", len(lost), some(lost)))
	}
	if f.Left > 0 && !slices.ContainsFunc(saidLeft, func(text string) bool { return strings.Contains(f.Said, text) }) {
		wrong = append(wrong, fmt.Sprintf("%d messages are left in the queue", f.Left))
	}
	var untrue []string
	for image := range f.NotUploaded {
		if f.Source[image] {
			untrue = append(untrue, image)
		}
	}
	if len(untrue) > 0 {
		wrong = append(wrong, "named as not uploaded, and in the bucket: "+some(untrue))
	}
	want := 0
	if len(f.Letters)+len(f.NotUploaded)+len(f.Unsure)+len(f.NotDelivered)+len(lost) > 0 {
		want = 1
	}
	if f.Status != want && !strings.Contains(f.Said, saidUnasked) {
		wrong = append(wrong, fmt.Sprintf("its exit status is %d, and should be %d", f.Status, want))
	}
	return wrong
}

// count is the number that the program said.
func count(pattern *regexp.Regexp, said string) int {
	m := pattern.FindStringSubmatch(said)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1]) // the pattern has digits alone
	return n
}

// some are the first of many names, in order.
func some(names []string) string {
	const most = 5
	names = slices.Sorted(slices.Values(names))
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), more)
	}
	return strings.Join(names, ", ")
}

// endless are the images that have come to no end that anybody finds or names.
func (f *Found) endless() (images []string) {
	for _, image := range f.Images {
		if !f.Thumbnails[image] && !f.Letters[image] && !f.NotUploaded[image] && !f.Unsure[image] && !f.NotDelivered[image] {
			images = append(images, image)
		}
	}
	return images
}

// Missing is how many images the program says were not uploaded.
func (f *Found) Missing() int { return len(f.NotUploaded) + len(f.Unsure) + count(saidRest, f.Said) }

package cli

import (
	"fmt"
	"strings"

	"inflight/pipeline"
	"inflight/ui/plain"
)

// namedMost is how many images a sentence names.
const namedMost = 8

// fateWords say what became of images, in the order in which it is said. One that
// is no failure names them too: who threw something away may ask what it was.
var fateWords = []struct {
	end          pipeline.End
	one, several string
}{
	{pipeline.EndGone, "image is gone from its bucket", "images are gone from their bucket"},
	{pipeline.EndUndelivered, "event could not be delivered to the queue", "events could not be delivered to the queue"},
	{pipeline.EndDropped, "message left the queue by retention", "messages left the queue by retention"},
	{pipeline.EndUnknown, "is unaccounted for", "are unaccounted for"},
	{pipeline.EndDeleted, "deleted by somebody else, without a thumbnail", "deleted by somebody else, without thumbnails"},
	{pipeline.EndMoved, "dead letter moved to another queue", "dead letters moved to another queue"},
	{pipeline.EndNoImage, "message was no image", "messages were no images"},
}

// became says what became of the images.
func became(out *pipeline.Outcome, deadQueue string) string {
	all := out.Uploaded + out.UploadFailed.Count + out.Earlier
	parts := []string{fmt.Sprintf("%d of %s", out.Thumbnails, many(all, "image has a thumbnail", "images have thumbnails"))}
	if !out.Failed() {
		parts[0] += fmt.Sprintf(", 0 dead letters, %.1f s", out.Took.Seconds())
	}
	if out.Earlier > 0 {
		parts = append(parts, many(out.Earlier, "of them was", "of them were")+" not from this run")
	}
	if n := out.Purged(); n > 0 {
		part := fmt.Sprintf("%d thrown away by a purge", n)
		if names := named(out.Ends[pipeline.EndPurged]); names != "" {
			part += names
		}
		parts = append(parts, part)
	}
	if n := out.UploadFailed.Count; n > 0 {
		part := many(n, "image could", "images could") + " not be read or uploaded" + named(out.UploadFailed)
		if out.Unsure > 0 {
			part += fmt.Sprintf(", of %d of them no answer says whether they are in the bucket all the same", out.Unsure)
		}
		parts = append(parts, part)
	}
	if n := out.NotBegun.Count; n > 0 {
		parts = append(parts, fmt.Sprintf("%d not uploaded%s", n, named(out.NotBegun)))
	}
	for _, w := range fateWords {
		if f := out.Ends[w.end]; f.Count > 0 {
			parts = append(parts, many(f.Count, w.one, w.several)+named(f))
		}
	}
	parts = append(parts, aside(out, deadQueue)...)
	if by := plain.MadeBy(out.Warm, out.OneShot); by != "" {
		parts = append(parts, by)
	}
	return strings.Join(parts, "; ")
}

// aside is what is to be said of the queues.
func aside(out *pipeline.Outcome, deadQueue string) (parts []string) {
	dead := out.Ends[pipeline.EndDead]
	letters := max(out.Letters, dead.Count)
	if letters > 0 {
		part := fmt.Sprintf("%s in %s", many(letters, "message is", "messages are"), deadQueue)
		if dead.Count > 0 {
			part += ", with the reason in the events" + named(dead)
		}
		if earlier := letters - dead.Count; earlier > 0 {
			part += fmt.Sprintf(", %d of them not from this run: look at them, redrive or purge them", earlier)
		}
		parts = append(parts, part)
	}
	if out.Unasked != nil {
		parts = append(parts, fmt.Sprintf("%s could not be asked what it holds: %v", deadQueue, out.Unasked))
	}
	if out.Refused != nil {
		parts = append(parts, fmt.Sprintf("the drain was given up: %v", out.Refused))
	}
	return parts
}

// named are the names of images, at most some.
func named(f pipeline.Named) string {
	if len(f.Names) == 0 {
		return ""
	}
	names := f.Names[:min(len(f.Names), namedMost)]
	text := " (" + oneLine(strings.Join(names, ", "))
	if more := f.Count - len(names); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text + ")"
}

// many is a number with the words for one or for several.
func many(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, several)
}

package consume_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// byContent is an engine that needs as long as the image says, as in "red 10s", and
// draws a square of its colour: two images of one colour have the same thumbnail.
type byContent struct {
	mu   sync.Mutex
	made []string
}

func (*byContent) Name() string { return "test" }

func (e *byContent) Shrink(ctx context.Context, content []byte) ([]byte, error) {
	e.mu.Lock()
	e.made = append(e.made, string(content))
	e.mu.Unlock()
	colour, needs, _ := strings.Cut(string(content), " ")
	d, err := time.ParseDuration(needs)
	if err != nil {
		return nil, err
	}
	select {
	case <-time.After(d):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	img := image.NewRGBA(image.Rect(0, 0, 4, 4))
	c := map[string]color.Color{"red": color.RGBA{R: 255, A: 255}, "green": color.RGBA{G: 255, A: 255}}[colour]
	for i := range 16 {
		img.Set(i%4, i/4, c)
	}
	var b bytes.Buffer
	err = png.Encode(&b, img)
	return b.Bytes(), err
}

// colourOf is the colour of a stored thumbnail, which has to be a PNG.
func colourOf(t *testing.T, s *pipelinetest.MemoryStore, path string) string {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(s.Objects[path]))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if r, _, _, _ := img.At(0, 0).RGBA(); r > 0 {
		return "red"
	}
	return "green"
}

// again puts an image under a key that has one, and sends its event.
func again(r *pipelinetest.Rig, key, content, sequencer string) {
	r.Buckets.Set("source/"+key, content)
	r.Memory.Send(key+"#"+sequencer, pipelinetest.Body(key, sequencer))
}

// keptFor are the reasons why thumbnails were kept.
func keptFor(events []event.Event) (reasons []string) {
	for _, e := range events {
		if b, ok := e.Body.(*event.ThumbnailKept); ok {
			reasons = append(reasons, b.Reason)
		}
	}
	return reasons
}

func TestTheThumbnailOfTheNewestUploadStays(t *testing.T) {
	for name, tc := range map[string]struct {
		uploads []string // a second apart
		order   []int    // in which their events come; their sequencers are as uploaded
		want    string
		kept    int
		told    int // announcements
	}{
		"a slow old image and a quick new one":        {[]string{"red 10s", "green 0s"}, []int{1, 2}, "green", 1, 1},
		"a slow new image after a quick old one":      {[]string{"red 0s", "green 10s"}, []int{1, 2}, "green", 0, 2},
		"the same picture as the one before the last": {[]string{"red 0s", "green 10s", "red 0s"}, []int{1, 2, 3}, "red", 1, 2},
		"a slow one between two":                      {[]string{"green 5s", "red 20s", "green 0s"}, []int{1, 2, 3}, "green", 2, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				r.Engine = &byContent{}
				r.Start(t.Context(), 4)
				for i, n := range tc.order {
					again(r, "k.png", tc.uploads[i], fmt.Sprint(n))
					time.Sleep(time.Second)
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				r.Stop(t.Context())
				if got := colourOf(t, r.Buckets, "thumbs/k.png.png"); got != tc.want {
					t.Errorf("the thumbnail is %s, want %s", got, tc.want)
				}
				events := r.Events.Take(nil)
				if kept := keptFor(events); len(kept) != tc.kept || len(kept) > 0 && !strings.Contains(kept[0], "newer upload") {
					t.Errorf("kept for %q, want %d times", kept, tc.kept)
				}
				if len(r.Sns.Keys) != tc.told || r.Memory.Left() != 0 {
					t.Errorf("announced %d times, want %d; %d messages left", len(r.Sns.Keys), tc.told, r.Memory.Left())
				}
			})
		})
	}
}

func TestAnOlderUploadThatComesAfterTheNewerIsNotWorkedOnNorAnnounced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		engine := &byContent{}
		r.Engine = engine
		r.Start(t.Context(), 1)
		again(r, "k.png", "green 0s", "00AB10")
		time.Sleep(time.Second)
		r.Memory.Send("late", pipelinetest.Body("k.png", "00AB1")) // older or the same: the time decides, and neither has one
		r.Memory.Send("older", pipelinetest.Body("k.png", "00AA"))
		time.Sleep(time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		if kept := keptFor(r.Events.Take(nil)); len(kept) != 1 || len(engine.made) != 2 {
			t.Errorf("kept for %q, made %q", kept, engine.made)
		}
		if len(r.Sns.Keys) != 2 || r.Memory.Left() != 0 {
			t.Errorf("announced %q; %d messages left", r.Sns.Keys, r.Memory.Left())
		}
	})
}

func TestAThumbnailFromBeforeThereWasMetadataIsUnderstoodByItsTags(t *testing.T) {
	for name, tc := range map[string]struct {
		source string
		made   int
		told   int
	}{
		"of this upload": {"05/e-05", 0, 0},
		"of a newer one": {"06/e-06", 0, 0},
		"of an older":    {"04/e-04", 1, 1},
		"of somebody":    {"", 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				engine := &byContent{}
				r.Engine = engine
				r.Buckets.Set("thumbs/k.png.png", "an old thumbnail")
				r.Buckets.Tagged["thumbs/k.png.png"] = map[string]string{"inflight-source": tc.source, "inflight-announced": "sns discord"}
				again(r, "k.png", "green 0s", "05")
				r.Start(t.Context(), 1)
				time.Sleep(time.Second)
				synctest.Wait()
				r.Stop(t.Context())
				if len(engine.made) != tc.made || len(r.Sns.Keys) != tc.told || r.Memory.Left() != 0 {
					t.Errorf("made %q, announced %q, %d messages left", engine.made, r.Sns.Keys, r.Memory.Left())
				}
			})
		})
	}
}

func TestAThumbnailWhoseAnswerWasLostIsMadeOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		lost := false
		r.Buckets.LosePut = func(consume.NewObject) error {
			if lost {
				return nil
			}
			lost = true
			return fmt.Errorf("412, on the second attempt: %w", consume.ErrChanged)
		}
		r.Image("a.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		got := pipelinetest.KindsOf(r.Told(event.KindOf[event.ThumbnailCreated](), event.KindOf[event.ThumbnailKept](), event.KindOf[event.MessageDeleted]()))
		if want := []event.Kind{event.KindOf[event.ThumbnailCreated](), event.KindOf[event.MessageDeleted]()}; !slices.Equal(got, want) || r.Buckets.Puts != 1 {
			t.Errorf("got %v with %d puts, want %v with 1", got, r.Buckets.Puts, want)
		}
	})
}

func TestAnEndpointWithoutConditionsMakesThumbnailsAndThatIsSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Engine, r.Buckets.Plain = &byContent{}, true
		r.Start(t.Context(), 2)
		again(r, "k.png", "green 0s", "2")
		again(r, "other.png", "green 0s", "2")
		time.Sleep(time.Second)
		again(r, "k.png", "red 0s", "1") // it comes late, and is passed over as everywhere
		time.Sleep(time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		said := r.Told(event.KindOf[event.ActionTaken]())
		if len(said) != 1 || !strings.Contains(pipelinetest.As[event.ActionTaken](said[0]).Text, "does not write under conditions") {
			t.Errorf("it says %+v", said)
		}
		if got := colourOf(t, r.Buckets, "thumbs/k.png.png"); got != "green" || r.Memory.Left() != 0 {
			t.Errorf("the thumbnail is %s; %d messages left", got, r.Memory.Left())
		}
	})
}

func TestWhoNeverComesToWriteAThumbnailGivesTheMessageBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Buckets.FailPut = func(consume.NewObject) error { return fmt.Errorf("409: %w", consume.ErrChanged) }
		r.Image("a.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(500 * time.Millisecond)
		synctest.Wait()
		r.Stop(t.Context())
		back := r.Told(event.KindOf[event.MessageReturned]())
		if len(back) != 1 || !strings.Contains(pipelinetest.As[event.MessageReturned](back[0]).Reason, "others wrote to it 10 times meanwhile") {
			t.Errorf("got %+v", back)
		}
	})
}

package consume_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

func TestAReasonIsCutInItsMiddleSoThatTheCauseStays(t *testing.T) {
	const cause = "KeyTooLongError: Your key is too long"
	for name, key := range map[string]string{
		"a long key":         strings.Repeat("k", 1024),
		"of wide characters": strings.Repeat("日", 340),
		"of escapes":         strings.Repeat("\x1b[31m", 200),
		"a body of megabyte": strings.Repeat("<html>\n", 200_000),
	} {
		err := fmt.Errorf("store the thumbnail %s: storing %q: %w", key, key, errors.New(cause))
		got := event.Reason(err)
		if n := utf8.RuneCountInString(got); n > 300 || !strings.HasPrefix(got, "store the thumbnail ") || !strings.HasSuffix(got, cause) ||
			!strings.Contains(got, "…") || !utf8.ValidString(got) || strings.ContainsAny(got, "\x1b\n") {
			t.Errorf("%s: %d characters: %q", name, n, got)
		}
	}
	if got := event.Reason(errors.New(strings.Repeat("é", 300))); got != strings.Repeat("é", 300) {
		t.Errorf("what fits is cut: %q", got)
	}
}

func TestAThumbnailsKeyIsLegalForEveryLegalKeyAndNoTwoHaveTheSame(t *testing.T) {
	keys := []string{
		"a.jpg", "a.png", strings.Repeat("k", 1020), strings.Repeat("k", 1021), strings.Repeat("k", 1022), strings.Repeat("k", 1024),
		strings.Repeat("k", 1023) + "l", strings.Repeat("日", 341), strings.Repeat("日", 340) + "abcd", "a" + strings.Repeat("😀", 255),
		"ab" + strings.Repeat("😀", 255), strings.Repeat("k", 990) + "~" + strings.Repeat("0", 32), strings.Repeat("\xff", 1024),
	}
	for _, key := range keys { // the key of a thumbnail may be that of an image, less its .png
		keys = append(keys, strings.TrimSuffix(consume.ThumbnailKey(key), ".png"))
	}
	of := map[string]string{}
	for _, key := range keys {
		got := consume.ThumbnailKey(key)
		if len(got) > 1024 || !strings.HasSuffix(got, ".png") || utf8.ValidString(key) && !utf8.ValidString(got) || got != consume.ThumbnailKey(key) {
			t.Errorf("a key of %d bytes gives %d bytes: …%q", len(key), len(got), got[len(got)-50:])
		}
		if len(key) <= 1016 && got != key+".png" {
			t.Errorf("a key of %d bytes is changed", len(key))
		}
		if other, taken := of[got]; taken && other != key {
			t.Errorf("two keys of %d and %d bytes have one thumbnail", len(other), len(key))
		}
		of[got] = key
	}
}

func FuzzThumbnailKey(f *testing.F) {
	f.Add("a.jpg", strings.Repeat("k", 1021))
	f.Add(strings.Repeat("日", 341), strings.Repeat("k", 987)+"~0123456789abcdef0123456789abcdef")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 1024 || len(b) > 1024 {
			return
		}
		ka, kb := consume.ThumbnailKey(a), consume.ThumbnailKey(b)
		if len(ka) > 1024 || a != b && ka == kb {
			t.Errorf("%q and %q give %q and %q", a, b, ka, kb)
		}
	})
}

func TestAnImageWithTheLongestKeyIsMade(t *testing.T) {
	for _, n := range []int{1020, 1021, 1024} {
		synctest.Test(t, func(t *testing.T) {
			r := pipelinetest.NewRig()
			r.Image(strings.Repeat("k", n), "photo")
			events := worked(r, t)
			made := pipelinetest.OfKind(events, event.KindOf[event.ThumbnailCreated]())
			if len(made) != 1 || len(made[0].Key) > 1024 || len(pipelinetest.As[event.ThumbnailCreated](made[0]).SourceKey) != n || len(r.Sns.Keys) != 1 || r.Memory.Left() != 0 {
				t.Errorf("a key of %d bytes: %v", n, pipelinetest.KindsOf(events))
			}
		})
	}
}

func TestWhyALongKeyDiedCanBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Engine = pipelinetest.EngineFunc(func(context.Context, []byte) ([]byte, error) { return nil, errors.New("the JPEG ends too early") })
		r.MaxReceives, r.Memory.Max = 1, 1
		r.Memory.Send("m", records(record("ObjectCreated:Put", strings.Repeat("k", 1000)), record("ObjectCreated:Put", "b.jpg")))
		r.Buckets.Set("source/"+strings.Repeat("k", 1000), "photo")
		r.Buckets.Set("source/b.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		dead := r.Told(event.KindOf[event.MessageDead]())
		if len(dead) != 1 || !strings.HasSuffix(pipelinetest.As[event.MessageDead](dead[0]).Reason, "image 2 of 2, b.jpg: the JPEG ends too early") {
			t.Errorf("dead: %+v", dead)
		}
	})
}

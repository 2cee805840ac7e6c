package notify_test

import (
	"fmt"
	"strings"
	"testing"

	"inflight/pipeline/notify"
)

func ExamplePlain() {
	fmt.Println(notify.Plain(`**Image** a\_b\*\*c.jpg (1.4 MB)`))
	fmt.Println(notify.Plain(`[Open the thumbnail](https://example.test/a.png?x=1)`))
	// Output:
	// Image a_b**c.jpg (1.4 MB)
	// Open the thumbnail: https://example.test/a.png?x=1
}

func FuzzAPostsTitleIsTheNameAgainWhenPlain(f *testing.F) {
	f.Add(`@everyone **bold** <@1> [x](http://evil.test) \`)
	f.Add("- item # heading :smile: ||spoiler||")
	f.Fuzz(func(t *testing.T, name string) {
		name = strings.ToValidUTF8(name, "")
		if len(name) > 80 || name == "" || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Skip("cut or replaced on its way, which other tests are about")
		}
		s := new(notify.StandIn)
		if err := channelOf(t, s).Post(t.Context(), notify.Announcement{ImageName: name}); err != nil {
			t.Fatal(err)
		}
		if got := notify.Plain(s.Posts()[0].Embeds[0].Title); got != name {
			t.Errorf("%q came back as %q", name, got)
		}
	})
}

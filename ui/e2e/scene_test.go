//go:build unix

package e2e_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestASceneIsPlayedInTheMidstOfARun(t *testing.T) {
	tmp := t.TempDir()
	term := openTerminal(t, 80, 24)
	term.enter("TMPDIR=" + tmp + " " + build(t) + " run --listen 127.0.0.1:0 --pace 1s --rate 1")
	term.see(`● live`)
	term.see(`│ [1-9]\d* +├`)
	endpoint := regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(term.screen())
	term.press(":", "p", "o", "i", "s", "o", "n", "Enter")
	term.see(`Does it hold`)
	if strings.Contains(term.screen(), endpoint) {
		t.Errorf("the scene has the run's own AWS at %s", endpoint)
	}
	term.press("Enter")
	term.see(`daisy is good`)
	seen := term.see(`It held up nobody`)
	for _, want := range []string{`‖ fr`, `»3 dead\]`, `▸✖.toadstool`, `After 3 receives SQS moved it`, `space goes on  ctrl\+r again  q leaves`} {
		if !regexp.MustCompile(want).MatchString(seen) {
			t.Errorf("%s is not to be seen:\n%s", want, seen)
		}
	}
	term.press("C-r")
	term.see(`Does it hold`)
	term.press("q")
	back := term.see(`● live`)
	if !strings.Contains(back, endpoint) || strings.Contains(back, "toadstool") {
		t.Errorf("the run is not back:\n%s", back)
	}
	term.see(`the run goes on`)
	term.press("q")
	term.until("the program ends", func(s string) bool { return !strings.Contains(s, "EventBridge") })
	term.until("nothing is left", func(string) bool {
		left, err := os.ReadDir(tmp)
		return err == nil && len(left) == 0
	})
}

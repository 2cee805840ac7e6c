package picture_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi/kitty"

	"inflight/ui/picture"
)

func TestTheTerminalDecidesHowPicturesAreShown(t *testing.T) {
	for name, tc := range map[string]struct {
		env     string
		answers picture.Answers
		want    picture.Mode
	}{
		"nothing known":                {"", picture.Answers{}, picture.Blocks},
		"xterm":                        {"TERM=xterm-256color", picture.Answers{Name: "XTerm(390)"}, picture.Blocks},
		"xterm -ti vt340":              {"TERM=xterm", picture.Answers{Name: "XTerm(390)", Sixel: true}, picture.Sixel},
		"kitty, before it answers":     {"TERM=xterm-kitty", picture.Answers{}, picture.Blocks},
		"kitty":                        {"TERM=xterm-kitty", picture.Answers{Kitty: true}, picture.Kitty},
		"kitty before 0.28":            {"TERM=xterm-kitty", picture.Answers{Name: "kitty(0.26.5)"}, picture.Blocks},
		"kitty by answer, over ssh":    {"TERM=xterm-256color", picture.Answers{Name: "kitty(0.41.1)", Kitty: true}, picture.Kitty},
		"ghostty":                      {"TERM=xterm-ghostty TERM_PROGRAM=ghostty", picture.Answers{Name: "ghostty 1.2.0", Kitty: true}, picture.Kitty},
		"WezTerm has no placeholders":  {"TERM_PROGRAM=WezTerm", picture.Answers{Name: "WezTerm 20240203", Kitty: true, Sixel: true}, picture.Sixel},
		"Konsole has no placeholders":  {"KONSOLE_VERSION=240800", picture.Answers{Name: "Konsole 24.08", Kitty: true, Sixel: true}, picture.Sixel},
		"xterm started within kitty":   {"TERM=xterm-256color KITTY_WINDOW_ID=1", picture.Answers{Name: "XTerm(390)"}, picture.Blocks},
		"foot":                         {"TERM=foot", picture.Answers{Name: "foot(1.20)", Sixel: true}, picture.Sixel},
		"tmux, nothing passed through": {"TERM=tmux-256color TMUX=/s KITTY_WINDOW_ID=1", picture.Answers{Name: "tmux 3.5a"}, picture.Blocks},
		"tmux within kitty":            {"TERM=tmux-256color TMUX=/s KITTY_WINDOW_ID=1", picture.Answers{Name: "tmux 3.5a", Kitty: true}, picture.Kitty},
		"tmux within WezTerm":          {"TERM=tmux-256color TMUX=/s", picture.Answers{Name: "tmux 3.5a", Kitty: true}, picture.Blocks},
		"tmux with sixel":              {"TERM=screen-256color TMUX=/s", picture.Answers{Name: "tmux 3.5a", Sixel: true}, picture.Sixel},
		"GNU screen":                   {"TERM=screen STY=1.x KITTY_WINDOW_ID=1", picture.Answers{Kitty: true, Sixel: true}, picture.Blocks},
	} {
		t.Run(name, func(t *testing.T) {
			env := map[string]string{}
			for pair := range strings.FieldsSeq(tc.env) {
				k, v, _ := strings.Cut(pair, "=")
				env[k] = v
			}
			if got := picture.Detect(func(k string) string { return env[k] }, tc.answers); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestAnswersAreTakenFromMessages(t *testing.T) {
	var a picture.Answers
	for _, msg := range []tea.Msg{
		uv.KittyGraphicsEvent{Options: kitty.Options{ID: 7}, Payload: []byte("OK")},
		tea.TerminalVersionMsg{Name: "kitty(0.41.1)"},
		tea.KeyPressMsg{Code: 'x'},
		uv.PrimaryDeviceAttributesEvent{62, 4, 22},
	} {
		a = a.With(msg)
	}
	if want := (picture.Answers{Name: "kitty(0.41.1)", Kitty: true, Sixel: true}); a != want {
		t.Errorf("got %+v, want %+v", a, want)
	}
	refused := picture.Answers{}.With(uv.KittyGraphicsEvent{Options: kitty.Options{ID: 7}, Payload: []byte("ENOTSUPPORTED")})
	if refused.Kitty {
		t.Error("a refusal was taken for a yes")
	}
}

func TestTheDeviceAttributesAreAskedForLast(t *testing.T) {
	for _, tmux := range []bool{false, true} {
		q := picture.Query(tmux)
		if !strings.HasSuffix(q, "\x1b[c") || strings.Contains(q, "\x1bPtmux;") != tmux {
			t.Errorf("tmux %v: %q", tmux, q)
		}
	}
	if !picture.Settles(uv.PrimaryDeviceAttributesEvent{62}) || picture.Settles(tea.TerminalVersionMsg{}) {
		t.Error("the last answer is not known as the last")
	}
	if !picture.Settles(uv.KittyGraphicsEvent{}) {
		t.Error("an answer from behind tmux comes too late")
	}
}

func TestTheNamesOfModes(t *testing.T) {
	for _, m := range []picture.Mode{picture.Auto, picture.Kitty, picture.Sixel, picture.Blocks, picture.Off} {
		if got, err := picture.ParseMode(m.String()); err != nil || got != m {
			t.Errorf("%s gives %s, %v", m, got, err)
		}
	}
	if _, err := picture.ParseMode("jpeg"); err == nil || !strings.Contains(err.Error(), "auto, kitty, sixel, blocks or off") {
		t.Errorf("got %v", err)
	}
}

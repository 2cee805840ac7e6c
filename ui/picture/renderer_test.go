package picture_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi/kitty"

	"inflight/ui/picture"
)

// shown is a program that draws one view and ends.
type shown struct{ view string }

func (s shown) Init() tea.Cmd { return nil }

func (s shown) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.WindowSizeMsg); ok {
		return s, tea.Quit
	}
	return s, nil
}

func (s shown) View() tea.View { return tea.NewView(s.view) }

// drawn is what Bubble Tea writes for a view.
func drawn(t *testing.T, view string, profile colorprofile.Profile) string {
	t.Helper()
	var out bytes.Buffer
	p := tea.NewProgram(shown{view}, tea.WithInput(nil), tea.WithOutput(&out), tea.WithColorProfile(profile),
		tea.WithWindowSize(40, 10), tea.WithEnvironment([]string{"TERM=xterm-256color"}), tea.WithoutSignals())
	done := time.AfterFunc(10*time.Second, p.Kill)
	defer done.Stop()
	if _, err := p.Run(); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(&out)
	return string(rest)
}

func TestPlaceholdersSurviveTheRendererOfBubbleTea(t *testing.T) {
	for name, tc := range map[string]struct {
		id      picture.ID
		profile colorprofile.Profile
		color   string
	}{
		"24-bit": {0x0a0b0c, colorprofile.TrueColor, "38;2;10;11;12"},
		"256":    {99, colorprofile.ANSI256, "38;5;99"},
	} {
		got := drawn(t, strings.Join(picture.Placeholders(tc.id, 3, 2), "\n"), tc.profile)
		if !strings.Contains(got, tc.color) {
			t.Errorf("%s: the id is not the colour: %q", name, got)
		}
		for y := range 2 {
			for x := range 3 {
				cell := string([]rune{kitty.Placeholder, kitty.Diacritic(y), kitty.Diacritic(x), kitty.Diacritic(0)})
				if !strings.Contains(got, cell) {
					t.Errorf("%s: cell %d,%d is lost: %q", name, x, y, got)
				}
			}
		}
	}
}

func TestHalfBlocksSurviveTheRendererOfBubbleTea(t *testing.T) {
	view := strings.Join(picture.Cells(sunset(64), 12, 6, picture.True), "\n")
	got := drawn(t, view, colorprofile.TrueColor)
	if n := strings.Count(got, "▀") + strings.Count(got, "▄"); n < 60 {
		t.Errorf("only %d of the cells are drawn: %q", n, got)
	}
}

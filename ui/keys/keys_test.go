package keys_test

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"inflight/ui/keys"
)

// done notes what was done.
type done struct{ what []string }

func does(what string) func(*done, string) tea.Cmd {
	return func(d *done, _ string) tea.Cmd {
		d.what = append(d.what, what)
		return nil
	}
}

// two are rows whose one key means two things in two places.
func two() []keys.Row[*done] {
	return []keys.Row[*done]{
		{ID: "delete", Keys: []string{"d"}, In: keys.Dead, Group: keys.Letters, Does: "delete", Name: "delete it", Do: does("deleted"), Foot: []keys.Foot{{In: keys.Dead, Word: "delete"}}, Changes: true},
		{ID: "down", Keys: []string{"d", "down"}, In: keys.Everywhere &^ keys.Dead, Group: keys.About, Does: "down", Do: does("down")},
		{ID: "jump", Keys: []string{"j"}, Was: []string{"J"}, In: keys.Everywhere, Group: keys.About, Does: "jump", Do: does("jumped")},
	}
}

func press(name string) tea.KeyPressMsg { return tea.KeyPressMsg{Code: rune(name[0]), Text: name} }

func TestAKeyMeansOneThingInOnePlace(t *testing.T) {
	table := keys.New(two(), nil, false)
	for in, want := range map[keys.Scope]string{keys.Dead: "deleted", keys.Calls: "down"} {
		d := &done{}
		row, ok := table.Pressed(press("d"), in)
		if !ok {
			t.Fatalf("d does nothing in %b", in)
		}
		row.Do(d, "d")
		if len(d.what) != 1 || d.what[0] != want {
			t.Errorf("d in %b: %v, want %s", in, d.what, want)
		}
	}
}

func TestTwoRowsThatMeetAreFound(t *testing.T) {
	if err := keys.Check(two(), nil); err != nil {
		t.Fatalf("they meet nowhere: %v", err)
	}
	rows := two()
	rows[1].In = keys.Everywhere
	bad := (*keys.Error)(nil)
	if err := keys.Check(rows, nil); !errors.As(err, &bad) || !strings.Contains(bad.Why, "the key d is that of") {
		t.Errorf("got %v", err)
	}
	if err := keys.Check(two(), map[string][]string{"jump": {"d"}}); !errors.As(err, &bad) || bad.Action != "jump" {
		t.Errorf("a changed key meets another: %v", err)
	}
}

func TestHelpFooterAndPaletteComeFromTheRows(t *testing.T) {
	table := keys.New(two(), map[string][]string{"delete": {"ctrl+d", "x"}}, false)
	var help []string
	for _, part := range table.Help() {
		for _, k := range part.Keys {
			help = append(help, k.Help().Key+" "+k.Help().Desc)
		}
	}
	if got := strings.Join(help, ", "); got != "ctrl+d/x delete, d down, j jump" {
		t.Errorf("the help says %s", got)
	}
	if foot := table.Footer(keys.Dead, false, false, nil); len(foot) != 1 || foot[0].Help().Key != "ctrl+d" || foot[0].Help().Desc != "delete" {
		t.Errorf("the footer says %v", foot)
	}
	if foot := table.Footer(keys.Dead, true, false, nil); len(foot) != 0 {
		t.Errorf("in a recording there is nothing to delete, and the footer says %v", foot)
	}
	if named := table.Named(); len(named) != 1 || named[0].Name != "delete it" {
		t.Errorf("the palette has %v", named)
	}
}

func TestAKeyOfAnEarlierVersionIsKnownWhileItMeansNothingElse(t *testing.T) {
	if id, ok := keys.New(two(), nil, false).Moved(press("J")); !ok || id != "jump" {
		t.Errorf("J was %q, %v", id, ok)
	}
	for _, change := range []map[string][]string{{"jump": {"x"}}, {"down": {"J"}}} {
		if id, ok := keys.New(two(), change, false).Moved(press("J")); ok {
			t.Errorf("after %v J is said to be %q", change, id)
		}
	}
}

package dialog

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline"
	"inflight/pipeline/event"
)

// edited is a window whose acts are noted: what they come to comes when it is handed over.
type edited struct {
	*document

	s       *Screen
	acts    DocumentActs
	asked   []string
	checked func(string, error)
	set     func(pipeline.Document, string, error)
}

func newEdited(d pipeline.Document, w, h int) *edited {
	e := &edited{s: handScreen(w, h)}
	e.open(d, DocumentActs{
		Check: func(d pipeline.Document, text string, took func(string, error)) tea.Cmd {
			e.asked, e.checked = append(e.asked, "check "+d.Compact(text)), took
			return nil
		},
		Set: func(d pipeline.Document, text string, took func(pipeline.Document, string, error)) tea.Cmd {
			e.asked, e.set = append(e.asked, "set "+d.Compact(text)), took
			return nil
		},
	})
	return e
}

func (e *edited) open(d pipeline.Document, acts DocumentActs) {
	e.acts = acts
	window, _ := Document(d, acts)
	e.document = window.(*document)
}

// newInEditor is a window of who has an editor: what it brings comes when it is handed over.
func newInEditor(d pipeline.Document) (e *edited, brings func(text string, err error)) {
	e = newEdited(d, 120, 36)
	var took func(string, error) tea.Cmd
	acts := e.acts
	acts.Edit = func(text string, back func(string, error) tea.Cmd) tea.Cmd {
		e.asked, took = append(e.asked, "edit "+d.Compact(text)), back
		return nil
	}
	e.asked = nil
	e.open(d, acts)
	return e, func(text string, err error) { took(text, err) }
}

func TestADocumentIsEditedInOnesOwnEditorAndCheckedBeforeItIsSet(t *testing.T) {
	e, brings := newInEditor(aPattern)
	e.says(t, "ctrl+e: your editor")
	brings(`{"source":["aws.none"]}`, nil)
	e.says(t, "asking AWS")
	e.checked("It matches nothing.", nil)
	e.says(t, "Not set yet. It matches nothing.")
	e.press("ctrl+e")
	brings(`{"source":[}`, nil)
	e.says(t, "it is no JSON: line 1")
	e.press("ctrl+e")
	brings(`{"source":[}`, errors.New("the editor failed"))
	e.says(t, "the editor failed", `{"source":[}`)
	e.press("x")
	e.says(t, "it is no JSON: line 1")
	want := []string{
		`edit {"source":["aws.s3"]}`, `check {"source":["aws.none"]}`,
		`edit {"source":["aws.none"]}`, `edit {"source":[}`,
	}
	if !slices.Equal(e.asked, want) {
		t.Errorf("asked for %q, not %q", e.asked, want)
	}
}

func TestAnEditorThatFailsLeavesTheTextHereToBeEdited(t *testing.T) {
	e, brings := newInEditor(aPattern)
	brings(e.area.text(), errors.New("the editor vi does not start"))
	e.says(t, "the editor vi does not start")
	e.checked("It matches the last event.", nil)
	e.says(t, "the editor vi does not start")
	e.press("down")
	e.says(t, "This is what AWS has. It matches the last event.")
}

func TestWhatIsNotOursOpensInNoEditorByItself(t *testing.T) {
	d := aPolicy
	d.Foreign = "it has no tag of this stack"
	e, _ := newInEditor(d)
	if want := []string{`check {"Statement":[]}`}; !slices.Equal(e.asked, want) {
		t.Errorf("asked for %q", e.asked)
	}
}

func TestWithoutAnEditorItsKeySaysHowOneIsNamed(t *testing.T) {
	e := newEdited(aPattern, 120, 36)
	cmd, closed := e.Press(e.s, pressOf("ctrl+e"))
	if closed || cmd == nil {
		t.Fatal("it closes, or says nothing")
	}
	if done, refused := cmd().(Done); !refused || !errors.Is(done.Err, errNoEditor) {
		t.Errorf("it says %+v", done)
	}
	if strings.Contains(text(e.s, e.document), "ctrl+e") {
		t.Error("it offers an editor")
	}
}

func (e *edited) press(names ...string) (closed bool) {
	for _, name := range names {
		_, closed = e.Press(e.s, pressOf(name))
	}
	return closed
}

func (e *edited) says(t *testing.T, want ...string) {
	t.Helper()
	shown := strings.Join(strings.FieldsFunc(text(e.s, e.document), func(r rune) bool { return r == ' ' || r == '\n' || r == '│' }), " ")
	for _, one := range want {
		if !strings.Contains(shown, one) {
			t.Errorf("it does not say %q:\n%s", one, text(e.s, e.document))
		}
	}
}

// aPolicy and aPattern are documents as they are read.
var (
	aPolicy  = pipeline.Document{Kind: pipeline.PolicyDocument, Name: "practiceQ", Text: `{"Statement":[]}`, Own: `{"Statement":[{"Sid":"RuleMaySend"}]}`}
	aPattern = pipeline.Document{Kind: pipeline.PatternDocument, Name: "images", Bus: "default", Text: `{"source":["aws.s3"]}`, Own: `{"source":["aws.s3"]}`}
)

func TestADocumentIsSaidToBeSetWhenItIsAndNotBefore(t *testing.T) {
	e := newEdited(aPolicy, 80, 24)
	e.says(t, "asking AWS")
	e.checked("Nobody may send.", nil)
	e.says(t, "This is what AWS has. Nobody may send.", "access policy of queue practiceQ", "ctrl+r: put back the stack's own")
	e.press("ctrl+x")
	e.says(t, "ctrl+s takes the policy away")
	e.press("ctrl+s", "ctrl+s")
	e.says(t, "asking AWS")
	now := aPolicy
	now.Text = ""
	e.set(now, "It has none.", nil)
	e.says(t, "It is set. It has none.")
	e.press("x")
	e.says(t, "it is no JSON: line 1")
	e.press("ctrl+s")
	e.press("ctrl+r")
	if want := []string{`check {"Statement":[]}`, "set ", "set " + aPolicy.Own}; !slices.Equal(e.asked, want) {
		t.Errorf("asked for %q, not %q", e.asked, want)
	}
	if e.press("q") || !e.press("esc") {
		t.Error("q is typed, esc closes")
	}
}

// TestAKeyIsNotLostWhileAWSIsAsked: a check may take as long as the network does. What it
// comes to says nothing of a text that is set since, and nothing overtakes what sets.
func TestAKeyIsNotLostWhileAWSIsAsked(t *testing.T) {
	for key, want := range map[string]string{"ctrl+s": "set " + aPolicy.Text, "ctrl+r": "set " + aPolicy.Own, "ctrl+t": "check " + aPolicy.Text, "ctrl+e": "edit " + aPolicy.Text} {
		e, brings := newInEditor(aPolicy)
		brings(aPolicy.Text, nil)
		check := e.checked
		e.press(key)
		if got := e.asked[len(e.asked)-1]; len(e.asked) != 3 || got != want {
			t.Errorf("%s while a text is checked: asked for %q, want %q last", key, e.asked, want)
		}
		if key == "ctrl+e" {
			continue
		}
		check("What was before.", nil)
		e.says(t, "asking AWS")
		if key == "ctrl+t" {
			continue
		}
		for _, other := range []string{"ctrl+s", "ctrl+r", "ctrl+t", "ctrl+e"} {
			cmd, _ := e.Press(e.s, pressOf(other))
			if cmd == nil || len(e.asked) != 3 {
				t.Fatalf("%s while %s sets it: asked for %q", other, key, e.asked)
			}
			if done, _ := cmd().(Done); !errors.Is(done.Err, errSetting) {
				t.Errorf("%s while %s sets it says %+v", other, key, done)
			}
		}
		e.set(aPolicy, "It is as it was.", nil)
		e.says(t, "It is set. It is as it was.")
	}
}

// TestWhatIsWrongIsSaidWhileAWSIsAskedOfAnotherText: ctrl+s does nothing then, and the
// screen has to say why.
func TestWhatIsWrongIsSaidWhileAWSIsAskedOfAnotherText(t *testing.T) {
	e := newEdited(aPolicy, 100, 30)
	e.press("{", "ctrl+s")
	if e.says(t, "it is no JSON"); len(e.asked) != 1 {
		t.Errorf("asked for %q", e.asked)
	}
	e.press("backspace", "ctrl+s", "{")
	if e.says(t, "asking AWS"); len(e.asked) != 2 {
		t.Errorf("asked for %q", e.asked)
	}
}

func TestAnotherTextIsNotSaidToBeWhatAWSHas(t *testing.T) {
	e := newEdited(aPattern, 100, 30)
	e.checked("It matches the event of cat.", nil)
	e.press("end", " ")
	e.says(t, "Not set yet.")
	e.press("ctrl+t")
	e.checked("It matches the event of cat.", nil)
	e.says(t, "Not set yet. It matches the event of cat.")
	e.press("ctrl+t")
	e.checked("", errors.New("it is no pattern"))
	e.says(t, "it is no pattern")
	if strings.Contains(text(e.s, e.document), "matches") {
		t.Error("it says what it meant before")
	}
}

func TestWhatSomebodyElseChangedIsShownBeforeItIsReplaced(t *testing.T) {
	e := newEdited(aPattern, 100, 30)
	e.checked("", nil)
	e.press("ctrl+s")
	now := aPattern
	now.Text = `{"source":["theirs"]}`
	e.set(now, "It matches.", fmt.Errorf("set it: %w", pipeline.ErrChangedMeanwhile))
	e.says(t, "somebody else has changed it", `replaces what AWS has now: {"source":["theirs"]}`)
	if strings.Contains(text(e.s, e.document), "It is set") {
		t.Error("it says that it is set")
	}
	e.press("ctrl+s")
	if e.read.Text != now.Text || len(e.asked) != 3 {
		t.Errorf("asked for %q with %q as it was read", e.asked, e.read.Text)
	}
}

func TestADocumentOfSomebodyElseIsOnlyShown(t *testing.T) {
	theirs := aPolicy
	theirs.Foreign = "it has no tag inflight:stack"
	e := newEdited(theirs, 80, 24)
	e.checked("Nobody may send.", nil)
	e.says(t, "It is not this stack's, and stays as it is: it has no tag inflight:stack")
	e.press("ctrl+s", "ctrl+r")
	if len(e.asked) != 1 {
		t.Errorf("asked for %q", e.asked)
	}
}

func TestWhatIsNoDocumentIsSaidToBeWrong(t *testing.T) {
	for says, bad := range map[string]string{
		"a rule needs an event pattern":          " ",
		"it is no JSON: line 2":                  "{\n  \"source\": [}",
		"it is no JSON: line 1: unexpected end":  "{",
		"no object: it begins with {":            "[1]",
		"takes no empty pattern":                 "{}",
		"it is JSON, but no object: it begins w": "null",
	} {
		e := newEdited(aPattern, 120, 36)
		e.checked("", nil)
		e.area.set(bad)
		e.says(t, says)
		e.press("ctrl+s", "ctrl+t")
		if len(e.asked) != 1 {
			t.Errorf("%s: asked for %q", says, e.asked)
		}
	}
}

func TestTheCommandLineOfADocumentSaysAllOfIt(t *testing.T) {
	d := aPattern
	d.Rest = pipeline.RuleRest{State: "ENABLED", Description: "it's mine"}
	for want, doc := range map[string]pipeline.Document{
		`aws events put-rule --name images --event-bus-name default --event-pattern '{"source":["aws.s3"]}' --state ENABLED --description 'it'\''s mine' --endpoint-url http://127.0.0.1:4566 --region us-east-1`: d,
		`aws sqs set-queue-attributes --queue-url http://127.0.0.1:4566/0/practiceQ --attributes '{"Policy":"{\"Statement\":[]}"}' --endpoint-url http://127.0.0.1:4566 --region us-east-1`:                       aPolicy,
	} {
		e := newEdited(doc, 120, 40)
		e.s.State.Setup = event.Setup{Endpoint: "http://127.0.0.1:4566", Region: "us-east-1", QueueURL: "http://127.0.0.1:4566/0/practiceQ"}
		if got := e.command(e.s); got != want {
			t.Errorf("%s", got)
		}
		e.checked("", nil)
		e.says(t, "the same with the AWS CLI (ctrl+y copies it)")
	}
}

func TestADocumentFitsItsWindowAndItsCursorIsInSight(t *testing.T) {
	if testing.Short() {
		t.Skip("its many texts are not short")
	}
	long := aPolicy
	long.Text = `{"Statement":["` + strings.Repeat("wide 界 \u202e ", 40) + `","last\u001b"` + strings.Repeat(`,"more"`, 90) + `]}`
	for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 36}, {200, 60}} {
		e := newEdited(long, size[0], size[1])
		e.checked("Nobody may send.", nil)
		for _, key := range []string{"end", "down", "pgdown", "down", "up"} {
			if key == "pgdown" {
				e.Press(e.s, tea.KeyPressMsg{Code: tea.KeyPgDown})
			} else {
				e.press(key)
			}
			shown := text(e.s, e.document)
			if at := e.area.field.Line(); at < e.area.top || strings.ContainsAny(shown, "\u202e\x1b") {
				t.Errorf("at %v line %d is out of sight of %d on, or it is not escaped:\n%s", size, at, e.area.top, shown)
			}
			e.says(t, "ctrl+s: set it", "esc: close")
		}
		e.Scroll(200)
		if e.area.field.Line() < 50 {
			t.Errorf("the wheel goes to line %d", e.area.field.Line())
		}
		e.Scroll(-200)
	}
}

package docstest

import "testing"

func TestAPartIsReplacedBetweenItsMarksAndNothingElse(t *testing.T) {
	const page = "a\n<!-- keys -->\nold\n<!-- /keys -->\nb\n<!-- boxes -->\nold\n<!-- /boxes -->\n"
	got, err := replaced(page, "boxes", "new\n")
	if want := "a\n<!-- keys -->\nold\n<!-- /keys -->\nb\n<!-- boxes -->\nnew\n<!-- /boxes -->\n"; err != nil || got != want {
		t.Errorf("it is %q, %v", got, err)
	}
	for _, without := range []string{"", "<!-- keys -->\n", "<!-- /keys -->"} {
		if _, err := replaced(without, "keys", "new\n"); err == nil {
			t.Errorf("%q has no such part, and nothing is said", without)
		}
	}
}

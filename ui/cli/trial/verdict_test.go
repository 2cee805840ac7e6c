package trial_test

import (
	"slices"
	"testing"

	"inflight/pipeline/fault"
	"inflight/ui/cli/trial"
)

// of is a set.
func of(names ...string) map[string]bool {
	set := map[string]bool{}
	for _, n := range names {
		set[n] = true
	}
	return set
}

func TestEachWayToLoseAnImageIsFound(t *testing.T) {
	const left = "1 uploaded, 0 thumbnails, 1 not done yet (a), 1 not uploaded (b); left: 1 visible, 0 in flight and 0 delayed in practiceQ"
	for name, tc := range map[string]struct {
		f    trial.Found
		want []string
	}{
		"all done":                    {trial.Found{Thumbnails: of("a", "b")}, nil},
		"one is dead":                 {trial.Found{Thumbnails: of("a"), Letters: of("b"), Status: 1}, nil},
		"done and dead":               {trial.Found{Thumbnails: of("a", "b"), Letters: of("b"), Status: 1}, nil},
		"named":                       {trial.Found{NotUploaded: of("a"), NotDelivered: of("b"), Source: of("b"), Status: 1}, nil},
		"ended early, and said so":    {trial.Found{Left: 1, Said: left, Status: 1}, nil},
		"it could not ask":            {trial.Found{Thumbnails: of("a"), Left: 1, Said: "1 not done yet (b); the queue could not be asked what is left", Status: 1}, nil},
		"never ends":                  {trial.Found{Said: "-"}, []string{"it did not end by itself"}},
		"lost":                        {trial.Found{Thumbnails: of("a"), Status: 1}, []string{"1 lost without a word: b"}},
		"lost, and said to be fewer":  {trial.Found{Said: "1 not uploaded; left: 1 visible", Status: 1}, []string{"2 lost without a word: a, b"}},
		"lost, and all is said well":  {trial.Found{Thumbnails: of("a")}, []string{"1 lost without a word: b", "its exit status is 0, and should be 1"}},
		"a thumbnail of nothing":      {trial.Found{Thumbnails: of("a", "b"), Strange: []string{"c.png"}}, []string{"thumbnails of no image, or of another: c.png"}},
		"left in the queue":           {trial.Found{Thumbnails: of("a", "b"), Left: 2}, []string{"2 messages are left in the queue"}},
		"a failure that is none":      {trial.Found{Thumbnails: of("a", "b"), Status: 1}, []string{"its exit status is 1, and should be 0"}},
		"a dead letter, and all well": {trial.Found{Thumbnails: of("a"), Letters: of("b")}, []string{"its exit status is 0, and should be 1"}},
		"nobody can say":              {trial.Found{Thumbnails: of("a"), Unsure: of("b"), Source: of("a", "b"), Status: 1}, nil},
		"uploaded all the same": {
			trial.Found{Thumbnails: of("a"), NotUploaded: of("b"), Source: of("a", "b"), Status: 1},
			[]string{"named as not uploaded, and in the bucket: b"},
		},
	} {
		tc.f.Images, tc.f.Ended = []string{"a", "b"}, tc.f.Said != "-"
		if got := tc.f.Faults(); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestEachFaultIsTriedAloneAndAmongAll(t *testing.T) {
	alone, together := map[fault.Name]bool{}, map[fault.Name]bool{}
	for _, tr := range trial.Trials() {
		for _, spec := range parse(t, tr.Faults) {
			alone[spec.Name] = true
		}
	}
	for _, spec := range parse(t, trial.AllAtOnce().Faults) {
		together[spec.Name] = true
	}
	for _, d := range fault.Descriptions() {
		if !alone[d.Name] || !together[d.Name] {
			t.Errorf("%s: alone %t, among all %t", d.Name, alone[d.Name], together[d.Name])
		}
	}
}

func parse(t *testing.T, list string) []fault.Spec {
	t.Helper()
	specs, err := fault.Parse(list)
	if err != nil {
		t.Fatal(err)
	}
	return specs
}

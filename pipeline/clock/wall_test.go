package clock_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// wall is who goes by the wall clock in pipeline and ui, and why. All others go by the
// clock of their log.
var wall = map[string]string{
	"pipeline/clock":                "it is where the wall clock comes from",
	"pipeline/pipelinetest":         "fakes of what answers, and clocks for tests",
	"pipeline/network.go":           "how long a call takes, and whether anybody answers",
	"pipeline/consume/stop.go":      "the patience of whoever stops, with calls to AWS",
	"pipeline/consume/waiting.go":   "the patience of whoever stops",
	"pipeline/redrive/search.go":    "how long a call may take that nobody waits for",
	"pipeline/notify":               "limits of HTTP, and Discord's stand-in, which answers",
	"pipeline/thumbnail/halting.go": "an engine's time limit; it does not run while the world stands",
	"pipeline/thumbnail/process.go": "how long the pipes of a program that has ended are read",
	"pipeline/thumbnail/warm.go":    "how long a process that does nothing is kept",
	"ui/feed.go":                    "how far apart frames are",
	"ui/model.go":                   "what a frame costs",
	"ui/time.go":                    "what is looked at again is played by the wall",
	"ui/ticker":                     "how long it is looked often for what is to be written",
	"ui/graphics":                   "what pictures cost to draw",
	"ui/cli/compare_run.go":         "how long it takes is what is measured",
	"ui/cli/faults.go":              "a seed",
	"ui/cli/headless.go":            "how long a reader is waited for",
	"ui/cli/playback.go":            "what is played is played by the wall",
	"ui/cli/replay.go":              "the wall clock of the screen: what a person is told",
	"ui/cli/scene.go":               "the same",
	"ui/cli/screen.go":              "the wall clock of the screen: frames, and what a person is told",
	"pipeline/recording":            "a frame ends each second of the wall, or a crash would lose more",
	"ui/cli/bench":                  "how long it takes is what is measured",
	"ui/cli/faulttable":             "it watches another process",
}

// words are the ways to the wall clock.
var words = []string{"Now", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Sleep", "Since", "Until"}

func TestAllGoesByTheClockOfTheLogButWhatIsNamedHere(t *testing.T) {
	used := map[string]bool{}
	for _, root := range []string{"pipeline", "ui"} {
		err := filepath.WalkDir(filepath.Join("..", "..", root), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			name := strings.TrimPrefix(filepath.ToSlash(path), "../../")
			why := name
			if _, ok := wall[why]; !ok {
				why = name[:strings.LastIndex(name, "/")]
			}
			ast.Inspect(file, func(n ast.Node) bool {
				s, ok := n.(*ast.SelectorExpr)
				if !ok || !slices.Contains(words, s.Sel.Name) {
					return true
				}
				if of, ok := s.X.(*ast.Ident); ok && of.Name == "time" {
					used[why] = true
					if _, allowed := wall[why]; !allowed {
						t.Errorf("%s uses time.%s: the clock of the log may stand still, or be named in the table here", name, s.Sel.Name)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for who := range wall {
		if _, err := os.Stat(filepath.Join("..", "..", who)); err == nil && !used[who] {
			t.Errorf("%s does not use the wall clock any more", who)
		}
	}
}

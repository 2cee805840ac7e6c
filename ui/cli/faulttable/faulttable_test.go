package main

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"inflight/pipeline/thumbnail"
	"inflight/ui/cli/trial"
	"inflight/ui/e2e/pty"

	_ "inflight/ui/cli" // the program that is built: a result of another one is none of this one
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheFlagsSayWhatIsTried(t *testing.T) {
	s, err := parse([]string{"--images", "3", "--models", "pool,spawn", "--only", "^panic"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range s.rows() {
		names = append(names, r.name())
	}
	if got := strings.Join(names, ", "); got != "panic pool, panic spawn" {
		t.Errorf("it tries %s", got)
	}
	if _, err := parse([]string{"--help"}, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Error(err)
	}
	for want, args := range map[string][]string{
		"there is no model \"heap\"": {"--models", "heap"},
		"--only":                     {"--only", "("},
		"is no flag":                 {"panic"},
		"want 1 at least":            {"--images", "0"},
	} {
		if _, err := parse(args, io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", args, err, want)
		}
	}
	var said bytes.Buffer
	if status := run([]string{"--parallel", "0"}, io.Discard, &said); status != exitUsage || !strings.HasPrefix(said.String(), "faulttable: ") {
		t.Errorf("%d, %s", status, &said)
	}
}

func TestEachFaultIsARowOnEachModelAndAllAtOnceRunOnAScreen(t *testing.T) {
	s, err := parse(nil, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	rows := s.rows()
	if want := (len(trial.Trials()) + 1) * 5; len(rows) != want {
		t.Errorf("%d rows, want %d", len(rows), want)
	}
	for _, r := range rows {
		if together := r.trial.Name == trial.AllAtOnce().Name; together != r.screen || together && r.images != 60 || !together && r.images != 30 {
			t.Errorf("%s: %d images, on a screen %t", r.name(), r.images, r.screen)
		}
	}
}

func TestAThumbnailShowsWhoseItIs(t *testing.T) {
	if testing.Short() {
		t.Skip("its many pixels are not short")
	}
	dir := filepath.Join(t.TempDir(), "images")
	names, err := drawImages(dir, 125)
	if err != nil {
		t.Fatal(err)
	}
	engine, _, err := thumbnail.Choose("builtin", thumbnail.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	for i, name := range names {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		small, err := engine.Shrink(t.Context(), content)
		if err != nil {
			t.Fatal(err)
		}
		for other := range names {
			if err := shows(other, small); (err == nil) != (other == i) {
				t.Fatalf("the thumbnail of %s, taken for that of %s: %v", name, names[other], err)
			}
		}
		if shows(i, content) == nil {
			t.Errorf("%s is taken for a thumbnail", name)
		}
	}
	if shows(0, []byte("text")) == nil {
		t.Error("a text is taken for a thumbnail")
	}
}

func TestWhatIsWaitedForIsWrittenAsAWhole(t *testing.T) {
	for _, c := range [][3]string{
		{"sort: time left", "sort: elapsed", "sort: elapsed"},
		{"sort: worker", "sort: time left", "ime left"},
		{"sort: time", "sort: size", "s"},
	} {
		if got := rewritten(c[0], c[1]); got != c[2] {
			t.Errorf("%s after %s: %q is written, want %q", c[1], c[0], got, c[2])
		}
	}
}

func TestAnswersThatComeLateAreSaid(t *testing.T) {
	typed := func(late int, ms ...int) *typist {
		k := &typist{late: late}
		for _, n := range ms {
			k.took = append(k.took, time.Duration(n)*time.Millisecond)
		}
		return k
	}
	for want, k := range map[string]*typist{
		"":                                   typed(0, 99, 20, 30),
		"no key was answered":                typed(0),
		"1 keys were not answered within 5s": typed(1, 20),
		"one key in twenty is answered after 100 ms or more": typed(0, 100, 20, 20),
	} {
		if got := strings.Join(k.wrong(), "; "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := typed(0, 99, 20, 30).String(); got != "3: 30, 99, 99 ms" {
		t.Error(got)
	}
}

// build builds the program.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "inflight")
	if said, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "inflight").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return program
}

// The real thing: two faults, each alone.
func TestAFewRowsAreTriedAndNothingIsLost(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("INFLIGHT_COUNT", "0") // is none of its business
	program := build(t)
	var out, says bytes.Buffer
	status := run([]string{"--program", program, "--images", "4", "--models", "pool", "--only", "event-twice|worker-dies", "--all", "0"}, &out, &says)
	if status != 0 || !strings.HasPrefix(out.String(), "2 runs, 0 of them with something lost") || !strings.Contains(out.String(), "| event-twice | pool | 4 | 4 | 0 | 0 | 0 | 0 | ") {
		t.Errorf("status %d\n%s\n%s", status, &out, &says)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("it left %v, %v", left, err)
	}
}

// How soon they are answered is for a machine that does nothing else.
func TestKeysArePressedWhileEverythingGoesWrong(t *testing.T) {
	t.Parallel()
	if program, screen, err := pty.Open(columns, lines); errors.Is(err, errors.ErrUnsupported) {
		t.Skip("there are no pseudo terminals here")
	} else if err == nil {
		program.Close()
		screen.Close()
	}
	var out, says bytes.Buffer
	run([]string{"--program", build(t), "--models", "pool", "--only", "all", "--all", "12s"}, &out, &says)
	if !regexp.MustCompile(`\| [1-9]\d+: \d+, \d+, \d+ ms \| `).MatchString(out.String()) || strings.Contains(out.String(), "lost without") || strings.Contains(out.String(), "not answered") {
		t.Errorf("%s\n%s", &out, &says)
	}
}

// A program that loses an image without a word is found out.
func TestARowThatLosesAnImageFails(t *testing.T) {
	t.Parallel()
	lying, program := filepath.Join(t.TempDir(), "lying.sh"), build(t)
	script := "#!/bin/sh\nrm images/image-002.png\nexec " + program + ` "$@" 2>/dev/null` + "\n"
	if err := os.WriteFile(lying, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	var out, says bytes.Buffer
	status := run([]string{"--program", lying, "--images", "3", "--models", "pool", "--only", "event-twice", "--all", "0s"}, &out, &says)
	if status != exitFailed || !strings.Contains(out.String(), "1 lost without a word: image-002.png; its exit status is 0, and should be 1") {
		t.Errorf("status %d\n%s\n%s", status, &out, &says)
	}
}

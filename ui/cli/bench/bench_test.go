package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	_ "inflight/ui/cli" // the program that is built: a result of another one is none of this one
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheFlagsSayWhatIsMeasured(t *testing.T) {
	s, err := parse([]string{"--images", "x", "--rounds", "5", "--workers", "2, 4,2", "--only", "workers$"}, io.Discard)
	if err != nil || s.images != "x" || s.rounds != 5 || !slices.Equal(s.workers, []int{2, 4}) {
		t.Errorf("%+v, %v", s, err)
	}
	s, err = parse([]string{"--quick"}, io.Discard)
	if err != nil || s.rounds != 1 || s.drawn != quickDrawn || s.loop != quickLoop {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := parse([]string{"--help"}, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Error(err)
	}
	for want, args := range map[string][]string{
		"for a trial there is --quick": {"--rounds", "2"},
		"numbers with commas":          {"--workers", "2,x"},
		"--workers \"0\"":              {"--workers", "0"},
		"--only":                       {"--only", "("},
		"name the folder with":         {"~/Pictures"},
		"1 at least":                   {"--count", "0"},
	} {
		if _, err := parse(args, io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", args, err, want)
		}
	}
	var said bytes.Buffer
	if status := run([]string{"--rounds", "1"}, io.Discard, &said); status != exitUsage || !strings.HasPrefix(said.String(), "bench: --rounds 1") {
		t.Errorf("%d, %s", status, &said)
	}
}

func TestTheEndOfARunIsFoundAmongItsEvents(t *testing.T) {
	end, err := finished(strings.NewReader(`{"type":"object.uploaded","key":"\"run.finished\""}
{"type":"run.finished","thumbnails":3,"dead":1,"warm":2,"one_shot":{"a \"reason\"":1}}
{"type":"api.called","message":"run.finished"}
`))
	if err != nil || end.Thumbnails != 3 || end.Warm != 2 || end.OneShot[`a "reason"`] != 1 {
		t.Errorf("%+v, %v", end, err)
	}
	for name, events := range map[string]string{"none": "", "another": `{"type":"pipeline.started","text":"run.finished"}`, "cut off": `{"type":"run.finished","thumb`} {
		if _, err := finished(strings.NewReader(events)); err == nil {
			t.Errorf("%s: taken for the end of a run", name)
		}
	}
}

func TestARunCountsIfAllWasMadeAndNearlyAllOfItWarm(t *testing.T) {
	warm := func(n int) *int { return &n }
	for _, c := range []struct {
		t    taken
		want string
	}{
		{taken{Images: 100, Made: 100}, ""},
		{taken{Images: 100, Made: 99}, "99 of 100 made"},
		{taken{Images: 100, Made: 100, Warm: warm(38)}, ""}, // of 40: the rest has formats that never go warm
		{taken{Images: 100, Made: 100, Warm: warm(37)}, "37 of 40 warm"},
		{taken{Images: 100, Made: 100, Warm: warm(0)}, "0 of 40 warm"},
	} {
		if got := c.t.flaw(40); got != c.want {
			t.Errorf("%+v: %q, want %q", c.t, got, c.want)
		}
	}
}

func TestAProgramThatFailsCostsItsRunOrEndsTheBench(t *testing.T) {
	failed := exec.CommandContext(t.Context(), "false").Run()
	var exit *exec.ExitError
	if !errors.As(failed, &exit) {
		t.Skip("there is no program that fails on the PATH")
	}
	if got, err := (taken{Images: 3, Made: 2}).after(t.Context(), failed); err != nil || got.Said == "" {
		t.Errorf("one of three was not made: %+v, %v", got, err)
	}
	if _, err := (taken{Images: 3, Made: 3}).after(t.Context(), failed); err == nil {
		t.Error("it failed, though all was made, and nobody hears of it")
	}
	if _, err := (taken{Images: 3, Made: 2}).after(t.Context(), errors.New("it did not start")); err == nil {
		t.Error("a program that did not start counts as one that ran")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (taken{Images: 3, Made: 2}).after(ctx, failed); err == nil {
		t.Error("an interrupted run counts as one that ran")
	}
}

func TestTheTableSaysWhatWasMeasuredAndWhatWasNot(t *testing.T) {
	of := func(images int, numbers ...float64) (all []taken) {
		for i := 0; i < len(numbers); i += 2 {
			all = append(all, taken{Images: images, Made: images, Wall: numbers[i], CPU: numbers[i+1]})
		}
		return all
	}
	warm := of(10, 2, 1, 4, 1, 8, 2)
	for i := range warm {
		n := 10 - i
		warm[i].Warm = &n
	}
	warm[2].Flaw = "8 of 10 warm"
	r := report{
		Machine: "a machine, 28 November 2026", Rounds: 3,
		Images: &images{From: "drawn", Count: 10, Bytes: 20_400_000, Kinds: map[string]int{"jpeg": 9, "webp": 1}, Least: 1, Most: 2.04},
		Rows: []*series{
			{Name: reference, Runs: of(10, 1, 2, 2, 3, 4, 2)},
			{Name: "pipeline", Runs: warm},
			{Name: "all damaged", Runs: []taken{{Images: 10, Flaw: "0 of 10 made"}}},
			{Name: "shell loop", Missing: []string{"aws"}},
			{Name: "slow", Runs: of(2, 4, 4, 4, 4, 4, 4)},
		},
	}
	const want = `10 images (9 JPEG, 1 WebP; 1.0 to 2.0 megapixels; 20 MB), drawn; a machine, 28 November 2026.
Medians of 3 rounds, in which all rows took turns.

| what | images a second | of vipsthumbnail | CPU ms an image | of vipsthumbnail, by CPU time | warm |
| --- | --: | --: | --: | --: | --: |
| vipsthumbnail | 5.0 | 1.00 | 200 | 1.00 |  |
| pipeline | 3.3 (of 3 runs 2 count) | 0.50 | 100 | 2.50 | 8 of 10 |
| all damaged | not counted: 0 of 10 made |  |  |  |  |
| shell loop | not measured: no aws |  |  |  |  |
| slow | 0.50 | 0.10 | 2000 | 0.10 |  |
`
	if got := r.table(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	r.Quick = true
	if !strings.Contains(r.table(), "**no measurement**") {
		t.Error("a trial is not told from a measurement")
	}
}

func TestRowsTakeTurnsAndEachRoundBeginsWithAnother(t *testing.T) {
	var order []string
	rows := []row{{name: "missing", needs: []string{"no-such-program", "sh", "nor-this"}}}
	for _, name := range []string{"a", "b"} {
		rows = append(rows, row{name: name, run: func(_ context.Context, _ *workplace, out string) (taken, error) {
			order = append(order, name)
			left, err := os.ReadDir(out)
			if err != nil || len(left) > 0 {
				t.Errorf("%s: its folder has %d files of another, %v", name, len(left), err)
			}
			return taken{Images: 1, Made: 1, Wall: 1}, os.WriteFile(filepath.Join(out, "1.png"), nil, 0o600)
		}})
	}
	r := &report{Rounds: 3, Images: &images{}}
	var says bytes.Buffer
	if err := r.measure(t.Context(), &workplace{dir: t.TempDir()}, rows, &says); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(order, ""); got != "ababba" {
		t.Errorf("the order was %s", got)
	}
	if !strings.Contains(says.String(), "missing: left out, for want of no-such-program and nor-this on the PATH") {
		t.Errorf("%s", &says)
	}
	rows[1].run = func(context.Context, *workplace, string) (taken, error) { return taken{}, errors.New("no disk") }
	if err := r.measure(t.Context(), &workplace{dir: t.TempDir()}, rows, io.Discard); err == nil || err.Error() != "a: no disk" {
		t.Error(err)
	}
}

// pictures is a folder with two images and a file that is none.
func pictures(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	img := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for i := range img.Pix {
		img.Pix[i] = uint8(i*7 + i>>9)
	}
	var one, two bytes.Buffer
	if err := errors.Join(jpeg.Encode(&one, img, nil), png.Encode(&two, img), os.Mkdir(filepath.Join(dir, "sub"), 0o700)); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"a 'b'\n.jpg": one.Bytes(), "sub/a 'b'\n.png": two.Bytes(), "notes.png": []byte("text")} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestTheImagesAreCopiedUnderNamesThatNobodyTripsOver(t *testing.T) {
	var says bytes.Buffer
	all, err := (&settings{images: pictures(t)}).gather(t.Context(), t.TempDir(), &says)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range all.files {
		names = append(names, filepath.Base(f))
	}
	if got := strings.Join(names, " "); got != "00001.jpg 00002.png" || all.eligible() != 2 {
		t.Errorf("%s; %d could go warm", got, all.eligible())
	}
	if !strings.Contains(says.String(), "1 files of") {
		t.Errorf("of what was left out it says %q", &says)
	}
	if _, err := (&settings{images: t.TempDir()}).gather(t.Context(), t.TempDir(), io.Discard); err == nil || !strings.Contains(err.Error(), "no images in") {
		t.Error(err)
	}
	drawn, err := (&settings{drawn: 2}).gather(t.Context(), t.TempDir(), &says)
	if err != nil || drawn.Count != 2 || !strings.Contains(says.String(), "mate-backgrounds") || !strings.Contains(drawn.String(), "2 images (2 JPEG; 2.1 megapixels") {
		t.Errorf("%s, %v; %s", drawn, err, &says)
	}
}

func TestFewImagesComeFromAllPartsOfTheFolder(t *testing.T) {
	i := &images{files: []string{"1", "2", "3", "4", "5", "6"}}
	if got := strings.Join(i.few(3), ""); got != "135" {
		t.Error(got)
	}
	if got := strings.Join(i.few(9), ""); got != "123456" {
		t.Error(got)
	}
}

// Else the start of a process would be counted for each image of a small folder.
func TestTheReferenceHasManyImagesAProcess(t *testing.T) {
	for _, c := range []struct{ images, cores, want int }{{96, 2, 24}, {14, 2, 4}, {15, 4, 2}, {1, 8, 1}} {
		w := &workplace{cores: c.cores, images: &images{Count: c.images}}
		if got := w.share(); got != c.want {
			t.Errorf("%d images on %d cores: %d a process, want %d", c.images, c.cores, got, c.want)
		}
	}
}

func TestAVersionIsTheWordBehindTheName(t *testing.T) {
	for said, c := range map[string]struct{ before, want string }{
		"ffmpeg version 5.1.9-0+deb12u1 Copyright": {"ffmpeg version ", "5.1.9"},
		"libvips 8.14.1\n":                         {"vips ", "8.14.1"},
		"aws-cli/2.9.19 Python/3.11":               {"aws-cli/", "2.9.19"},
		"":                                         {"x", "of a version that it does not say"},
	} {
		if got := versionIn(said, c.before); got != c.want {
			t.Errorf("%q: %s", said, got)
		}
	}
}

// The real thing, on two small images: whatever of vipsthumbnail, ffmpeg and aws is
// there is measured, the rest is named, and nothing is left behind.
func TestAQuickBenchMeasuresWhatIsThere(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("INFLIGHT_COUNT", "0") // is none of its business
	t.Setenv("INFLIGHT_ENGINE", "script")
	program := build(t)
	var out, says bytes.Buffer
	if status := run([]string{"--quick", "--json", "--images", pictures(t), "--program", program, "--before", program, "--workers", "2"}, &out, &says); status != 0 {
		t.Fatalf("status %d\n%s", status, &says)
	}
	var r report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Rows) != 9 || r.Images.Count != 2 {
		t.Errorf("%d rows, %d images", len(r.Rows), r.Images.Count)
	}
	for _, s := range r.Rows {
		if len(s.Missing) > 0 {
			if !strings.Contains(says.String(), fmt.Sprintf("%s: left out, for want of %s", s.Name, s.Missing[0])) {
				t.Errorf("%s: that %q is missing is not said", s.Name, s.Missing)
			}
			continue
		}
		if len(s.Runs) != 1 || s.Runs[0].Flaw != "" || s.Runs[0].Made == 0 || s.Runs[0].Wall <= 0 || s.Runs[0].CPU <= 0 {
			t.Errorf("%s: %+v", s.Name, s.Runs)
		}
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("it left %v, %v", left, err)
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

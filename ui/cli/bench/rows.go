package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// workplace is what rows work with and on.
type workplace struct {
	dir     string // which goes in the end
	images  *images
	program string
	before  string
	cores   int
	loop    int
	workers []int
}

// row is one way to make the thumbnails.
type row struct {
	name  string
	needs []string // programs on the PATH
	run   func(ctx context.Context, w *workplace, out string) (taken, error)
}

// taken is what a run of a row took. It counts if it has no flaw.
type taken struct {
	Wall    float64        `json:"seconds"`
	CPU     float64        `json:"cpu_seconds"`
	Images  int            `json:"images"`
	Made    int            `json:"made"`
	Warm    *int           `json:"warm,omitempty"` // of a run that keeps an ffmpeg warm
	OneShot map[string]int `json:"one_shot,omitempty"`
	Flaw    string         `json:"flaw,omitempty"`
	Said    string         `json:"said,omitempty"` // by a program that failed
}

// reference is the row that all others are compared with.
const reference = "vipsthumbnail"

// rows are all rows, in the order of the table.
func (w *workplace) rows() []row {
	defaults := strconv.Itoa(defaultWorker)
	all := []row{
		{reference, []string{"vipsthumbnail", "xargs"}, w.xargs(w.share(), vips)},
		{"vipsthumbnail, a process an image", []string{"vipsthumbnail", "xargs"}, w.xargs(1, vips)},
		{"ffmpeg, a process an image", []string{"ffmpeg", "xargs"}, w.xargs(1, oneFFmpeg)},
	}
	for _, n := range w.workers {
		all = append(all, row{fmt.Sprintf("pipeline, %s", plural(n, "worker")), []string{"ffmpeg"}, pipelineOf(flagWorkers, strconv.Itoa(n))})
	}
	return append(all,
		row{"pipeline, --state", []string{"ffmpeg"}, pipelineOf(flagWorkers, defaults, "--state", "state")},
		row{"pipeline, --engine builtin", nil, pipelineOf(flagWorkers, defaults, "--engine", "builtin")},
		row{"pipeline, --engine script with ffmpeg", []string{"ffmpeg", "sh"}, pipelineOf(flagWorkers, defaults, "--engine", "script", "--script", "thumbnail.sh")},
		row{"shell loop of aws and ffmpeg", []string{"aws", "ffmpeg", "sh"}, loop},
	)
}

// earlier is the row of another build of the program. It need not keep anything warm.
func (w *workplace) earlier() row {
	return row{"pipeline of --before", nil, func(ctx context.Context, w *workplace, out string) (taken, error) {
		other := *w
		other.program = w.before
		t, err := pipelineOf(flagWorkers, strconv.Itoa(defaultWorker))(ctx, &other, out)
		t.Warm = nil
		return t, err
	}}
}

const flagWorkers = "--workers"

// plural is a number of things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// missing are the programs that a row wants and this machine has not.
func (r row) missing() []string {
	var none []string
	for _, program := range r.needs {
		if _, err := exec.LookPath(program); err != nil {
			none = append(none, program)
		}
	}
	return none
}

// Scripts for sh: the output folder is $0, images are the arguments. The crop is
// what the pipeline does by default: the middle of the image fills the square.
const (
	vips      = `vipsthumbnail --size 64x64 --smartcrop centre -o "$0/%s.png" "$@" || exit 1` // 255 would end xargs
	oneFFmpeg = `f=${1##*/}; ` + ffmpegOf + ` "$0/${f%.*}.png" || exit 1`
	ffmpegOf  = `ffmpeg -nostdin -hide_banner -loglevel error -threads 1 -i "$1" -frames:v 1 ` +
		`-vf "crop=min(iw\,ih):min(iw\,ih),scale=64:64:flags=bicubic" -threads 1 -y`
)

// share is how many images a process gets: half of a core's, so that the start of a
// process is shared by many, and a few slow images at the end leave no core idle for
// long.
func (w *workplace) share() int {
	turns := 2 * w.cores
	return (w.images.Count + turns - 1) / turns
}

// xargs runs a script by as many processes as there are cores, each with so many
// images.
func (w *workplace) xargs(images int, script string) func(context.Context, *workplace, string) (taken, error) {
	return func(ctx context.Context, w *workplace, out string) (taken, error) {
		list := filepath.Join(w.dir, "list")
		if err := os.WriteFile(list, []byte(strings.Join(w.images.files, "\x00")+"\x00"), 0o600); err != nil {
			return taken{}, err
		}
		took, failed := w.child(ctx, os.Environ(), "sh", "-c", `exec xargs -0 -P "$1" -n "$2" sh -c "$3" "$4" <"$5"`,
			"sh", strconv.Itoa(w.cores), strconv.Itoa(images), script, out, list)
		return took.of(w.images.Count, thumbnails(out)).after(ctx, failed)
	}
}

// after is a run whose program may have failed. If that cost thumbnails, the run does
// not count, and the others go on; else something is wrong with the bench.
func (t taken) after(ctx context.Context, failed error) (taken, error) {
	var exit *exec.ExitError
	if failed != nil && (ctx.Err() != nil || t.Made == t.Images || !errors.As(failed, &exit)) {
		return taken{}, failed
	}
	if failed != nil {
		t.Said = failed.Error()
	}
	return t, nil
}

// of is what making so many images took.
func (s spent) of(images, made int) taken {
	return taken{Wall: s.wall.Seconds(), CPU: s.cpu.Seconds(), Images: images, Made: made}
}

// thumbnails is how many a folder has.
func thumbnails(folder string) int {
	all, _ := filepath.Glob(filepath.Join(folder, "*.png")) // the pattern is good
	return len(all)
}

// build builds the program that is measured.
func (s *settings) build(ctx context.Context, dir string, says io.Writer) (string, error) {
	script := "#!/bin/sh\n" + `exec ` + ffmpegOf + ` "$2"` + "\n"
	if err := os.WriteFile(filepath.Join(dir, "thumbnail.sh"), []byte(script), 0o600); err != nil {
		return "", err
	}
	if s.program != "" {
		return filepath.Abs(s.program)
	}
	fmt.Fprintln(says, "bench: building inflight")
	program := filepath.Join(dir, "inflight")
	c := exec.CommandContext(ctx, "go", "build", "-o", program, "inflight")
	group(c)
	c.WaitDelay = patience
	if said, err := c.CombinedOutput(); err != nil {
		return "", errors.Join(ctx.Err(), fmt.Errorf("build inflight (or name a built one with --program): %w: %q", err, said))
	}
	return program, nil
}

// Command shot makes a picture of the running program: it starts it in tmux,
// reads the screen again and again, and writes an SVG that shows what it saw,
// moving if there is more than one frame.
//
//	go run ./ui/shot -o docs/demo.svg -after 8s -frames 24 -every 400ms -- ./inflight
//
// Keys are typed before the first frame: -keys "?" or -keys "3 Enter".
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "shot:", err)
		os.Exit(1)
	}
}

// settings are what the flags say.
type settings struct {
	out           string
	columns, rows int
	after, every  time.Duration
	frames        int
	keys          string
	light         bool
	command       []string
}

func parse(args []string) (s settings, err error) {
	f := flag.NewFlagSet("shot", flag.ContinueOnError)
	f.StringVar(&s.out, "o", "shot.svg", "file to write")
	f.IntVar(&s.columns, "columns", 120, "width of the terminal")
	f.IntVar(&s.rows, "rows", 36, "height of the terminal")
	f.DurationVar(&s.after, "after", 8*time.Second, "when the first frame is taken")
	f.DurationVar(&s.every, "every", 400*time.Millisecond, "time between frames")
	f.IntVar(&s.frames, "frames", 1, "how many frames")
	f.StringVar(&s.keys, "keys", "", "keys to type before the first frame, as tmux names them")
	f.BoolVar(&s.light, "light", false, "a light background")
	if err := f.Parse(args); err != nil {
		return s, err
	}
	if s.command = f.Args(); len(s.command) == 0 {
		return s, errors.New("name the command to start, after --")
	}
	return s, nil
}

func run(ctx context.Context, args []string) (err error) {
	s, err := parse(args)
	if err != nil {
		return err
	}
	socket := "shot" + strconv.Itoa(os.Getpid())
	tmux := func(args ...string) (string, error) {
		out, err := exec.CommandContext(ctx, "tmux", append([]string{"-L", socket}, args...)...).Output()
		if err != nil {
			return "", fmt.Errorf("tmux %s: %w", args[0], err)
		}
		return string(out), nil
	}
	start := []string{
		"-f", "/dev/null", "new-session", "-d", "-x", strconv.Itoa(s.columns), "-y", strconv.Itoa(s.rows),
		"env", "COLORTERM=truecolor", "TERM=xterm-256color",
	}
	if _, err := tmux(append(start, s.command...)...); err != nil {
		return err
	}
	defer func() {
		_, kerr := tmux("kill-server")
		err = errors.Join(err, kerr)
	}()
	time.Sleep(s.after)
	if s.keys != "" {
		if _, err := tmux(append([]string{"send-keys"}, strings.Fields(s.keys)...)...); err != nil {
			return err
		}
		time.Sleep(s.every + time.Second)
	}
	var frames []frame
	for range s.frames {
		text, err := tmux("capture-pane", "-e", "-p")
		if err != nil {
			return err
		}
		frames = append(frames, read(text, s.columns, s.rows))
		time.Sleep(s.every)
	}
	if err := os.WriteFile(s.out, []byte(draw(frames, s)), 0o644); err != nil { //nolint:gosec // a picture for everybody
		return fmt.Errorf("write the picture: %w", err)
	}
	return nil
}

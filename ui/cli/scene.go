package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"inflight/pipeline"
	"inflight/pipeline/scene"
	"inflight/ui"
)

// sceneCommand are the flags of `inflight scene`.
type sceneCommand struct {
	look
	plain bool
}

// newScene is the command `inflight scene`.
func newScene(s Streams) *cobra.Command {
	var set sceneCommand
	cmd := &cobra.Command{
		Use:   "scene [NAME]",
		Short: "Half a minute that shows one thing; without a name, which there are",
		Long: `Play a scene: half a minute of a real run, on an embedded AWS of its own, that
shows one thing. It asks a question, lets happen what answers it, and freezes at
the moment that decides. Nothing is left of it. Without a name it lists what
scenes there are; in a run, : finds them too.

--plain plays it in words, without a screen and without waiting for a key; the
exit status is 1 if what the scene shows did not come.`,
		Example: `inflight scene
inflight scene countdown`,
		ValidArgs: scene.Names(),
	}
	set.bind(cmd.Flags())
	cmd.Flags().BoolVar(&set.plain, "plain", false, "no screen: what happens in words, to its end")
	cmd.RunE = func(c *cobra.Command, args []string) error {
		if err := set.validate(); err != nil {
			return err
		}
		switch {
		case len(args) == 0:
			return listScenes(s.Out)
		case len(args) > 1:
			return usagef("a scene at a time: which of %q?", args)
		}
		return set.play(c.Context(), args[0], s)
	}
	return cmd
}

// listScenes writes which scenes there are.
func listScenes(w io.Writer) error {
	all, err := scene.All()
	if err != nil {
		return err
	}
	for _, sc := range all {
		if _, err := fmt.Fprintf(w, "%-12s %s\n", sc.Name, sc.Title); err != nil {
			return err
		}
	}
	return nil
}

// play plays a scene.
func (set *sceneCommand) play(ctx context.Context, name string, s Streams) error {
	if !slices.Contains(scene.Names(), name) {
		if near := nearest(name, scene.Names()); near != "" {
			return usagef("there is no scene %q: did you mean `inflight scene %s`?", name, near)
		}
		return usagef("there is no scene %q: there are %s", name, strings.Join(scene.Names(), ", "))
	}
	sc, err := scene.Find(name)
	if err != nil {
		return err
	}
	if set.plain {
		return playPlain(ctx, sc, s)
	}
	if err := drawable(s, "--plain for words"); err != nil {
		return err
	}
	o := set.options(s)
	o.Scenes, o.Scene = &scenes{look: set.look, streams: s}, name
	if err := ui.Run(ctx, o); errors.Is(err, ui.ErrInterrupted) {
		return &exit{status: exitInterrupted}
	} else if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return &exit{status: stopStatus(ctx, true)}
	}
	return nil
}

// playPlain plays a scene in words, to its end.
func playPlain(ctx context.Context, sc *scene.Scene, s Streams) (err error) {
	p, err := newScenePlay(ctx, sc, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close(context.WithoutCancel(ctx))) }()
	p.director.Unattended = true
	written := make(chan error, 1)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		err := writeEvents(context.WithoutCancel(ctx), p.events, s.Out)
		if err != nil {
			cancel(fmt.Errorf("stdout: %w", err))
		}
		written <- err
	}()
	p.begin()
	err = p.run(ctx, true, func(*pipeline.Pipeline) {})
	p.log.Close()
	if werr := <-written; werr != nil {
		return werr
	}
	return err
}

// scenes are those that a screen can show.
type scenes struct {
	look    look
	streams Streams
}

// Titles are the scenes there are.
func (c *scenes) Titles() []ui.SceneTitle {
	all, err := scene.All()
	if err != nil { // a test reads all of them
		return nil
	}
	titles := make([]ui.SceneTitle, len(all))
	for i, sc := range all {
		titles[i] = ui.SceneTitle{Name: sc.Name, Title: sc.Title}
	}
	return titles
}

// Open sets a scene up, and has it played until it is closed.
func (c *scenes) Open(ctx context.Context, name string) (ui.OpenScene, error) {
	sc, err := scene.Find(name)
	if err != nil {
		return ui.OpenScene{}, err
	}
	p, err := newScenePlay(ctx, sc, c.streams)
	if err != nil {
		return ui.OpenScene{}, err
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	begins := make(chan ui.Begun, 1)
	o := c.look.options(c.streams)
	o.Events, o.Begins = p.events, begins
	o.Now, o.Wall = p.log.Clock.Now, time.Now
	ran := make(chan error, 1)
	go func() {
		ran <- p.run(work, false, func(running *pipeline.Pipeline) {
			begins <- ui.Begun{Control: p.control(running), Describer: describer{p.aws}}
		})
	}()
	return ui.OpenScene{Options: o, Begin: p.begin, Close: func(ctx context.Context) error {
		stop()
		p.hurry()
		err := <-ran
		if errors.Is(err, context.Canceled) {
			err = nil
		}
		return errors.Join(err, p.close(ctx))
	}}, nil
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/spf13/pflag"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/paint"
	"inflight/pipeline/redrive"
	"inflight/pipeline/scene"
)

// sceneImages are the images of a scene, in its order, under its names.
type sceneImages struct {
	images []scene.Image
	next   int
}

// firstSceneImage is the number of the painting that a scene's first image is.
const firstSceneImage = 11

// Next draws the next image of the scene.
func (i *sceneImages) Next(ctx context.Context) (pipeline.NewImage, error) {
	if err := ctx.Err(); err != nil {
		return pipeline.NewImage{}, err
	}
	if i.next == len(i.images) {
		return pipeline.NewImage{}, io.EOF
	}
	one := i.images[i.next]
	i.next++
	if one.Broken {
		b := paint.Broken(1)
		return pipeline.NewImage{Key: one.Key, Body: pipeline.NewBody(b.Bytes), ContentType: b.ContentType, Fault: b.Kind}, nil
	}
	img, err := encoded(paint.Image(firstSceneImage+i.next), "")
	img.Key = one.Key
	return img, err
}

// errNoBroken says what a scene's producer does not do.
var errNoBroken = errors.New("a scene has images of its own: leave it with q to upload others")

// Broken refuses: what is broken in a scene is in its file.
func (*sceneImages) Broken(context.Context) (pipeline.NewImage, error) {
	return pipeline.NewImage{}, errNoBroken
}

// sceneSettings are the settings of a scene's run: those of its file, and else the same
// whatever a person has set.
func sceneSettings(sc *scene.Scene) (*settings, error) {
	var set settings
	flags := pflag.NewFlagSet(sc.Name, pflag.ContinueOnError)
	set.bind(flags)
	for name, value := range map[string]string{"engine": "builtin", "count": "0", "listen": "127.0.0.1:0"} {
		if err := flags.Set(name, value); err != nil {
			return nil, fmt.Errorf("set up the scene: %w", err)
		}
	}
	for i := range sc.Set {
		s := &sc.Set[i]
		err := flags.Set(s.Name, s.Value)
		if err == nil {
			err = set.validate(flags.Changed)
		}
		if err != nil {
			return nil, s.Wrong(err)
		}
	}
	return &set, set.validate(flags.Changed)
}

// scenePlay is a scene that is being played: its own run, on its own embedded AWS.
type scenePlay struct {
	*session

	director *scene.Director
	policy   string // that lets the rule send

	begins sync.Once
	begun  chan struct{} // closed when it is to begin
	forget func()
}

// newScenePlay sets up a scene. Nothing of it happens before begin.
func newScenePlay(ctx context.Context, sc *scene.Scene, quiet Streams) (*scenePlay, error) {
	set, err := sceneSettings(sc)
	if err != nil {
		return nil, err
	}
	quiet.Err = io.Discard
	quiet.Getenv = func(string) string { return "" } // no webhook, no settings of a person
	return playOn(ctx, sc, set, quiet)
}

// playOn sets up a scene with these settings.
func playOn(ctx context.Context, sc *scene.Scene, set *settings, s Streams) (*scenePlay, error) {
	se, err := newSession(ctx, set, s, &sceneImages{images: slices.Clone(sc.Images)})
	if err != nil {
		return nil, err
	}
	p := &scenePlay{session: se, begun: make(chan struct{})}
	p.director = &scene.Director{Scene: sc, Log: se.log, Stage: p}
	p.forget = p.director.Open()
	return p, nil
}

// begin lets what is to be seen happen.
func (p *scenePlay) begin() { p.begins.Do(func() { close(p.begun) }) }

// run plays the scene until ctx ends; with until, to its end. It says what of it did
// not come. there is told when the stack is.
func (p *scenePlay) run(ctx context.Context, until bool, there func(*pipeline.Pipeline)) (err error) {
	defer p.forget()
	if err := p.setUp(ctx); err != nil {
		return err
	}
	if p.policy, err = p.aws.clients.QueuePolicy(ctx, p.aws.resources.QueueURL); err != nil {
		return err
	}
	p.running.Store(p.pipeline)
	there(p.pipeline)
	work, stop := context.WithCancel(ctx)
	defer stop()
	played := make(chan error, 1)
	go func() {
		played <- p.play(work)
		if until {
			stop()
		}
	}()
	p.pipeline.Run(work)
	stop()
	if err = <-played; until {
		return err
	}
	return nil
}

// play waits until it is to begin, and lets the director play.
func (p *scenePlay) play(ctx context.Context) error {
	select {
	case <-p.begun:
		return p.director.Run(ctx)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close puts everything back: the run is over, its AWS and its files are gone.
func (p *scenePlay) close(ctx context.Context) error {
	err := p.session.close(ctx)
	p.log.Close()
	return err
}

// Upload uploads the next images of the scene.
func (p *scenePlay) Upload(ctx context.Context, n int) error { return p.pipeline.Upload(ctx, n) }

// Redrive brings back all dead letters.
func (p *scenePlay) Redrive(ctx context.Context) error {
	return p.pipeline.RedriveLetters(ctx, redrive.RedriveOrder{})
}

// Switch turns a fault on.
func (p *scenePlay) Switch(spec fault.Spec) { p.faults.Switch(spec) }

// Off turns a fault off, whatever its filter.
func (p *scenePlay) Off(n fault.Name) bool {
	off := false
	for _, on := range p.faults.Active() {
		off = on.Name == n && p.faults.Off(n, on.Filter) || off
	}
	return off
}

// SetPolicy says whom the queue lets send.
func (p *scenePlay) SetPolicy(ctx context.Context, who scene.Policy) error {
	policy, text := "", "the scene takes the access policy of the queue away: SetQueueAttributes Policy=''"
	if who == scene.PolicyRule {
		policy, text = p.policy, "the scene puts the access policy of the queue back"
	}
	return p.log.TellAction(text, p.aws.clients.SetQueuePolicy(ctx, p.aws.resources.QueueURL, policy))
}

// Turn gives a setting another value.
func (p *scenePlay) Turn(ctx context.Context, name event.Setting, value string) error {
	return p.pipeline.Turn(ctx, name, value)
}

// Freeze stops the world.
func (p *scenePlay) Freeze(ctx context.Context) error { return p.pipeline.Freeze(ctx) }

// Thaw lets it go on.
func (p *scenePlay) Thaw(ctx context.Context) error { return p.pipeline.Thaw(ctx) }

package cli

import (
	"context"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/scene"
	"inflight/ui/plain"
)

// played plays a scene in virtual time, to its end, without a socket. It says what did
// not come, and how long it took.
func played(t *testing.T, sc *scene.Scene, change func(*scenePlay)) (took time.Duration, err error) {
	t.Helper()
	set, err := sceneSettings(sc)
	if err != nil {
		t.Fatal(err)
	}
	set.listen = ""
	synctest.Test(t, func(t *testing.T) {
		s := Streams{Out: os.Stdout, Err: os.Stderr, Getenv: func(string) string { return "" }}
		p, perr := playOn(t.Context(), sc, set, s)
		if perr != nil {
			t.Fatal(perr)
		}
		p.director.Unattended = true
		if change != nil {
			change(p)
		}
		events := p.log.NewReader()
		begun := time.Now()
		p.begin()
		err = p.run(t.Context(), true, func(*pipeline.Pipeline) {})
		took = time.Since(begun)
		if cerr := p.close(context.WithoutCancel(t.Context())); cerr != nil {
			t.Error(cerr)
		}
		all := events.Take(nil)
		tell := &plain.Teller{W: t.Output()}
		for i := range all {
			if err := tell.Tell(all[i]); err != nil {
				t.Error(err)
			}
		}
	})
	return took, err
}

func TestEachSceneAnswersItsQuestion(t *testing.T) {
	for _, name := range scene.Names() {
		t.Run(name, func(t *testing.T) {
			sc, err := scene.Find(name)
			if err != nil {
				t.Fatal(err)
			}
			took, err := played(t, sc, nil)
			if err != nil {
				t.Error(err)
			}
			if least, most := 5*time.Second, 45*time.Second; took < least || took > most {
				t.Errorf("it takes %s: a scene is about half a minute", took)
			}
		})
	}
}

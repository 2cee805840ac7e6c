package fault_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/pipelinetest"
)

// faulty is a rig whose workers have those faults.
func faulty(t *testing.T, list string, change func(*pipelinetest.Rig)) (r *pipelinetest.Rig, set *fault.Set, hits *[]fault.Hit) {
	t.Helper()
	set, hits = switched(t, list)
	r = pipelinetest.NewRig()
	r.Visibility = 10 * time.Second
	if change != nil {
		change(r)
	}
	set.Clock = r.Log.Clock
	w := &fault.Workers{Set: set, Clock: r.Log.Clock, World: r.World, Visibility: func() time.Duration { return r.Visibility }, Limit: time.Minute}
	r.Queue, r.Store, r.Engine = w.Queue(r.Queue), w.Store(r.Store), w.Engine(r.Engine)
	for i, p := range r.Publishers {
		r.Publishers[i] = w.Publisher(p)
	}
	r.LeaveOut = func(image event.ImageRef, _ int) (string, bool) {
		return set.Quiet(fault.HeartbeatLost, fault.Target{Key: image.Key})
	}
	return r, set, hits
}

// kindsOf are the kinds of the events of a message, but for what is not of interest.
func kindsOf(r *pipelinetest.Rig) (kinds []event.Kind) {
	for _, e := range r.Told(event.KindOf[event.MessageReceived](), event.KindOf[event.MessageExpired](), event.KindOf[event.MessageReturned](), event.KindOf[event.MessageDeleted](), event.KindOf[event.MessageExtended](), event.KindOf[event.NotificationFailed]()) {
		if len(kinds) == 0 || kinds[len(kinds)-1] != e.Kind() || !event.Is[event.MessageExtended](&e) {
			kinds = append(kinds, e.Kind())
		}
	}
	return kinds
}

// TestWhatAFaultOfAWorkerDoesToAMessage: each once, on one image, with the heartbeat.
func TestWhatAFaultOfAWorkerDoesToAMessage(t *testing.T) {
	var (
		received, extended, expired = event.KindOf[event.MessageReceived](), event.KindOf[event.MessageExtended](), event.KindOf[event.MessageExpired]()
		returned, deleted           = event.KindOf[event.MessageReturned](), event.KindOf[event.MessageDeleted]()
	)
	for list, want := range map[string][]event.Kind{
		"panic=once":                                {received, returned, received, deleted},
		"panic=once@upload":                         {received, returned, received, deleted},
		"panic=once@notify":                         {received, returned, received, deleted},
		"slow-work=once":                            {received, extended, deleted},
		"slow-work=once@download":                   {received, extended, deleted},
		"slow-work=once@notify":                     {received, extended, deleted},
		"engine-hangs=once":                         {received, extended, returned, received, deleted},
		"worker-dies=once":                          {received, expired, received, deleted, returned},
		"heartbeat-lost=once,slow-work=once@upload": {received, expired, received, deleted, deleted},
		"discord-refuses=once":                      {received, event.KindOf[event.NotificationFailed](), deleted},
	} {
		t.Run(list, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, set, _ := faulty(t, list, nil)
				r.Image("a.jpg", "a picture")
				r.Start(t.Context(), 2)
				time.Sleep(3 * time.Minute)
				r.Stop(t.Context())
				if got := kindsOf(r); !slices.Equal(got, want) {
					t.Errorf("it went %v", got)
				}
				if left := set.Active(); len(left) != 0 {
					t.Errorf("%v has hit nothing", left)
				}
				if _, made := r.Buckets.Objects["thumbs/"+consume.ThumbnailKey("a.jpg")]; r.Memory.Left() != 0 || !made {
					t.Errorf("%d messages are left, a thumbnail: %t", r.Memory.Left(), made)
				}
			})
		})
	}
}

func TestAWorldFreezesInTheMidstOfAFault(t *testing.T) {
	for _, list := range []string{"slow-work=once@download", "slow-work=once@thumbnail", "slow-work=once@upload", "slow-work=once@notify", "engine-hangs=once", "worker-dies=once"} {
		t.Run(list, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, set, _ := faulty(t, list, func(r *pipelinetest.Rig) { r.Freezable() })
				r.Image("a.jpg", "a picture")
				r.Start(t.Context(), 1)
				for len(set.Active()) > 0 {
					time.Sleep(100 * time.Millisecond)
				}
				time.Sleep(3 * time.Second) // it is in the midst of it
				r.World.Freeze()
				synctest.Wait()
				if len(r.Told(event.KindOf[event.WorldFrozen]())) != 1 {
					t.Error("the world waits for a fault that stands with it")
				}
				time.Sleep(time.Hour)
				synctest.Wait()
				if seen := r.Told(event.KindOf[event.StageFinished](), event.KindOf[event.MessageExpired]()); len(seen) > 0 && seen[len(seen)-1].Time.After(r.Log.Clock.Now()) {
					t.Errorf("%s while it stood", seen[len(seen)-1].Kind())
				}
				r.World.Thaw()
				time.Sleep(3 * time.Minute)
				if _, made := r.Buckets.Objects["thumbs/"+consume.ThumbnailKey("a.jpg")]; r.Memory.Left() != 0 || !made {
					t.Errorf("thawed, it leaves %d messages, a thumbnail: %t", r.Memory.Left(), made)
				}
				r.World.Release()
				r.Stop(t.Context())
			})
		})
	}
}

// TestDiscordRefusesAndNobodyElse: the other channel hears of each image.
func TestDiscordRefusesAndNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _, hits := faulty(t, "discord-refuses", nil)
		r.Image("a.jpg", "a picture")
		r.Start(t.Context(), 1)
		time.Sleep(9 * time.Second)
		synctest.Wait()
		if !slices.Equal(r.Sns.Keys, []string{"a.jpg"}) || len(r.Discord.Keys) != 0 || len(*hits) == 0 {
			t.Errorf("SNS heard of %v, Discord of %v, after %d hits", r.Sns.Keys, r.Discord.Keys, len(*hits))
		}
		r.Stop(t.Context())
	})
}

func TestADeadWorkerSaysNothingOfItsMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _, hits := faulty(t, "worker-dies=once", nil)
		r.Image("a.jpg", "a picture")
		r.Start(t.Context(), 1)
		time.Sleep(9 * time.Second)
		synctest.Wait()
		if told := r.Told(event.KindOf[event.MessageExtended](), event.KindOf[event.MessageReturned](), event.KindOf[event.StageFinished]()); len(told) != 0 || r.Memory.Asked != 0 {
			t.Errorf("after its death: %v, and %d calls", told, r.Memory.Asked)
		}
		if len(*hits) != 1 || (*hits)[0].MessageID != "id-a.jpg" || (*hits)[0].Key != "a.jpg" {
			t.Errorf("reported is %+v", *hits)
		}
		r.Stop(t.Context())
		if r.Memory.Left() != 1 || r.Memory.Asked != 0 {
			t.Errorf("a dead worker that is stopped gives its message back: %d left, %d calls", r.Memory.Left(), r.Memory.Asked)
		}
	})
}

// TestOfSeveralThatAreHeldADeadWorkersIsLeftOut: the others of the call are extended, and
// each answer is of its own.
func TestOfSeveralThatAreHeldADeadWorkersIsLeftOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _, hits := faulty(t, "worker-dies=once", nil)
		var receipts []string
		for i := range 3 { // the first receive is the one that dies
			r.Image(fmt.Sprint(i, ".jpg"), "a picture")
			got, err := r.Queue.Receive(t.Context(), 1, 0, 10*time.Second)
			if err != nil || len(got) != 1 {
				t.Fatalf("received %v, %v", got, err)
			}
			receipts = append(receipts, got[0].Receipt)
		}
		for i, order := range [][]int{{0, 1, 2}, {1, 0, 2}, {1, 2, 0}} {
			asked := []string{receipts[order[0]], receipts[order[1]], receipts[order[2]]}
			for at, err := range r.Queue.ChangeVisibilities(t.Context(), asked, time.Minute) {
				if dead := order[at] == 0; dead != (err != nil) {
					t.Errorf("%d: of message %d: %v", i, order[at], err)
				}
			}
		}
		if len(*hits) != 1 || !slices.Equal(r.Memory.Batches, []int{2, 2, 2}) {
			t.Errorf("%d died, the queue was asked for %v", len(*hits), r.Memory.Batches)
		}
		if errs := r.Queue.ChangeVisibilities(t.Context(), receipts[:1], time.Minute); len(errs) != 1 || errs[0] == nil || len(r.Memory.Batches) != 3 {
			t.Errorf("a dead worker's alone: %v, the queue was asked for %v", errs, r.Memory.Batches)
		}
		time.Sleep(11 * time.Second)
		if n := r.Memory.Visible(); n != 1 {
			t.Errorf("%d are visible, want the dead worker's alone", n)
		}
	})
}

func TestAPersonWhoReceivesByHandIsNoWorkerThatDies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _, hits := faulty(t, "worker-dies", nil)
		r.Image("photo.jpg", "photo")
		r.Start(t.Context(), 0)
		for _, do := range []func(context.Context, string) error{r.ExtendInHand, r.GiveBackInHand, r.DeleteInHand} {
			m, err := r.ReceiveByHand(t.Context())
			if err == nil && m.MessageID == "" { // still in hand
				m.MessageID = "id-photo.jpg"
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := do(t.Context(), m.MessageID); err != nil {
				t.Error(err)
			}
		}
		if len(*hits) > 0 || r.Memory.Left() != 0 {
			t.Errorf("%d hits, %d left", len(*hits), r.Memory.Left())
		}
		r.Stop(t.Context())
	})
}

// images are three good ones.
type images struct{ given, damaged int }

func (i *images) Next(context.Context) (pipeline.NewImage, error) {
	if len(i.Rest()) == 0 {
		return pipeline.NewImage{}, io.EOF
	}
	key := i.Rest()[0]
	i.given++
	return pipeline.NewImage{Key: key, Body: pipeline.NewBody([]byte("good"))}, nil
}

func (i *images) Rest() []string { return []string{"1.jpg", "2.jpg", "3.jpg"}[i.given:] }

func (i *images) Broken(context.Context) (pipeline.NewImage, error) {
	kind := fault.Kinds()[i.damaged%len(fault.Kinds())]
	i.damaged++
	return pipeline.NewImage{Key: kind + ".jpg", Body: pipeline.NewBody([]byte("bad")), Fault: kind}, nil
}

func TestAnImageIsDamagedAsTheFaultAsks(t *testing.T) {
	for list, want := range map[string]string{
		"panic":                   "",
		"broken-image=once":       "truncated",
		"broken-image=once@giant": "giant",
	} {
		set, hits := switched(t, list)
		source := (&fault.Workers{Set: set}).Images(new(images))
		for i, want := range []string{want, ""} {
			*hits = nil
			img, err := source.Next(t.Context())
			if err != nil || img.Fault != "" {
				t.Errorf("%s, image %d: %s, %q, %v", list, i, img.Key, img.Fault, err)
			}
			if want != "" && (len(*hits) != 1 || (*hits)[0].Why() != want+" by "+list || (*hits)[0].Key != img.Key) || want == "" && len(*hits) > 0 {
				t.Errorf("%s, image %d: reported is %+v", list, i, *hits)
			}
			if key := fmt.Sprintf("%d.jpg", i+1); img.Key != key { // else its own would be lost
				t.Errorf("%s: %s was uploaded in the place of %s", list, img.Key, key)
			}
			content := new(bytes.Buffer)
			if _, err := io.Copy(content, img.Body); err != nil || (content.String() == "bad") != (want != "") {
				t.Errorf("%s, image %d: %s, %v", list, i, content, err)
			}
		}
	}
}

// Else a run with the fault at its full rate would never end.
func TestThereAreNoMoreDamagedImagesThanImages(t *testing.T) {
	set, _ := switched(t, "broken-image")
	source := (&fault.Workers{Set: set}).Images(new(images))
	for range 3 {
		if rest := pipeline.Rest(source); len(rest) == 0 {
			t.Fatal("the rest is not known")
		}
		if _, err := source.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if img, err := source.Next(t.Context()); !errors.Is(err, io.EOF) {
		t.Errorf("a fourth of three: %s, %v", img.Key, err)
	}
}

var _ consume.ObjectStore = (&fault.Workers{}).Store(nil)

package consume_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
)

// scripted is a channel that answers as its script says.
type scripted struct {
	name   string
	answer func(try int, a consume.Announcement) error

	mu    sync.Mutex
	tries int
	at    []time.Time
	took  []consume.Announcement
}

func (c *scripted) Channel() string { return c.name }

func (c *scripted) Publish(ctx context.Context, a consume.Announcement) error {
	c.mu.Lock()
	c.tries++
	n := c.tries
	c.at = append(c.at, time.Now())
	c.mu.Unlock()
	err := c.answer(n, a)
	if errors.Is(err, errSilent) {
		<-ctx.Done()
		err = ctx.Err()
	}
	if err == nil {
		c.mu.Lock()
		c.took = append(c.took, a)
		c.mu.Unlock()
	}
	return err
}

// keys are the images that the channel took.
func (c *scripted) keys() (keys []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range c.took {
		keys = append(keys, a.SourceKey)
	}
	return keys
}

var (
	errSilent = errors.New("it does not answer")
	errGone   = &consume.ShutError{Err: errors.New("the answer was 404 Not Found")}
)

// announcing is a rig whose second channel answers as the function says.
func announcing(answer func(try int, a consume.Announcement) error) (*pipelinetest.Rig, *scripted) {
	r := pipelinetest.NewRig()
	c := &scripted{name: "discord", answer: answer}
	r.Publishers = []consume.Publisher{r.Sns, c}
	return r, c
}

// endOf is what became of announcements on a channel.
func endOf(events []event.Event, channel string) (end []event.Kind) {
	for _, e := range events {
		of := ""
		switch b := e.Body.(type) {
		case *event.NotificationSent:
			of = b.Channel
		case *event.NotificationFailed:
			of = b.Channel
		case *event.NotificationGivenUp:
			of = b.Channel
		case *event.ChannelOff:
			of = b.Channel
		case *event.NotificationKept:
			of = b.Channel
		}
		if of == channel {
			end = append(end, e.Kind())
		}
	}
	return end
}

var (
	sent    = event.KindOf[event.NotificationSent]()
	failed  = event.KindOf[event.NotificationFailed]()
	givenUp = event.KindOf[event.NotificationGivenUp]()
)

func TestAnAnnouncementWaitsAsLongAsTheChannelAsksAndTheMessageDoesNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, discord := announcing(func(try int, _ consume.Announcement) error {
			if try <= 2 {
				return pipelinetest.AskToWait(4 * time.Minute)
			}
			return nil
		})
		r.Image("a.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		synctest.Wait()
		if r.Memory.Left() != 0 || len(r.Buckets.Objects) != 2 {
			t.Errorf("%d messages are left while the announcement waits", r.Memory.Left())
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		r.Stop(t.Context())
		events := r.Events.Take(nil)
		if got, want := endOf(events, "discord"), []event.Kind{failed, failed, sent}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		if first := pipelinetest.OfKind(events, failed)[0]; pipelinetest.As[event.NotificationFailed](first).Took != 4*time.Minute || first.MessageID != "id-a.jpg" {
			t.Errorf("the first failure is %+v", first)
		}
		for i := range 2 {
			if gap := discord.at[i+1].Sub(discord.at[i]); gap < 4*time.Minute || gap > 4*time.Minute+time.Second {
				t.Errorf("asked again after %s", gap)
			}
		}
		if tags := r.Buckets.Tagged["thumbs/a.jpg.png"]; tags["inflight-announced"] != "sns discord" {
			t.Errorf("the tags say %v", tags)
		}
		if a := discord.took[0]; time.Until(a.Link.Expires) < 50*time.Minute {
			t.Errorf("the link was signed when it was tried first: it ends in %s", time.Until(a.Link.Expires))
		}
	})
}

func TestAnAnnouncementIsGivenUpWhenItWouldTakeTooLongAndTheImageIsNot(t *testing.T) {
	for name, tc := range map[string]struct {
		answer func(try int, a consume.Announcement) error
		tries  int
		reason string
	}{
		"a wait of an hour": {func(int, consume.Announcement) error { return pipelinetest.AskToWait(time.Hour) }, 1, "too long to wait for"},
		"a refusal of this one": {func(int, consume.Announcement) error {
			return errors.New("the answer was 400 Bad Request")
		}, 1, "400 Bad Request"},
		"an outage without an end": {func(int, consume.Announcement) error { return pipelinetest.ErrDown }, 20, "too long to wait for"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, discord := announcing(tc.answer)
				r.Image("a.jpg", "photo")
				r.Start(t.Context(), 1)
				time.Sleep(time.Hour)
				synctest.Wait()
				r.Stop(t.Context())
				events := r.Events.Take(nil)
				up := pipelinetest.OfKind(events, givenUp)
				if len(up) != 1 || !strings.Contains(pipelinetest.As[event.NotificationGivenUp](up[0]).Error, tc.reason) || discord.tries > tc.tries {
					t.Errorf("after %d tries: %+v", discord.tries, up)
				}
				if len(pipelinetest.OfKind(events, event.KindOf[event.MessageDeleted]())) != 1 || len(pipelinetest.OfKind(events, event.KindOf[event.MessageReturned]())) != 0 || len(r.Sns.Keys) != 1 {
					t.Errorf("the image: %v", pipelinetest.KindsOf(events))
				}
				state := state.NewState()
				state.Apply(events...)
				if state.Count.NotifyGivenUp != 1 || state.Count.Thumbnails != 1 {
					t.Errorf("counted %+v", state.Count)
				}
			})
		})
	}
}

func TestAChannelThatIsGoneIsSwitchedOffWithOneSentenceAndOnAgainByHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gone := true
		r, discord := announcing(func(int, consume.Announcement) error {
			if gone {
				return errGone
			}
			return nil
		})
		for i := range 5 {
			r.Image(fmt.Sprintf("%d.jpg", i), "photo")
		}
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		synctest.Wait()
		events := r.Events.Take(nil)
		off := pipelinetest.OfKind(events, event.KindOf[event.ChannelOff]())
		if len(off) != 1 || pipelinetest.As[event.ChannelOff](off[0]).Channel != "discord" || !strings.Contains(pipelinetest.As[event.ChannelOff](off[0]).Error, "404") || discord.tries != 1 {
			t.Errorf("after %d tries it is off: %+v", discord.tries, off)
		}
		if n := len(pipelinetest.OfKind(events, givenUp)); n != 5 || r.Memory.Left() != 0 || len(r.Sns.Keys) != 5 {
			t.Errorf("%d given up, %d messages left, %d on sns", n, r.Memory.Left(), len(r.Sns.Keys))
		}
		st := state.NewState()
		st.Apply(events...)
		if in := state.Insights(st, time.Now()); len(in) == 0 || in[0].Name != "channel-off" {
			t.Errorf("the screen says %+v", in)
		}

		gone = false
		p := pipeline.Pipeline{Log: r.Log, Consumers: r.Consumers, Setup: event.Setup{SourceBucket: "source"}}
		if err := p.AnnounceAgain(t.Context(), "id-3.jpg", "3.jpg"); err != nil {
			t.Error(err)
		}
		r.Image("6.jpg", "photo")
		time.Sleep(time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		if got := discord.keys(); !slices.Equal(got, []string{"3.jpg", "6.jpg"}) || len(r.Sns.Keys) != 6 {
			t.Errorf("discord took %v, sns %v", got, r.Sns.Keys)
		}
		st.Apply(r.Events.Take(nil)...)
		if in := state.Insights(st, time.Now()); len(in) != 0 {
			t.Errorf("the screen still says %+v", in)
		}
	})
}

func TestWhileAChannelRestsItIsNotAskedAndAllWaitInTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		r, discord := announcing(func(try int, _ consume.Announcement) error {
			if try == 1 {
				return pipelinetest.AskToWait(time.Minute)
			}
			return nil
		})
		r.Start(t.Context(), 1)
		for i := range 5 {
			r.Image(fmt.Sprintf("%d.jpg", i), "photo")
			time.Sleep(time.Second)
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		r.Stop(t.Context())
		if got := discord.keys(); !slices.Equal(got, []string{"0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg"}) || discord.tries != 6 {
			t.Errorf("after %d tries it took %v", discord.tries, got)
		}
		if rest := discord.at[1].Sub(begun); rest < time.Minute {
			t.Errorf("it was asked again after %s", rest)
		}
	})
}

// TestTwoMessagesOfOneImageAtTheSameMomentAreAnnouncedOnce: EventBridge and SQS
// deliver at least once, and another worker may have the second message.
func TestTwoMessagesOfOneImageAtTheSameMomentAreAnnouncedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, discord := announcing(func(int, consume.Announcement) error {
			time.Sleep(time.Second) // it is under way while the other one comes
			return nil
		})
		r.Image("photo.jpg", "photo")
		r.Memory.Send("second", pipelinetest.Body("photo.jpg", "1"))
		r.Start(t.Context(), 2)
		time.Sleep(5 * time.Second)
		end := endOf(r.Events.Take(nil), "discord")
		if len(discord.keys()) != 1 || !slices.Equal(end, []event.Kind{event.KindOf[event.NotificationSent](), event.KindOf[event.NotificationKept]()}) {
			t.Errorf("announced %d times: %v", len(discord.keys()), end)
		}
		if r.Memory.Left() != 0 {
			t.Errorf("%d messages are left", r.Memory.Left())
		}
		r.Stop(t.Context())
	})
}

package pipeline_test

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
)

// scripted is a channel that answers as its script says.
type scripted struct {
	name   string
	answer func(try int, a pipeline.Announcement) error

	mu    sync.Mutex
	tries int
	at    []time.Time
	took  []pipeline.Announcement
}

func (c *scripted) Channel() string { return c.name }

func (c *scripted) Publish(ctx context.Context, a pipeline.Announcement) error {
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
	errGone   = &pipeline.ShutError{Err: errors.New("the answer was 404 Not Found")}
)

// wait is an answer that asks to wait.
func wait(d time.Duration) error {
	return &pipeline.PassingError{Err: fmt.Errorf("it asks to wait for %s", d), After: d}
}

// announcing is a rig whose second channel answers as the function says.
func announcing(answer func(try int, a pipeline.Announcement) error) (*rig, *scripted) {
	r := newRig()
	c := &scripted{name: "discord", answer: answer}
	r.Publishers = []pipeline.Publisher{r.sns, c}
	return r, c
}

// fateOf is what became of announcements on a channel.
func fateOf(events []pipeline.Event, channel string) (fate []pipeline.Kind) {
	for _, e := range events {
		switch e.Type {
		case pipeline.NotificationSent, pipeline.NotificationFailed, pipeline.NotificationGivenUp, pipeline.ChannelOff, pipeline.NotificationKept:
			if e.Channel == channel {
				fate = append(fate, e.Type)
			}
		}
	}
	return fate
}

const (
	sent    = pipeline.NotificationSent
	failed  = pipeline.NotificationFailed
	givenUp = pipeline.NotificationGivenUp
)

func TestAnAnnouncementWaitsAsLongAsTheChannelAsksAndTheMessageDoesNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, discord := announcing(func(try int, _ pipeline.Announcement) error {
			if try <= 2 {
				return wait(4 * time.Minute)
			}
			return nil
		})
		r.image("a.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		synctest.Wait()
		if r.queue.left() != 0 || len(r.store.objects) != 2 {
			t.Errorf("%d messages are left while the announcement waits", r.queue.left())
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		r.Stop(t.Context())
		events := r.events.Take(nil)
		if got, want := fateOf(events, "discord"), []pipeline.Kind{failed, failed, sent}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		if first := ofKind(events, failed)[0]; first.Took != 4*time.Minute || first.MessageID != "id-a.jpg" {
			t.Errorf("the first failure is %+v", first)
		}
		for i := range 2 {
			if gap := discord.at[i+1].Sub(discord.at[i]); gap < 4*time.Minute || gap > 4*time.Minute+time.Second {
				t.Errorf("asked again after %s", gap)
			}
		}
		if tags := r.store.tags["thumbs/a.jpg.png"]; tags["inflight-announced"] != "sns discord" {
			t.Errorf("the tags say %v", tags)
		}
		if a := discord.took[0]; time.Until(a.Link.Expires) < 50*time.Minute {
			t.Errorf("the link was signed when it was tried first: it ends in %s", time.Until(a.Link.Expires))
		}
	})
}

func TestAnAnnouncementIsGivenUpWhenItWouldTakeTooLongAndTheImageIsNot(t *testing.T) {
	for name, tc := range map[string]struct {
		answer func(try int, a pipeline.Announcement) error
		tries  int
		reason string
	}{
		"a wait of an hour": {func(int, pipeline.Announcement) error { return wait(time.Hour) }, 1, "too long to wait for"},
		"a refusal of this one": {func(int, pipeline.Announcement) error {
			return errors.New("the answer was 400 Bad Request")
		}, 1, "400 Bad Request"},
		"an outage without an end": {func(int, pipeline.Announcement) error { return errDown }, 20, "too long to wait for"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, discord := announcing(tc.answer)
				r.image("a.jpg", "photo")
				r.Start(t.Context(), 1)
				time.Sleep(time.Hour)
				synctest.Wait()
				r.Stop(t.Context())
				events := r.events.Take(nil)
				up := ofKind(events, givenUp)
				if len(up) != 1 || !strings.Contains(up[0].Error, tc.reason) || discord.tries > tc.tries {
					t.Errorf("after %d tries: %+v", discord.tries, up)
				}
				if len(ofKind(events, pipeline.MessageDeleted)) != 1 || len(ofKind(events, pipeline.MessageReturned)) != 0 || len(r.sns.keys) != 1 {
					t.Errorf("the image: %v", kindsOf(events))
				}
				state := pipeline.NewState()
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
		r, discord := announcing(func(int, pipeline.Announcement) error {
			if gone {
				return errGone
			}
			return nil
		})
		for i := range 5 {
			r.image(fmt.Sprintf("%d.jpg", i), "photo")
		}
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		synctest.Wait()
		events := r.events.Take(nil)
		off := ofKind(events, pipeline.ChannelOff)
		if len(off) != 1 || off[0].Channel != "discord" || !strings.Contains(off[0].Error, "404") || discord.tries != 1 {
			t.Errorf("after %d tries it is off: %+v", discord.tries, off)
		}
		if n := len(ofKind(events, givenUp)); n != 5 || r.queue.left() != 0 || len(r.sns.keys) != 5 {
			t.Errorf("%d given up, %d messages left, %d on sns", n, r.queue.left(), len(r.sns.keys))
		}
		state := pipeline.NewState()
		state.Apply(events...)
		if in := pipeline.Insights(state, time.Now()); len(in) == 0 || in[0].Name != "channel-off" {
			t.Errorf("the screen says %+v", in)
		}

		gone = false
		p := pipeline.Pipeline{Log: r.log, Consumers: r.Consumers, Setup: pipeline.Setup{SourceBucket: "source"}}
		if err := p.AnnounceAgain(t.Context(), "id-3.jpg", "3.jpg"); err != nil {
			t.Error(err)
		}
		r.image("6.jpg", "photo")
		time.Sleep(time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		if got := discord.keys(); !slices.Equal(got, []string{"3.jpg", "6.jpg"}) || len(r.sns.keys) != 6 {
			t.Errorf("discord took %v, sns %v", got, r.sns.keys)
		}
		state.Apply(r.events.Take(nil)...)
		if in := pipeline.Insights(state, time.Now()); len(in) != 0 {
			t.Errorf("the screen still says %+v", in)
		}
	})
}

func TestWhileAChannelRestsItIsNotAskedAndAllWaitInTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		r, discord := announcing(func(try int, _ pipeline.Announcement) error {
			if try == 1 {
				return wait(time.Minute)
			}
			return nil
		})
		r.Start(t.Context(), 1)
		for i := range 5 {
			r.image(fmt.Sprintf("%d.jpg", i), "photo")
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

package s3_test

import (
	"testing"
	"testing/synctest"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"inflight/aws/local/clock"
	"inflight/aws/local/s3"
)

// lifecycle gives a bucket the rules.
func (w *world) lifecycle(rules ...types.LifecycleRule) error {
	_, err := w.client.PutBucketLifecycleConfiguration(w.t.Context(), &sdk.PutBucketLifecycleConfigurationInput{
		Bucket: new(photos), LifecycleConfiguration: &types.BucketLifecycleConfiguration{Rules: rules},
	})
	return err
}

// after is a rule by which what begins with the prefix expires after days.
func after(days int32, prefix string) types.LifecycleRule {
	return types.LifecycleRule{
		ID: new("after" + prefix), Status: types.ExpirationStatusEnabled, Filter: &types.LifecycleRuleFilter{Prefix: &prefix},
		Expiration: &types.LifecycleExpiration{Days: &days},
	}
}

// keys are the keys of the bucket.
func (w *world) keys() []string {
	w.t.Helper()
	out, err := w.client.ListObjectsV2(w.t.Context(), &sdk.ListObjectsV2Input{Bucket: new(photos)})
	w.check(err)
	return names(out.Contents, nil)
}

func TestAnObjectExpiresAtTheMidnightAfterItsDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // begins at a midnight UTC
		w := newWorld(t)
		w.bucket(photos)
		w.notify(photos, true)
		w.check(w.lifecycle(after(1, "old/")))
		time.Sleep(time.Hour)
		w.put(photos, "old/a", "x")
		w.put(photos, "kept", "x")
		w.events.take()
		time.Sleep(46 * time.Hour) // an hour before the second midnight
		if got := w.keys(); len(got) != 2 {
			t.Errorf("too early there is %q", got)
		}
		time.Sleep(time.Hour + 2*time.Minute)
		if got := w.keys(); len(got) != 1 || got[0] != "kept" {
			t.Errorf("after the midnight there is %q", got)
		}
		events := w.events.take()
		if len(events) != 1 || events[0].Key != "old/a" || !events[0].Deleted || events[0].Reason != "Lifecycle Expiration" {
			t.Errorf("the events are %+v", events)
		}
	})
}

func TestADisabledRuleExpiresNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.bucket(photos)
		rule := after(1, "")
		rule.Status = types.ExpirationStatusDisabled
		w.check(w.lifecycle(rule))
		w.put(photos, "a", "x")
		time.Sleep(72 * time.Hour)
		if got := w.keys(); len(got) != 1 {
			t.Errorf("there is %q", got)
		}
	})
}

func TestARuleCanNameADate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.bucket(photos)
		rule := after(1, "")
		rule.Expiration = &types.LifecycleExpiration{Date: new(time.Now().Add(24 * time.Hour))}
		w.check(w.lifecycle(rule))
		w.put(photos, "a", "x")
		time.Sleep(24*time.Hour + 2*time.Minute)
		if got := w.keys(); len(got) != 0 {
			t.Errorf("there is %q", got)
		}
	})
}

func TestExpiryGoesByTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		moved := clock.NewControlled(nil, 0) // stands still
		w := newWorld(t, func(c *s3.Config) { c.Clock = moved })
		w.bucket(photos)
		w.check(w.lifecycle(after(1, "")))
		w.put(photos, "a", "x")
		time.Sleep(72 * time.Hour)
		if got := w.keys(); len(got) != 1 {
			t.Errorf("while the clock stands still there is %q", got)
		}
		moved.Advance(72 * time.Hour)
		synctest.Wait()
		if got := w.keys(); len(got) != 0 {
			t.Errorf("after it was moved there is %q", got)
		}
	})
}

func TestALifecycleIsGivenBackValidatedAndDeleted(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	get := func() (*sdk.GetBucketLifecycleConfigurationOutput, error) {
		return w.client.GetBucketLifecycleConfiguration(t.Context(), &sdk.GetBucketLifecycleConfigurationInput{Bucket: new(photos)})
	}
	_, err := get()
	refused(t, err, "NoSuchLifecycleConfiguration")
	w.check(w.lifecycle(after(30, "thumb")))
	got, err := get()
	w.check(err)
	if len(got.Rules) != 1 || *got.Rules[0].Expiration.Days != 30 || *got.Rules[0].Filter.Prefix != "thumb" {
		t.Errorf("the rules are %+v", got.Rules)
	}
	noAction := after(1, "")
	noAction.Expiration = nil
	for name, c := range map[string]struct {
		rules []types.LifecycleRule
		want  string
	}{
		"no days":      {[]types.LifecycleRule{after(0, "")}, "InvalidArgument"},
		"no action":    {[]types.LifecycleRule{noAction}, "InvalidRequest"},
		"one id twice": {[]types.LifecycleRule{after(1, "a"), after(2, "a")}, "InvalidArgument"},
	} {
		if got := code(t, w.lifecycle(c.rules...)); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	_, err = w.client.DeleteBucketLifecycle(t.Context(), &sdk.DeleteBucketLifecycleInput{Bucket: new(photos)})
	w.check(err)
	_, err = get()
	refused(t, err, "NoSuchLifecycleConfiguration")
}

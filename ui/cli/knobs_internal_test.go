package cli

import (
	"testing"

	"github.com/spf13/pflag"

	"inflight/pipeline/event"
	"inflight/pipeline/setting"
)

func TestEachSettingIsWrittenAsItsFlagTakesIt(t *testing.T) {
	for _, s := range setting.All() {
		for _, step := range s.Steps {
			value, err := s.Check(step)
			if err != nil || value != step {
				t.Errorf("%s %s: %q, %v", s.Name, step, value, err)
			}
			var set settings
			f := pflag.NewFlagSet("run", pflag.ContinueOnError)
			set.bind(f)
			if err := f.Set(string(s.Name), step); err != nil {
				t.Errorf("%s: %v", s.Flag(step), err)
				continue
			}
			if err := set.validate(f.Changed); err != nil {
				t.Errorf("%s: %v", s.Flag(step), err)
			}
		}
	}
}

func TestWhatAFlagRefusesTheSheetRefuses(t *testing.T) {
	for name, values := range map[event.Setting][]string{
		event.VisibilitySetting: {"0s", "13h", "1500ms"}, event.WaitSetting: {"21s", "500ms"}, event.BatchSetting: {"0", "11"},
		event.PrefetchSetting: {"-1", "201"}, event.MaxReceivesSetting: {"0", "1001"}, event.RetryDelaySetting: {"2h", "never"},
		event.DelaySetting: {"16m"}, event.RateSetting: {"-1", "NaN", "1e7", "0.00001"}, event.PaceSetting: {"-1s", "2h"},
		event.BrokenSetting: {"1.1", "-0.1", "NaN"}, event.SlowSetting: {"2"}, event.EngineSetting: {"magick"}, event.FitSetting: {"fill"},
	} {
		s, _ := setting.Of(name)
		for _, value := range values {
			if got, err := s.Check(value); err == nil {
				t.Errorf("the sheet takes %s as %s", s.Flag(value), got)
			}
			var set settings
			f := pflag.NewFlagSet("run", pflag.ContinueOnError)
			set.bind(f)
			if f.Set(string(name), value) == nil && set.validate(f.Changed) == nil {
				t.Errorf("%s is a good flag", s.Flag(value))
			}
		}
	}
}

func TestTheSharesOfDrawnImagesCanBeTurned(t *testing.T) {
	d := newDrawn(0, 0)
	if sharesOf(d) == nil {
		t.Fatal("they cannot")
	}
	faults := func() (n int) {
		for range 4 {
			img, err := d.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if img.Fault != "" {
				n++
			}
		}
		return n
	}
	if n := faults(); n != 0 {
		t.Errorf("%d of 4 are damaged or slow", n)
	}
	d.SetShares(1, 0)
	if n := faults(); n != 4 {
		t.Errorf("%d of 4 are damaged then", n)
	}
}

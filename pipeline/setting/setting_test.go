package setting_test

import (
	"strings"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/setting"
)

func TestAValueIsShownWithItsUnit(t *testing.T) {
	for _, c := range []struct {
		name         event.Setting
		typed, value string
		shown        string
		next, last   string // of its steps
	}{
		{event.VisibilitySetting, "3", "3s", "3 s", "5s", "2s"},
		{event.VisibilitySetting, " 90 s ", "1m30s", "90 s", "2m0s", "1m0s"},
		{event.VisibilitySetting, "12h", "12h0m0s", "12 h", "15m0s", "15m0s"},
		{event.WaitSetting, "0", "0s", "0 s", "1s", "0s"},
		{event.DelaySetting, "15m", "15m0s", "15 min", "1m0s", "1m0s"},
		{event.PaceSetting, ".9", "900ms", "900 ms", "2s", "500ms"},
		{event.RateSetting, "0", "0", "as fast as it goes", "0.2", "0.2"},
		{event.RateSetting, "3", "3", "3/s", "5", "2"},
		{event.BrokenSetting, "0", "0", "0 %", "0.1", "0"},
		{event.SlowSetting, "0.125", "0.125", "12.5 %", "0.2", "0.1"},
		{event.BatchSetting, "7", "7", "7", "10", "5"},
		{event.PrefetchSetting, "0", "0", "as many as workers", "1", "0"},
		{event.MaxReceivesSetting, "1000", "1000", "1000", "100", "100"},
		{event.HeartbeatSetting, "ON", "true", "on", "true", "false"},
		{event.RetryDelaySetting, "timeout", "timeout", "the timeout", "timeout", "30s"},
		{event.FitSetting, "contain", "contain", "contain", "stretch", "cover"},
	} {
		s, _ := setting.Of(c.name)
		value, err := s.Check(c.typed)
		if err != nil || value != c.value || s.Shown(value) != c.shown {
			t.Errorf("%s %q: %q, %v, shown as %q, want %q as %q", c.name, c.typed, value, err, s.Shown(value), c.value, c.shown)
		}
		if next, last := s.Next(value, 1, false), s.Next(value, -1, false); next != c.next || last != c.last {
			t.Errorf("%s after %s comes %s, before it %s; want %s and %s", c.name, value, next, last, c.next, c.last)
		}
	}
}

// TestOfEachSettingTheBoundsAreTakenAndNothingBeyond: what SQS takes, and what a run can.
func TestOfEachSettingTheBoundsAreTakenAndNothingBeyond(t *testing.T) {
	for name, c := range map[event.Setting]struct{ taken, refused []string }{
		event.VisibilitySetting:  {[]string{"1", "12h", "43200"}, []string{"0", "12h1s", "1500ms", "-1", "", "soon"}},
		event.WaitSetting:        {[]string{"0", "20s"}, []string{"21", "500ms", "-1s", ""}},
		event.DelaySetting:       {[]string{"0", "15m", "900"}, []string{"901", "15m1s", "0.5", "-1"}},
		event.PaceSetting:        {[]string{"0", "1h", "1ms"}, []string{"1h1s", "-1ms", "NaN", "Inf"}},
		event.RetryDelaySetting:  {[]string{"0", "1h", "timeout"}, []string{"1h1s", "0.5", "-1", "never"}},
		event.BatchSetting:       {[]string{"1", "10"}, []string{"0", "11", "1.5", ""}},
		event.PrefetchSetting:    {[]string{"0", "200"}, []string{"-1", "201"}},
		event.MaxReceivesSetting: {[]string{"1", "1000"}, []string{"0", "1001"}},
		event.RateSetting:        {[]string{"0", "0.0001", "1000000"}, []string{"0.00001", "1000001", "NaN", "Inf", "-1", "-0"}},
		event.BrokenSetting:      {[]string{"0", "1"}, []string{"1.01", "-0.1", "NaN"}},
		event.SlowSetting:        {[]string{"0", "1"}, []string{"1.01", "-0.1", "NaN"}},
		event.HeartbeatSetting:   {[]string{"on", "off", "true", "FALSE", "yes", "no"}, []string{"", "1", "maybe"}},
		event.EngineSetting:      {[]string{"ffmpeg", "builtin", "script"}, []string{"", "auto", "FFMPEG"}},
		event.FitSetting:         {[]string{"cover", "contain", "stretch"}, []string{"", "fill"}},
	} {
		s, _ := setting.Of(name)
		for _, text := range c.taken {
			value, err := s.Check(text)
			if err != nil {
				t.Errorf("%s %q: %v", name, text, err)
			}
			if again, err := s.Check(value); err != nil || again != value {
				t.Errorf("%s %q is %q, which is %q, %v", name, text, value, again, err)
			}
		}
		for _, text := range c.refused {
			if value, err := s.Check(text); err == nil {
				t.Errorf("%s takes %q as %q", name, text, value)
			}
		}
	}
}

func TestTheWaitsGoAround(t *testing.T) {
	s, _ := setting.Of(event.WaitSetting)
	for is, want := range map[string]string{"0s": "1s", "1s": "5s", "5s": "20s", "20s": "0s", "7s": "20s"} {
		if got := s.Next(is, 1, true); got != want {
			t.Errorf("after %s comes %s, want %s", is, got, want)
		}
	}
}

func TestEachSettingOfARunIsInTheTable(t *testing.T) {
	if names := event.Settings(); len(names) != len(setting.All()) {
		t.Errorf("%d settings, %d in the table", len(names), len(setting.All()))
	}
	for _, name := range event.Settings() {
		if s, is := setting.Of(name); !is || s.Says == "" || s.From == "" || s.Range == "" || len(s.Steps) == 0 {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// TestWhatASettingIsReadsAsEnglish: "so long a receive waits" is a cry, and no explanation.
func TestWhatASettingIsReadsAsEnglish(t *testing.T) {
	for _, s := range setting.All() {
		if strings.HasPrefix(s.Says, "so ") {
			t.Errorf("%s: %q", s.Title, s.Says)
		}
	}
}

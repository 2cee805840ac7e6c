package event_test

import (
	"testing"

	"inflight/pipeline/event"
)

func TestASetupTakesEachSettingAsItsFlagDoes(t *testing.T) {
	for name, values := range map[event.Setting][]string{
		event.VisibilitySetting: {"3s", "1m30s"}, event.HeartbeatSetting: {"true", "false"}, event.WaitSetting: {"0s", "20s"},
		event.BatchSetting: {"1", "10"}, event.PrefetchSetting: {"0", "7"}, event.MaxReceivesSetting: {"3", "1000"},
		event.RetryDelaySetting: {"2s", "timeout", "0s"}, event.DelaySetting: {"15m0s", "0s"}, event.RateSetting: {"0.8", "0"},
		event.PaceSetting: {"900ms", "0s"}, event.BrokenSetting: {"0.1", "0"}, event.SlowSetting: {"1", "0.05"},
		event.EngineSetting: {"builtin"}, event.FitSetting: {"contain"},
	} {
		var s event.Setup
		for _, value := range values {
			s.Turn(name, value)
			if got := s.Value(name); got != value {
				t.Errorf("%s %s is %q then", name, value, got)
			}
		}
	}
	for _, name := range event.Settings() {
		if (&event.Setup{Engine: "ffmpeg", Fit: "cover"}).Value(name) == "" {
			t.Errorf("%s has no value", name)
		}
	}
}

func TestWhatIsNoValueOfASettingChangesNothing(t *testing.T) {
	for _, value := range []string{"", "-1", "-3s", "NaN", "+Inf", "many", "1e400", "\x1b[2J"} {
		for _, name := range event.Settings() {
			if name == event.EngineSetting || name == event.FitSetting { // any text: it is escaped where it is shown
				continue
			}
			was := event.Setup{Visibility: 30, Wait: 20, Batch: 2, Prefetch: 3, MaxReceives: 3, RetryDelay: 1, Delay: 4, Rate: 5, Pace: 6, Broken: 0.1, Slow: 0.2, Heartbeat: true}
			is := was
			is.Turn(name, value)
			if is != was {
				t.Errorf("%s %q changes %+v", name, value, is)
			}
		}
	}
	s := event.Setup{}
	if s.Turn("colour", "red"); s != (event.Setup{}) || s.Value("colour") != "" {
		t.Errorf("a setting that is none changes %+v", s)
	}
}

package event

import (
	"math"
	"strconv"
	"time"
)

// SettingChanged occurs when a setting is changed while the run goes on: by a person at
// the keys, or as Caller Outside by somebody else, on the queue itself.
type SettingChanged struct {
	Setting Setting `json:"setting"`
	From    string  `json:"from"` // as its flag takes it
	To      string  `json:"to"`
	Call    string  `json:"call,omitempty"`   // what was asked of AWS for it
	Reason  string  `json:"reason,omitempty"` // why, where nobody asked for just this
	Caller  string  `json:"caller,omitempty"` // Outside where it was somebody else
}

var settingChanged = declare[SettingChanged]("setting.changed")

func (*SettingChanged) kind() *kind { return settingChanged }

// Setting names a setting that can be changed while a run goes on: as its flag.
type Setting string

// The settings that can be changed while a run goes on.
const (
	VisibilitySetting  Setting = "visibility-timeout"
	HeartbeatSetting   Setting = "heartbeat"
	WaitSetting        Setting = "wait"
	BatchSetting       Setting = "batch"
	PrefetchSetting    Setting = "prefetch"
	MaxReceivesSetting Setting = "max-receives"
	RetryDelaySetting  Setting = "retry-delay"
	DelaySetting       Setting = "delay"
	RateSetting        Setting = "rate"
	PaceSetting        Setting = "pace"
	BrokenSetting      Setting = "broken"
	SlowSetting        Setting = "slow"
	EngineSetting      Setting = "engine"
	FitSetting         Setting = "fit"
)

// Settings are all that can be changed while a run goes on.
func Settings() []Setting {
	return []Setting{
		VisibilitySetting, HeartbeatSetting, WaitSetting, BatchSetting, PrefetchSetting, MaxReceivesSetting, RetryDelaySetting,
		DelaySetting, RateSetting, PaceSetting, BrokenSetting, SlowSetting, EngineSetting, FitSetting,
	}
}

// ByTimeout is the retry delay that waits for the visibility timeout to run out.
const ByTimeout = "timeout"

// Value is what a setting is, as its flag takes it; empty where there is none of it.
func (s *Setup) Value(of Setting) string {
	switch of {
	case HeartbeatSetting:
		return strconv.FormatBool(s.Heartbeat)
	case BatchSetting:
		return strconv.Itoa(max(s.Batch, 1))
	case PrefetchSetting:
		return strconv.Itoa(s.Prefetch)
	case MaxReceivesSetting:
		return strconv.Itoa(s.MaxReceives)
	case EngineSetting:
		return s.Engine
	case FitSetting:
		return s.Fit
	case RetryDelaySetting:
		if s.RetryDelay < 0 {
			return ByTimeout
		}
	}
	if n := s.number(of); n != nil {
		if isShare(of) || of == RateSetting {
			return strconv.FormatFloat(*n, 'g', -1, 64)
		}
		return time.Duration(math.Round(*n * float64(time.Second))).String()
	}
	return ""
}

// number is where a setting stands that is a number: seconds, a rate or a share.
func (s *Setup) number(of Setting) *float64 {
	switch of {
	case VisibilitySetting:
		return &s.Visibility
	case WaitSetting:
		return &s.Wait
	case DelaySetting:
		return &s.Delay
	case RetryDelaySetting:
		return &s.RetryDelay
	case PaceSetting:
		return &s.Pace
	case RateSetting:
		return &s.Rate
	case BrokenSetting:
		return &s.Broken
	case SlowSetting:
		return &s.Slow
	default:
		return nil
	}
}

// isShare tells whether a setting is a part of all images.
func isShare(of Setting) bool { return of == BrokenSetting || of == SlowSetting }

// Turn gives a setting a value, as its flag takes it. What is no value changes nothing:
// recordings come from anywhere.
func (s *Setup) Turn(of Setting, value string) {
	switch of {
	case HeartbeatSetting:
		if on, err := strconv.ParseBool(value); err == nil {
			s.Heartbeat = on
		}
	case BatchSetting, PrefetchSetting, MaxReceivesSetting:
		if n, err := strconv.Atoi(value); err == nil && n >= 0 {
			*map[Setting]*int{BatchSetting: &s.Batch, PrefetchSetting: &s.Prefetch, MaxReceivesSetting: &s.MaxReceives}[of] = n
		}
	case EngineSetting:
		s.Engine = value
	case FitSetting:
		s.Fit = value
	default:
		s.turnNumber(of, value)
	}
}

// turnNumber is Turn of a setting that is a number.
func (s *Setup) turnNumber(of Setting, value string) {
	n := s.number(of)
	if n == nil {
		return
	}
	if of == RetryDelaySetting && value == ByTimeout {
		*n = -1
		return
	}
	if isShare(of) || of == RateSetting {
		if v, err := strconv.ParseFloat(value, 64); err == nil && v >= 0 && !math.IsInf(v, 0) {
			*n = v
		}
		return
	}
	if d, err := time.ParseDuration(value); err == nil && d >= 0 {
		*n = d.Seconds()
	}
}

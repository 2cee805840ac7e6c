package setting

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/pipeline/event"
)

// all are the settings. It does not change. What SQS takes is in
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
var all = []Setting{
	{
		Name: event.VisibilitySetting, Title: "visibility timeout", Attribute: "VisibilityTimeout",
		Says: "how long a received message stays hidden", From: "from our next receive, and our next heartbeat",
		Range: "whole seconds from 1s to 12h", Steps: []string{"1s", "2s", "3s", "5s", "10s", "15s", "30s", "1m0s", "2m0s", "5m0s", "15m0s"},
		check: seconds(time.Second, 12*time.Hour),
	},
	{
		Name: event.HeartbeatSetting, Title: "heartbeat", Says: "work that goes on extends its timeout", From: "at once, for all that is in hand",
		Range: "on or off", Steps: []string{"false", "true"}, check: onOff,
	},
	{
		Name: event.WaitSetting, Title: "wait", Attribute: "ReceiveMessageWaitTimeSeconds",
		Says: "how long a receive waits for a message", From: "from our next receive: one under way waits as it began",
		Range: "whole seconds from 0s to 20s", Steps: []string{"0s", "1s", "5s", "20s"}, check: seconds(0, 20*time.Second),
	},
	{
		Name: event.BatchSetting, Title: "batch", Says: "how many messages a receive asks for", From: "from our next receive",
		Range: "1 to 10", Steps: []string{"1", "2", "5", "10"}, check: number(1, 10),
	},
	{
		Name: event.PrefetchSetting, Title: "prefetch", Says: "how many messages a model's channel holds", From: "at once; what waits in a channel stays",
		Range: "1 to 200, or 0 for as many as workers", Steps: []string{"0", "1", "2", "5", "10", "20", "50"}, check: number(0, event.MaxWorkers),
	},
	{
		Name: event.MaxReceivesSetting, Title: "max receives", Attribute: redrivePolicy,
		Says: "receives before a message is a dead letter", From: "at the next receive of each message",
		Range: "1 to 1000", Steps: []string{"1", "2", "3", "5", "10", "100"}, check: number(1, 1000),
	},
	{
		Name: event.RetryDelaySetting, Title: "retry delay", Says: "how long what failed waits, then twice that", From: "from the next failure",
		Range: "whole seconds from 0s to 1h, or timeout: when the visibility timeout has run out",
		Steps: []string{"0s", "1s", "2s", "5s", "10s", "30s", event.ByTimeout}, check: retryDelay,
	},
	{
		Name: event.DelaySetting, Title: "delay of the queue", Attribute: "DelaySeconds",
		Says: "how long a new message stays hidden", From: "from the next message sent; on a FIFO queue at once",
		Range: "whole seconds from 0s to 15m", Steps: []string{"0s", "1s", "2s", "5s", "10s", "30s", "1m0s"}, check: seconds(0, 15*time.Minute),
	},
	{
		Name: event.RateSetting, Title: "rate", Says: "images uploaded a second; 0: as fast as it goes", From: "at once",
		Range: "0.0001 to 1000000 a second, or 0 for as fast as it goes", Steps: []string{"0.2", "0.5", "0.8", "1", "2", "5", "10", "20", "50"}, check: rate,
	},
	{
		Name: event.PaceSetting, Title: "pace", Says: "a stage takes at least this, for people", From: "from the next stage",
		Range: "0s to 1h", Steps: []string{"0s", "100ms", "300ms", "500ms", "900ms", "2s", "5s"}, check: span(0, time.Hour),
	},
	{
		Name: event.BrokenSetting, Title: "broken", Says: "share of the drawn images that are damaged", From: "from the next image drawn",
		Range: "a share from 0 to 1", Steps: []string{"0", "0.1", "0.2", "0.5", "1"}, check: share,
	},
	{
		Name: event.SlowSetting, Title: "slow", Says: "share of the drawn images that take long", From: "from the next image drawn",
		Range: "a share from 0 to 1", Steps: []string{"0", "0.1", "0.2", "0.5", "1"}, check: share,
	},
	{
		Name: event.EngineSetting, Title: "engine", Says: "what makes the thumbnails", From: "from the next thumbnail",
		Range: "ffmpeg, builtin or script", Steps: []string{"ffmpeg", "builtin"}, check: oneOf("ffmpeg", "builtin", "script"),
	},
	{
		Name: event.FitSetting, Title: "fit", Says: "how an image fills the square", From: "from the next thumbnail",
		Range: "cover, contain or stretch", Steps: []string{"cover", "contain", "stretch"}, check: oneOf("cover", "contain", "stretch"),
	},
}

// span takes a duration within bounds. A number alone is seconds: that is how SQS
// counts, and what one types.
func span(least, most time.Duration) func(string) (string, bool) {
	return func(text string) (string, bool) {
		if _, err := strconv.ParseFloat(text, 64); err == nil {
			text += "s"
		}
		d, err := time.ParseDuration(strings.ReplaceAll(text, " ", ""))
		return d.String(), err == nil && d >= least && d <= most
	}
}

// seconds takes whole seconds within bounds.
func seconds(least, most time.Duration) func(string) (string, bool) {
	within := span(least, most)
	return func(text string) (string, bool) {
		value, ok := within(text)
		d, err := time.ParseDuration(value)
		return value, ok && err == nil && d%time.Second == 0
	}
}

func retryDelay(text string) (string, bool) {
	if text == event.ByTimeout {
		return text, true
	}
	return seconds(0, time.Hour)(text)
}

// number takes a whole number within bounds.
func number(least, most int) func(string) (string, bool) {
	return func(text string) (string, bool) {
		n, err := strconv.Atoi(text)
		return strconv.Itoa(n), err == nil && n >= least && n <= most
	}
}

// fraction takes a number; NaN is none.
func fraction(good func(float64) bool) func(string) (string, bool) {
	return func(text string) (string, bool) {
		n, err := strconv.ParseFloat(text, 64)
		return strconv.FormatFloat(n, 'g', -1, 64), err == nil && !math.Signbit(n) && good(n)
	}
}

// Bounds of a rate, as --rate has them: an image in three hours, and a million a second.
const (
	minRate = 0.0001
	maxRate = 1_000_000
)

var (
	rate  = fraction(func(n float64) bool { return n == 0 || n >= minRate && n <= maxRate })
	share = fraction(func(n float64) bool { return n >= 0 && n <= 1 })
)

func onOff(text string) (string, bool) {
	switch strings.ToLower(text) {
	case "on", "true", "yes":
		return "true", true
	case "off", "false", "no":
		return "false", true
	}
	return "", false
}

func oneOf(values ...string) func(string) (string, bool) {
	return func(text string) (string, bool) { return text, slices.Contains(values, text) }
}

// Shown is a value as the screen says it.
func (s *Setting) Shown(value string) string {
	switch {
	case s.Name == event.HeartbeatSetting:
		return map[string]string{"true": "on", "false": "off"}[value]
	case s.Name == event.PrefetchSetting && value == "0":
		return "as many as workers"
	case s.Name == event.RateSetting && value == "0":
		return "as fast as it goes"
	case s.Name == event.RateSetting:
		return value + "/s"
	case s.Name == event.BrokenSetting, s.Name == event.SlowSetting:
		if part, err := strconv.ParseFloat(value, 64); err == nil {
			return strconv.FormatFloat(100*part, 'g', 4, 64) + " %"
		}
		return value
	case s.Name == event.BatchSetting, s.Name == event.PrefetchSetting, s.Name == event.MaxReceivesSetting: // a number, and no duration of 0
		return value
	case s.Name == event.RetryDelaySetting && value == event.ByTimeout:
		return "the timeout"
	}
	if d, err := time.ParseDuration(value); err == nil {
		return inWords(d)
	}
	return value
}

// inWords is a duration with its units apart, as the screen has them.
func inWords(d time.Duration) string {
	switch {
	case d >= time.Minute && d%time.Hour == 0:
		return strconv.Itoa(int(d/time.Hour)) + " h"
	case d >= time.Minute && d%time.Minute == 0:
		return strconv.Itoa(int(d/time.Minute)) + " min"
	case d > 0 && d < time.Second:
		return strconv.Itoa(int(d/time.Millisecond)) + " ms"
	}
	return strconv.FormatFloat(d.Seconds(), 'g', -1, 64) + " s"
}

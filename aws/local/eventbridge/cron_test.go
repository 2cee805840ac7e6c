package eventbridge

import (
	"testing"
	"time"

	"inflight/aws/local/clock"
)

// stopped is a clock that stands still.
type stopped time.Time

func (s stopped) Now() time.Time                              { return time.Time(s) }
func (s stopped) At(time.Time) time.Time                      { return time.Time(s) }
func (s stopped) AfterFunc(time.Duration, func()) clock.Timer { return nil }

func TestACronExpressionNamesTimes(t *testing.T) {
	from := time.Date(2024, 1, 31, 23, 59, 30, 0, time.UTC) // a Wednesday
	for expression, want := range map[string]string{
		"* * * * ? *":           "2024-02-01T00:00:00Z",
		"0 12 * * ? *":          "2024-02-01T12:00:00Z",
		"0/15 8-10 * * ? *":     "2024-02-01T08:00:00Z",
		"5,35 14 * * ? *":       "2024-02-01T14:05:00Z",
		"0 0 L * ? *":           "2024-02-29T00:00:00Z",
		"0 0 29 FEB ? 2025/1":   "2028-02-29T00:00:00Z",
		"0 9 3W * ? *":          "2024-02-02T09:00:00Z", // the 3rd is a Saturday
		"0 9 4W * ? *":          "2024-02-05T09:00:00Z", // the 4th is a Sunday
		"0 9 1W 6 ? *":          "2024-06-03T09:00:00Z", // the 1st is a Saturday
		"0 9 LW 3 ? *":          "2024-03-29T09:00:00Z", // the 31st is a Sunday
		"0 0 ? * L *":           "2024-02-03T00:00:00Z",
		"0 0 ? * 6L *":          "2024-02-23T00:00:00Z",
		"0 0 ? * TUE#2 *":       "2024-02-13T00:00:00Z",
		"0 0 ? * 5#5 *":         "2024-02-29T00:00:00Z",
		"10 10 ? jan,dec sun *": "2024-12-01T10:10:00Z",
		"0 0 1 1 ? 2199":        "2199-01-01T00:00:00Z",
		"0 0 1 1 ? 2023":        "never",
		"0 0 30 2 ? *":          "never",
	} {
		c, err := parseCron(expression)
		if err != nil {
			t.Errorf("%s: %v", expression, err)
			continue
		}
		got := "never"
		if at, ok := c.next(from); ok {
			got = at.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%s is next at %s, want %s", expression, got, want)
		}
	}
}

func TestARuleThatWasSleptOverRunsOnce(t *testing.T) {
	due := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	s := &Service{cfg: Config{Clock: stopped(due.Add(8 * time.Hour))}}
	r := &rule{schedule: rate(time.Minute)}
	if got := s.missed(r, due); !got.Equal(due.Add(8 * time.Hour)) {
		t.Errorf("it goes on from %s", got)
	}
	s.cfg.Clock = stopped(due.Add(time.Second))
	if got := s.missed(r, due); !got.Equal(due) {
		t.Errorf("it goes on from %s", got)
	}
}

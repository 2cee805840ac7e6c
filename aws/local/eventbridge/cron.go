package eventbridge

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// cron is a cron expression of six fields, in UTC.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
type cron struct {
	minutes, hours, months values
	years                  values // from firstYear
	days                   func(day time.Time) bool
}

const (
	firstYear = 1970
	lastYear  = 2199
)

var (
	monthNames = []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}
	dayNames   = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
)

// parseCron reads the six fields: minutes, hours, the day of the month, months, the day
// of the week and years.
func parseCron(text string) (*cron, error) {
	f := strings.Fields(text)
	if len(f) != 6 {
		return nil, fmt.Errorf("a cron expression has six fields, not %d", len(f))
	}
	c := &cron{}
	for _, field := range []struct {
		into *values
		text string
		unit unit
	}{
		{&c.minutes, f[0], unit{"minutes", 0, 59, nil}},
		{&c.hours, f[1], unit{"hours", 0, 23, nil}},
		{&c.months, f[3], unit{"month", 1, 12, monthNames}},
		{&c.years, f[5], unit{"year", firstYear, lastYear, nil}},
	} {
		var err error
		if *field.into, err = field.unit.parse(field.text); err != nil {
			return nil, err
		}
	}
	if (f[2] == "?") == (f[4] == "?") {
		return nil, fmt.Errorf("exactly one of day of month and day of week has to be ?")
	}
	var err error
	if f[4] == "?" {
		c.days, err = parseDayOfMonth(f[2])
	} else {
		c.days, err = parseDayOfWeek(f[4])
	}
	return c, err
}

// next is the first time after t that the expression names. ok is false where
// there is none.
func (c *cron) next(t time.Time) (at time.Time, ok bool) {
	t = t.UTC().Truncate(time.Minute).Add(time.Minute)
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	for day.Year() <= lastYear {
		switch {
		case !c.years.has(day.Year()):
			day = time.Date(day.Year()+1, 1, 1, 0, 0, 0, 0, time.UTC)
		case !c.months.has(int(day.Month())):
			day = time.Date(day.Year(), day.Month()+1, 1, 0, 0, 0, 0, time.UTC)
		default:
			if c.days(day) {
				if at, ok := c.within(day, t); ok {
					return at, true
				}
			}
			day = day.AddDate(0, 0, 1)
		}
	}
	return time.Time{}, false
}

// within is the first time of a day that is not before earliest.
func (c *cron) within(day, earliest time.Time) (at time.Time, ok bool) {
	for hour := range 24 {
		if !c.hours.has(hour) {
			continue
		}
		for minute := range 60 {
			at = day.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
			if c.minutes.has(minute) && !at.Before(earliest) {
				return at, true
			}
		}
	}
	return time.Time{}, false
}

// values are the numbers that a field names.
type values map[int]bool

func (v values) has(n int) bool { return v[n] }

// unit is a field's name, its range and the names of its values, if it has any.
type unit struct {
	name        string
	first, last int
	names       []string // the first is the name of first
}

// parse reads a list of numbers, ranges and increments.
func (u unit) parse(text string) (values, error) {
	v := values{}
	for part := range strings.SplitSeq(text, ",") {
		span, step, stepped := strings.Cut(part, "/")
		every := 1
		if stepped {
			var err error
			if every, err = strconv.Atoi(step); err != nil || every < 1 {
				return nil, fmt.Errorf("the %s have the increment %q", u.name, step)
			}
		}
		from, to, err := u.span(span, stepped)
		if err != nil {
			return nil, err
		}
		for n := from; n <= to; n += every {
			v[n] = true
		}
	}
	return v, nil
}

// span reads *, a number or a range. A number that is followed by an increment
// goes on to the end.
func (u unit) span(text string, stepped bool) (from, to int, err error) {
	if text == "*" {
		return u.first, u.last, nil
	}
	low, high, ranged := strings.Cut(text, "-")
	if from, err = u.number(low); err != nil {
		return 0, 0, err
	}
	switch {
	case ranged:
		to, err = u.number(high)
	case stepped:
		to = u.last
	default:
		to = from
	}
	if err == nil && to < from {
		err = fmt.Errorf("the %s go from %s back to %s", u.name, low, high)
	}
	return from, to, err
}

// number reads a number or a name.
func (u unit) number(text string) (int, error) {
	for i, name := range u.names {
		if strings.EqualFold(name, text) {
			return u.first + i, nil
		}
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < u.first || n > u.last {
		return 0, fmt.Errorf("the %s are %q, not %d to %d", u.name, text, u.first, u.last)
	}
	return n, nil
}

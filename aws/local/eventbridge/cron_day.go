package eventbridge

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// parseDayOfMonth reads the third field of a cron expression: also L for the
// last day, and 3W for the weekday nearest to the third.
func parseDayOfMonth(text string) (func(time.Time) bool, error) {
	days := unit{"days of the month", 1, 31, nil}
	if text == "L" {
		return func(t time.Time) bool { return t.Day() == lastDay(t) }, nil
	}
	if text == "LW" {
		return func(t time.Time) bool { return t.Day() == nearestWeekday(t, lastDay(t)) }, nil
	}
	if number, ok := strings.CutSuffix(text, "W"); ok {
		n, err := days.number(number)
		if err != nil {
			return nil, err
		}
		return func(t time.Time) bool { return n <= lastDay(t) && t.Day() == nearestWeekday(t, n) }, nil
	}
	v, err := days.parse(text)
	return func(t time.Time) bool { return v.has(t.Day()) }, err
}

// parseDayOfWeek reads the fifth field, where 1 is Sunday: also L for the last
// day of the week, 6L for the last Friday of the month, and 3#2 for its second
// Tuesday.
func parseDayOfWeek(text string) (func(time.Time) bool, error) {
	days := unit{"days of the week", 1, 7, dayNames}
	if text == "L" {
		return func(t time.Time) bool { return t.Weekday() == time.Saturday }, nil
	}
	if name, ok := strings.CutSuffix(text, "L"); ok {
		n, err := days.number(name)
		return func(t time.Time) bool { return weekday(t) == n && t.Day()+7 > lastDay(t) }, err
	}
	if name, nth, ok := strings.Cut(text, "#"); ok {
		n, err := days.number(name)
		if err != nil {
			return nil, err
		}
		which, err := strconv.Atoi(nth)
		if err != nil || which < 1 || which > 5 {
			return nil, fmt.Errorf("a month has no %sth of a day of the week", nth)
		}
		return func(t time.Time) bool { return weekday(t) == n && (t.Day()+6)/7 == which }, nil
	}
	v, err := days.parse(text)
	return func(t time.Time) bool { return v.has(weekday(t)) }, err
}

// weekday counts from 1 for Sunday, as AWS does.
func weekday(t time.Time) int { return int(t.Weekday()) + 1 }

// lastDay is the last day of the month of t.
func lastDay(t time.Time) int {
	return time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// nearestWeekday is the Monday to Friday of the same month that is nearest to
// its nth day.
func nearestWeekday(t time.Time, n int) int {
	switch time.Date(t.Year(), t.Month(), n, 0, 0, 0, 0, time.UTC).Weekday() {
	case time.Saturday:
		if n == 1 {
			return n + 2
		}
		return n - 1
	case time.Sunday:
		if n == lastDay(t) {
			return n - 2
		}
		return n + 1
	default:
		return n
	}
}

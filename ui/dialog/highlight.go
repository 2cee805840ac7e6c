package dialog

import (
	"strconv"
	"strings"
	"time"

	"inflight/ui/draw"
)

// highlight colours a line of JSON: names, texts, and what is neither; and says
// beside a number of AWS what it means to a person.
func highlight(s *draw.Styles, line string) string {
	name, value, named := strings.Cut(line, `": `)
	if named = named && strings.HasPrefix(strings.TrimSpace(name), `"`); !named {
		return jsonValue(s, line)
	}
	out := s.Paint(draw.Accent, name+`"`) + s.Paint(draw.Dim, ": ") + jsonValue(s, value)
	if means := meaning(strings.Trim(strings.TrimSpace(name), `"`), strings.Trim(value, `",`)); means != "" {
		out += s.Paint(draw.Dim, "  "+means)
	}
	return out
}

// jsonValue colours a value: what is no text, such as true, 30 or a bracket,
// stands out from what is.
func jsonValue(s *draw.Styles, value string) string {
	rest := strings.TrimLeft(value, " ")
	space := value[:len(value)-len(rest)]
	bare := strings.TrimSuffix(rest, ",")
	comma := rest[len(bare):]
	style := draw.Text
	switch {
	case strings.HasPrefix(bare, `"`):
		style = draw.Good
	case strings.Trim(bare, "{}[]") == "":
		style = draw.Dim
	case bare == "true", bare == "false", bare == "null":
		style = draw.Warn
	default:
		if _, err := strconv.ParseFloat(bare, 64); err == nil {
			style = draw.Warn
		}
	}
	return space + s.Paint(style, bare) + s.Paint(draw.Dim, comma)
}

// meaning is what a number means that AWS gives as a bare one: seconds, bytes,
// or seconds since 1970. It is empty for what speaks for itself.
func meaning(name, value string) string {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 0 {
		return ""
	}
	switch name {
	case "CreatedTimestamp", "LastModifiedTimestamp":
		return time.Unix(n, 0).UTC().Format("2006-01-02 15:04:05 UTC")
	case "MessageRetentionPeriod", "VisibilityTimeout", "DelaySeconds", "KmsDataKeyReusePeriodSeconds":
		return span(n)
	case "ReceiveMessageWaitTimeSeconds":
		if n == 0 {
			return "short polling"
		}
		return "long polling, " + span(n)
	case "MaximumMessageSize":
		return strconv.FormatInt(n/1024, 10) + " KiB"
	}
	return ""
}

// span is a number of seconds in the largest unit that it is a multiple of.
func span(n int64) string {
	for _, u := range []struct {
		seconds int64
		name    string
	}{{24 * 3600, "days"}, {3600, "hours"}, {60, "minutes"}} {
		if n >= u.seconds && n%u.seconds == 0 {
			text := strconv.FormatInt(n/u.seconds, 10) + " " + u.name
			if n == u.seconds {
				text = strings.TrimSuffix(text, "s")
			}
			return text
		}
	}
	return strconv.FormatInt(n, 10) + " s"
}

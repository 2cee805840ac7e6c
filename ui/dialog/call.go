package dialog

import (
	"fmt"
	"strings"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// Call shows an API call; copyKey is what the key is called that copies its command
// line.
func Call(c *state.Call, setup *event.Setup, copyKey string) Window {
	caller := "this program"
	switch {
	case c.Bookkeeping():
		caller = "this program's own bookkeeping: no part of the work"
	case c.Outside():
		caller = c.Caller
	}
	lines := []string{
		fmt.Sprintf("%s %s", c.Service, c.Operation), "",
		"at        " + c.At.Format("15:04:05.000"),
		"by        " + caller,
		fmt.Sprintf("status    %d", c.Status),
		fmt.Sprintf("took      %.1f ms", float64(c.Took.Microseconds())/1000),
		fmt.Sprintf("attempts  %d", c.Attempts),
		fmt.Sprintf("size      %d bytes", c.Size),
	}
	if c.Worker != "" {
		lines = append(lines, "worker    "+c.Worker)
	}
	if c.MessageID != "" {
		lines = append(lines, "message   "+c.MessageID)
	}
	if c.Key != "" {
		lines = append(lines, "image     "+c.Key)
	}
	if setup.Priced() {
		lines = append(lines, fmt.Sprintf("price     $%.7f", c.USD))
	}
	if c.Text != "" {
		lines = append(lines, "result    "+c.Text)
	}
	if c.Error != "" {
		const wide = 70
		lines = append(append(lines, "", "error"), draw.Wrap(c.Error, wide)...)
	}
	if c.Request != "" {
		lines = append(lines, "", "request", panel.Indented(c.Request))
	}
	if c.Answer != "" {
		lines = append(lines, "", "answer", panel.Indented(c.Answer))
	}
	command := panel.CommandLine(c, setup)
	if command != "" {
		lines = append(lines, "", "the same with the AWS CLI ("+copyKey+" copies it)", command)
	}
	return &page{title: "API call", text: strings.Join(lines, "\n"), copies: command}
}

package dialog

import (
	"testing"

	"github.com/charmbracelet/x/ansi"

	"inflight/ui/draw"
)

func TestANumberOfAWSIsSaidInWords(t *testing.T) {
	for line, want := range map[string]string{
		`  "VisibilityTimeout": "30",`:             `  "VisibilityTimeout": "30",  30 s`,
		`  "MessageRetentionPeriod": "345600",`:    `  "MessageRetentionPeriod": "345600",  4 days`,
		`  "ReceiveMessageWaitTimeSeconds": "0"`:   `  "ReceiveMessageWaitTimeSeconds": "0"  short polling`,
		`  "CreatedTimestamp": "1795426270",`:      `  "CreatedTimestamp": "1795426270",  2026-11-23 09:31:10 UTC`,
		`  "DelaySeconds": "soon"`:                 `  "DelaySeconds": "soon"`,
		`  "MaximumMessageSize": "1048576",`:       `  "MaximumMessageSize": "1048576",  1024 KiB`,
		`      "Action": "sqs:SendMessage",`:       `      "Action": "sqs:SendMessage",`,
		`no JSON at all": 30`:                      `no JSON at all": 30`,
		`    "EventBridge": true,`:                 `    "EventBridge": true,`,
		`  "MessageRetentionPeriod": "-99999999",`: `  "MessageRetentionPeriod": "-99999999",`,
	} {
		if got := ansi.Strip(highlight(&draw.Styles{}, line)); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

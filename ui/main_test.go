package ui

import (
	"testing"

	"go.uber.org/goleak"

	"inflight/pipeline/pipelinetest/property"
)

func TestMain(m *testing.M) {
	property.Main(func() { // no failure of a property stays for later runs
		// teatest waits for a signal as long as the test binary lives.
		goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/charmbracelet/x/exp/teatest/v2.NewTestModel.func2"))
	})
}

package event_test

import (
	"testing"

	"go.uber.org/goleak"

	"inflight/pipeline/pipelinetest/property"
)

// TestMain keeps no failure of a property for later runs.
func TestMain(m *testing.M) { property.Main(func() { goleak.VerifyTestMain(m) }) }

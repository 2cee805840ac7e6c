package ring_test

import (
	"os"
	"testing"

	"inflight/pipeline/pipelinetest/property"
)

// TestMain keeps no failure of a property for later runs.
func TestMain(m *testing.M) { property.Main(func() { os.Exit(m.Run()) }) }

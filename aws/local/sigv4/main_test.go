package sigv4

import (
	"testing"

	"go.uber.org/goleak"

	"inflight/pipeline/pipelinetest/property"
)

func TestMain(m *testing.M) { property.Main(func() { goleak.VerifyTestMain(m) }) }

package plain

import (
	"fmt"
	"strings"

	"inflight/pipeline"
	"inflight/ui/panel"
)

// ofRun tells of the run as a whole.
func (t *Teller) ofRun(e *pipeline.Event) string {
	switch e.Type {
	case pipeline.PipelineStarted:
		return started(e.Setup)
	case pipeline.ProducerFinished:
		return fmt.Sprintf("nothing more to upload: %s", many(e.Uploaded, "image"))
	case pipeline.QueuePurged:
		return fmt.Sprintf("queue %s purged%s", panel.Escape(e.Queue), outside(e))
	case pipeline.ConsumingPaused:
		return "consuming paused: messages wait in the queue"
	case pipeline.ConsumingResumed:
		return "consuming goes on"
	case pipeline.ModelChanged:
		return fmt.Sprintf("%s, model %s", many(e.Workers, "worker"), panel.Escape(e.Model))
	case pipeline.ActionTaken:
		if e.Error != "" {
			return fmt.Sprintf("%s: %s", panel.Escape(e.Text), panel.Escape(e.Error))
		}
		return panel.Escape(e.Text)
	case pipeline.APICalled:
		return refused(e)
	case pipeline.InsightRaised:
		return "note: " + panel.Escape(e.Text)
	case pipeline.RunFinished:
		return fmt.Sprintf("finished after %s: %s uploaded, %s, %s",
			inWords(e.Took), many(e.Uploaded, "image"), many(e.Thumbnails, "thumbnail"), many(e.Dead, "dead letter"))
	default:
		return ""
	}
}

// started says what runs.
func started(s *pipeline.Setup) string {
	if s == nil {
		return "started"
	}
	where := fmt.Sprintf("AWS account %s in %s", panel.Escape(s.Account), panel.Escape(s.Region))
	if s.Embedded {
		where = "the embedded AWS at " + panel.Escape(s.Endpoint)
	}
	return fmt.Sprintf("started on %s: bucket %s, queue %s, %s, visibility timeout %g s, engine %s", where,
		panel.Escape(s.SourceBucket), panel.Escape(s.Queue), many(s.Workers, "worker"), s.Visibility, panel.Escape(s.Engine))
}

// refused tells of an API call that failed. What is not there is often no more
// than an answer.
func refused(e *pipeline.Event) string {
	if e.Error == "" || e.Status == 404 || e.Caller != "" {
		return ""
	}
	return fmt.Sprintf("%s %s failed: %s", strings.ToUpper(panel.Escape(e.Service)), panel.Escape(e.Operation), panel.Escape(e.Error))
}

// outside marks what somebody else did.
func outside(e *pipeline.Event) string {
	if e.Caller != "" {
		return " from outside"
	}
	return ""
}

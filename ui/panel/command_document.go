package panel

import (
	"inflight/pipeline"
	"inflight/pipeline/event"
)

// DocumentCommand is the line that sets a document to a text. Of a rule it says all that
// there is, for what it leaves out would be forgotten.
func DocumentCommand(setup *event.Setup, d *pipeline.Document, text string) string {
	text = d.Compact(text)
	if d.Kind == pipeline.PolicyDocument {
		return command(setup, "sqs", "SetQueueAttributes", struct {
			Queue      string `json:"QueueUrl"`
			Attributes map[string]string
		}{setup.QueueURL, map[string]string{"Policy": text}})
	}
	return command(setup, "eventbridge", "PutRule", struct {
		Name               string
		EventBusName       string
		EventPattern       string
		State              string `json:",omitempty"`
		Description        string `json:",omitempty"`
		ScheduleExpression string `json:",omitempty"`
		Role               string `json:"RoleArn,omitempty"`
	}{d.Name, d.Bus, text, d.Rest.State, d.Rest.Description, d.Rest.Schedule, d.Rest.RoleARN})
}

package event

import (
	"net/url"
	"strings"
)

// StackStep says what was done with a part of the stack, or found of it, while
// it is set up: Text is a sentence such as "created the queue practiceQ". Of one
// part, Resource is its kind, Target its name and Outcome whether it is there
// now; Operation is the API call that did something. The first has the names
// there will be in Setup, Error says why it could not be set up.
type StackStep struct {
	Target    string `json:"target,omitempty"`    // name of the part
	Operation string `json:"operation,omitempty"` // the API call that did it
	Text      string `json:"text,omitempty"`
	Error     string `json:"error,omitempty"`    // why it failed, escaped, one line
	Resource  string `json:"resource,omitempty"` // kind of the part, such as queue
	Outcome   string `json:"outcome,omitempty"`  // StepThere, StepMissing or ""
	Setup     *Setup `json:"setup,omitempty"`
}

var stackStep = declare[StackStep]("stack.step")

func (*StackStep) kind() *kind { return stackStep }

// PipelineStarted says what runs and with which settings. Only what sets up
// the stack comes before it: its steps and their API calls.
type PipelineStarted struct {
	Setup *Setup `json:"setup,omitempty"`
}

var pipelineStarted = declare[PipelineStarted]("pipeline.started")

func (*PipelineStarted) kind() *kind { return pipelineStarted }

// Setup says what a run consists of: the names of its resources and the
// settings that the screen shows. Durations are in seconds in JSON.
type Setup struct {
	Account         string  `json:"account"`
	Region          string  `json:"region"`
	Endpoint        string  `json:"endpoint,omitempty"`
	Embedded        bool    `json:"embedded"`
	Stack           string  `json:"stack,omitempty"`         // its name, where it has one
	BucketSuffix    string  `json:"bucket_suffix,omitempty"` // the same
	SourceBucket    string  `json:"source_bucket"`
	ThumbnailBucket string  `json:"thumbnail_bucket"`
	ThumbnailDays   int     `json:"thumbnail_days"`
	Rule            string  `json:"rule"`
	Bus             string  `json:"bus"`
	Queue           string  `json:"queue"`
	QueueURL        string  `json:"queue_url,omitempty"` // where it is known
	DeadLetterQueue string  `json:"dead_letter_queue"`
	Topic           string  `json:"topic"`
	Model           string  `json:"model"`
	Workers         int     `json:"workers"`
	Prefetch        int     `json:"prefetch,omitempty"` // of a channel; 0: as many as workers
	Batch           int     `json:"batch,omitempty"`    // messages that a receive asks for; 0: one
	Engine          string  `json:"engine"`
	EngineNote      string  `json:"engine_note,omitempty"`
	Fit             string  `json:"fit"`
	Visibility      float64 `json:"visibility_timeout"`
	Heartbeat       bool    `json:"heartbeat"`
	MaxReceives     int     `json:"max_receives"`
	Wait            float64 `json:"wait"`
	Delay           float64 `json:"delay"`
	RetryDelay      float64 `json:"retry_delay"` // -1: the visibility timeout runs out
	Pace            float64 `json:"pace"`
	Rate            float64 `json:"rate"`
	Broken          float64 `json:"broken,omitempty"` // share of drawn images that are damaged
	Slow            float64 `json:"slow,omitempty"`   // the same of those that take long
	Discord         string  `json:"discord"`          // "stand-in" or "webhook"; never the URL
	MailFolder      string  `json:"mail_folder,omitempty"`
	Demonstration   bool    `json:"demonstration,omitempty"`
}

// The outcomes of a step: the part is there now, or it is not. Of one that says
// something else there is none.
const (
	StepThere   = "there"
	StepMissing = "missing"
)

// awsDomains are the domains under which AWS itself answers.
// https://docs.aws.amazon.com/general/latest/gr/rande.html
var awsDomains = []string{"amazonaws.com", "amazonaws.com.cn", "api.aws"}

// IsAWS tells whether calls to an endpoint reach AWS itself, where they cost
// money and what they delete is gone: the SDK's own endpoints, for which it is
// empty, and hosts under AWS's domains.
func IsAWS(endpoint string) bool {
	if endpoint == "" {
		return true
	}
	u, err := url.Parse(endpoint)
	if err != nil {
		return false
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	for _, domain := range awsDomains {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return true
		}
	}
	return false
}

// Real tells whether the run is on AWS itself.
func (s *Setup) Real() bool { return !s.Embedded && IsAWS(s.Endpoint) }

// Priced tells whether the prices of calls are worth showing: what they cost on
// AWS, or on the embedded AWS what they would. Anything else has prices of its
// own, or none.
func (s *Setup) Priced() bool { return s.Embedded || s.Real() }

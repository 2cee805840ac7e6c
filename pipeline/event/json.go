package event

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// wireEvent is the JSON form of an event: the contract of recordings and of
// --headless. Pointers tell a field that applies from one that does not.
type wireEvent struct {
	Seq  uint64    `json:"seq"`
	Time time.Time `json:"time"`
	Type Kind      `json:"type"`

	MessageID    *string           `json:"message_id,omitempty"`
	PreviousID   *string           `json:"previous_id,omitempty"`
	Bucket       *string           `json:"bucket,omitempty"`
	Key          *string           `json:"key,omitempty"`
	SourceKey    *string           `json:"source_key,omitempty"`
	Size         *int64            `json:"size,omitempty"`
	ETag         *string           `json:"etag,omitempty"`
	Engine       *string           `json:"engine,omitempty"`
	URL          *string           `json:"url,omitempty"`
	Rule         *string           `json:"rule,omitempty"`
	Bus          *string           `json:"bus,omitempty"`
	Target       *string           `json:"target,omitempty"`
	Queue        *string           `json:"queue,omitempty"`
	Worker       *string           `json:"worker,omitempty"`
	Host         *string           `json:"host,omitempty"`
	PID          *int              `json:"pid,omitempty"`
	Late         *bool             `json:"late,omitempty"`
	ReceiveCount *int              `json:"receive_count,omitempty"`
	SentAt       *time.Time        `json:"sent_at,omitempty"`
	VisibleAt    *time.Time        `json:"visible_at,omitempty"`
	Visible      *int              `json:"visible,omitempty"`
	InFlight     *int              `json:"in_flight,omitempty"`
	Delayed      *int              `json:"delayed,omitempty"`
	OldestAge    *float64          `json:"oldest_age,omitempty"`
	Count        *int              `json:"count,omitempty"`
	Moved        *int              `json:"moved,omitempty"`
	Total        *int              `json:"total,omitempty"`
	Rate         *int              `json:"rate,omitempty"`
	Stage        *Stage            `json:"stage,omitempty"`
	Channel      *string           `json:"channel,omitempty"`
	To           *string           `json:"to,omitempty"`
	Subject      *string           `json:"subject,omitempty"`
	Service      *string           `json:"service,omitempty"`
	Operation    *string           `json:"operation,omitempty"`
	Seconds      *float64          `json:"seconds,omitempty"`
	Status       *int              `json:"status,omitempty"`
	Attempts     *int              `json:"attempts,omitempty"`
	USD          *float64          `json:"usd,omitempty"`
	Speed        *float64          `json:"speed,omitempty"`
	Model        *string           `json:"model,omitempty"`
	Workers      *int              `json:"workers,omitempty"`
	Fault        *string           `json:"fault,omitempty"`
	Insight      *string           `json:"insight,omitempty"`
	Text         *string           `json:"text,omitempty"`
	Reason       *string           `json:"reason,omitempty"`
	Error        *string           `json:"error,omitempty"`
	Uploaded     *int              `json:"uploaded,omitempty"`
	Thumbnails   *int              `json:"thumbnails,omitempty"`
	Dead         *int              `json:"dead,omitempty"`
	Warm         *int              `json:"warm,omitempty"`
	OneShot      map[string]int    `json:"one_shot,omitempty"`
	Caller       *string           `json:"caller,omitempty"`
	Request      *string           `json:"request,omitempty"`
	Answer       *string           `json:"answer,omitempty"`
	Resource     *string           `json:"resource,omitempty"`
	Outcome      *string           `json:"outcome,omitempty"`
	Attributes   map[string]string `json:"attributes,omitempty"`

	MessageAttributes map[string]string `json:"message_attributes,omitempty"`

	Inferred *bool   `json:"inferred,omitempty"`
	Kept     *bool   `json:"kept,omitempty"`
	Body     *string `json:"body,omitempty"`
	PNG      *[]byte `json:"png,omitempty"`
	Setup    *Setup  `json:"setup,omitempty"`
}

// MarshalJSON writes the event as one JSON object with the fields that apply
// to its kind.
func (e Event) MarshalJSON() ([]byte, error) {
	w := wireEvent{Seq: e.Seq, Time: e.Time.UTC(), Type: e.Type}
	oldest, seconds := e.OldestAge.Seconds(), e.Took.Seconds()
	sent, visible := e.SentAt.UTC(), e.VisibleAt.UTC()
	for _, f := range fieldsOf(e.Type) {
		if f.optional() && e.empty(f) {
			continue
		}
		switch f {
		case fOldestAge:
			w.OldestAge = &oldest
		case fSeconds:
			w.Seconds = &seconds
		case fSentAt:
			w.SentAt = &sent
		case fVisibleAt:
			w.VisibleAt = &visible
		case fSetup:
			w.Setup = e.Setup
		default:
			e.point(&w, f)
		}
	}
	b, err := json.Marshal(w)
	if err != nil {
		return nil, fmt.Errorf("write event %d (%s) as JSON: %w", e.Seq, e.Type, err)
	}
	return b, nil
}

// empty tells whether an optional field holds nothing.
func (e *Event) empty(f field) bool {
	switch f {
	case fSentAt:
		return e.SentAt.IsZero()
	case fVisibleAt:
		return e.VisibleAt.IsZero()
	case fInferred:
		return !e.Inferred
	case fLate:
		return !e.Late
	case fPID:
		return e.PID == 0
	case fMessageAttributes:
		return len(e.MessageAttributes) == 0
	case fKept:
		return !e.Kept
	case fAttributes:
		return len(e.Attributes) == 0
	case fWarm:
		return e.Warm == 0
	case fOneShot:
		return len(e.OneShot) == 0
	case fPNG:
		return len(e.PNG) == 0
	case fSetup:
		return e.Setup == nil
	default:
		var w wireEvent
		e.point(&w, f)
		for _, s := range []*string{w.ETag, w.URL, w.PreviousID, w.Body, w.Error, w.Caller, w.Engine, w.Text, w.Host, w.Request, w.Answer, w.Worker, w.MessageID, w.Key, w.Resource, w.Outcome, w.Target, w.Operation} {
			if s != nil {
				return *s == ""
			}
		}
		return false
	}
}

// point makes the field of w point at the event's value.
func (e *Event) point(w *wireEvent, f field) { //nolint:cyclop,funlen // one line a field: a table
	switch f {
	case fResource:
		w.Resource = &e.Resource
	case fOutcome:
		w.Outcome = &e.Outcome
	case fBucket:
		w.Bucket = &e.Bucket
	case fKey, fForKey:
		w.Key = &e.Key
	case fSourceKey:
		w.SourceKey = &e.SourceKey
	case fETag:
		w.ETag = &e.ETag
	case fSize:
		w.Size = &e.Size
	case fEngine:
		w.Engine = &e.Engine
	case fPNG:
		w.PNG = &e.PNG
	case fURL:
		w.URL = &e.URL
	case fRule:
		w.Rule = &e.Rule
	case fBus:
		w.Bus = &e.Bus
	case fTarget, fPart:
		w.Target = &e.Target
	case fMessageID, fForMessage:
		w.MessageID = &e.MessageID
	case fPreviousID:
		w.PreviousID = &e.PreviousID
	case fQueue:
		w.Queue = &e.Queue
	case fWorker, fForWorker:
		w.Worker = &e.Worker
	case fHost:
		w.Host = &e.Host
	case fPID:
		w.PID = &e.PID
	case fLate:
		w.Late = &e.Late
	case fReceiveCount:
		w.ReceiveCount = &e.ReceiveCount
	case fBody:
		w.Body = &e.Body
	case fInferred:
		w.Inferred = &e.Inferred
	case fKept:
		w.Kept = &e.Kept
	case fAttributes:
		w.Attributes = e.Attributes
	case fMessageAttributes:
		w.MessageAttributes = e.MessageAttributes
	case fVisible:
		w.Visible = &e.Visible
	case fInFlight:
		w.InFlight = &e.InFlight
	case fDelayed:
		w.Delayed = &e.Delayed
	case fCount:
		w.Count = &e.Count
	case fMoved:
		w.Moved = &e.Moved
	case fTotal:
		w.Total = &e.Total
	case fRate:
		w.Rate = &e.Rate
	case fStage:
		w.Stage = &e.Stage
	case fError:
		w.Error = &e.Error
	case fReason:
		w.Reason = &e.Reason
	case fChannel:
		w.Channel = &e.Channel
	case fSubject:
		w.Subject = &e.Subject
	case fTo:
		w.To = &e.To
	case fService:
		w.Service = &e.Service
	case fOperation, fStep:
		w.Operation = &e.Operation
	case fStatus:
		w.Status = &e.Status
	case fAttempts:
		w.Attempts = &e.Attempts
	case fUSD:
		w.USD = &e.USD
	case fCaller:
		w.Caller = &e.Caller
	case fRequest:
		w.Request = &e.Request
	case fAnswer:
		w.Answer = &e.Answer
	case fSpeed:
		w.Speed = &e.Speed
	case fModel:
		w.Model = &e.Model
	case fWorkers:
		w.Workers = &e.Workers
	case fFault:
		w.Fault = &e.Fault
	case fInsight:
		w.Insight = &e.Insight
	case fText:
		w.Text = &e.Text
	case fUploaded:
		w.Uploaded = &e.Uploaded
	case fThumbnails:
		w.Thumbnails = &e.Thumbnails
	case fDead:
		w.Dead = &e.Dead
	case fWarm:
		w.Warm = &e.Warm
	case fOneShot:
		w.OneShot = e.OneShot
	case fOldestAge, fSeconds, fSentAt, fVisibleAt, fSetup:
		// MarshalJSON converts these.
	}
}

// UnmarshalJSON reads an event as MarshalJSON wrote it. Fields it does not
// know are passed over, so that a newer recording can be read.
func (e *Event) UnmarshalJSON(b []byte) error {
	var w wireEvent
	if err := json.Unmarshal(b, &w); err != nil {
		return fmt.Errorf("read an event: %w", err)
	}
	*e = Event{
		Seq: w.Seq, Time: w.Time, Type: w.Type,
		Bucket: value(w.Bucket), Key: value(w.Key), SourceKey: value(w.SourceKey), ETag: value(w.ETag),
		Size: value(w.Size), Engine: value(w.Engine), PNG: value(w.PNG), URL: value(w.URL),
		Rule: value(w.Rule), Bus: value(w.Bus), Target: value(w.Target), Resource: value(w.Resource), Outcome: value(w.Outcome),
		MessageID: value(w.MessageID), PreviousID: value(w.PreviousID), Queue: value(w.Queue),
		Worker: value(w.Worker), Host: value(w.Host), PID: value(w.PID), Late: value(w.Late), ReceiveCount: value(w.ReceiveCount),
		SentAt: value(w.SentAt), VisibleAt: value(w.VisibleAt), Body: value(w.Body), Attributes: w.Attributes, MessageAttributes: w.MessageAttributes, Inferred: value(w.Inferred), Kept: value(w.Kept),
		Visible: value(w.Visible), InFlight: value(w.InFlight), Delayed: value(w.Delayed), OldestAge: seconds(w.OldestAge),
		Count: value(w.Count), Moved: value(w.Moved), Total: value(w.Total), Rate: value(w.Rate),
		Stage: value(w.Stage), Took: seconds(w.Seconds), Error: value(w.Error), Reason: value(w.Reason),
		Channel: value(w.Channel), Subject: value(w.Subject), To: value(w.To),
		Service: value(w.Service), Operation: value(w.Operation), Status: value(w.Status),
		Attempts: value(w.Attempts), USD: value(w.USD), Caller: value(w.Caller),
		Request: value(w.Request), Answer: value(w.Answer),
		Speed: value(w.Speed), Model: value(w.Model), Workers: value(w.Workers), Fault: value(w.Fault),
		Insight: value(w.Insight), Text: value(w.Text),
		Uploaded: value(w.Uploaded), Thumbnails: value(w.Thumbnails), Dead: value(w.Dead), Warm: value(w.Warm), OneShot: w.OneShot,
		Setup: w.Setup,
	}
	return nil
}

// value is what p points at, or the zero value.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// seconds converts seconds to a duration.
func seconds(p *float64) time.Duration {
	return time.Duration(math.Round(value(p) * float64(time.Second)))
}

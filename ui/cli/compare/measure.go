package compare

import (
	"slices"
	"time"

	"inflight/pipeline/event"
)

// Row is what one run came to. Durations are in seconds in JSON.
type Row struct {
	Model       string  `json:"model"`
	Workers     int     `json:"workers"`
	Images      int     `json:"images"`       // that have thumbnails
	Dead        int     `json:"dead"`         // messages that died
	Seconds     float64 `json:"seconds"`      // from the first receive to the last delete
	PerSecond   float64 `json:"images_per_s"` // thumbnails a second
	P50         float64 `json:"p50_s"`        // from its receive to its delete, of a message
	P95         float64 `json:"p95_s"`
	Computing   float64 `json:"computing"` // share of the workers' time in which a thumbnail is made
	Waiting     float64 `json:"waiting"`   // share in which an answer of AWS is waited for in a stage
	Receives    int     `json:"receives"`
	Empty       int     `json:"empty_receives"`
	Extensions  int     `json:"extensions"`  // calls that extend a visibility timeout
	HeldCalls   int     `json:"held_calls"`  // of them for messages that nobody worked on
	Redelivered int     `json:"redelivered"` // receives of a message after its first
	PeakBytes   int64   `json:"peak_bytes"`  // memory of the process, without ffmpeg's
	USD         float64 `json:"usd"`         // what its calls cost on AWS
}

// Meter makes a row of the events of one run that begins with a full queue.
type Meter struct {
	row      Row
	begun    time.Time // when consuming began
	last     time.Time // when the last message ended
	received map[string]time.Time
	took     []time.Duration

	computing, waiting time.Duration
}

// NewMeter measures a model with that many workers.
func NewMeter(model string, workers int) *Meter {
	return &Meter{row: Row{Model: model, Workers: workers}, received: map[string]time.Time{}}
}

// Apply takes the next event. What comes before consuming begins is not measured.
func (m *Meter) Apply(e *event.Event) {
	if event.Is[event.ConsumingResumed](e) {
		m.begun = e.Time
	}
	if m.begun.IsZero() {
		return
	}
	switch b := e.Body.(type) {
	case *event.MessageReceived:
		m.received[e.MessageID] = e.Time
		if b.ReceiveCount > 1 {
			m.row.Redelivered++
		}
	case *event.MessageDeleted:
		m.took, m.last = append(m.took, e.Time.Sub(m.received[e.MessageID])), e.Time
	case *event.MessageDead:
		m.row.Dead, m.last = m.row.Dead+1, e.Time
	case *event.ThumbnailCreated:
		m.row.Images++
	case *event.StageFinished:
		if b.Stage == event.Thumbnail {
			m.computing += b.Took
		} else {
			m.waiting += b.Took
		}
	case *event.APICalled:
		m.called(b)
	}
}

// called takes a call of the consumers.
func (m *Meter) called(b *event.APICalled) {
	if b.Caller != "" {
		return
	}
	m.row.USD += b.USD
	switch b.Operation {
	case "ReceiveMessage":
		m.row.Receives++
		if b.Text == "empty" {
			m.row.Empty++
		}
	case "ChangeMessageVisibility":
		m.row.Extensions++
	case "ChangeMessageVisibilityBatch":
		m.row.Extensions++
		m.row.HeldCalls++
	}
}

// Done is how many messages have ended.
func (m *Meter) Done() int { return len(m.took) + m.row.Dead }

// Row is what the events came to.
func (m *Meter) Row(peakBytes int64) Row {
	r := m.row
	r.PeakBytes = peakBytes
	wall := m.last.Sub(m.begun)
	if wall <= 0 {
		return r
	}
	r.Seconds = wall.Seconds()
	r.PerSecond = float64(r.Images) / r.Seconds
	time := r.Seconds * float64(max(r.Workers, 1))
	r.Computing, r.Waiting = m.computing.Seconds()/time, m.waiting.Seconds()/time
	slices.Sort(m.took)
	r.P50, r.P95 = percentile(m.took, 50), percentile(m.took, 95)
	return r
}

// percentile is the value that p of a hundred do not exceed.
func percentile(sorted []time.Duration, p int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min((len(sorted)*p+99)/100, len(sorted))-1].Seconds()
}

package state

import (
	"cmp"

	"inflight/pipeline/event"
)

// uploaded takes an image into the source bucket.
func (s *State) uploaded(e *event.Event, b *event.ObjectUploaded) {
	s.Count.Uploaded++
	s.Count.UploadedBytes += b.Size
	s.Series.at().Uploaded++
	s.Trouble.uploaded(e.Time)
	s.arrived(e, b.Size)
	s.hues.give(e.Key)
	s.move(e, e.Key, SourceNode, BusNode)
}

// stageStarted takes the beginning of a stage.
func (s *State) stageStarted(e *event.Event, b *event.StageStarted) {
	m := s.known(e.MessageID)
	if m != nil {
		if r := m.HeldBy(e.Worker); r != nil {
			r.begin(b.Stage, e.Time)
			s.goesOn(m, r, e.Time)
			if r == m.latest() {
				m.Stage, m.StageStarted, m.StageDone = b.Stage, e.Time, false
			}
		}
	}
	if w := s.workerNamed(e.Worker); w != nil {
		if w.MessageID != e.MessageID { // of a batch it was in hand, and not begun
			w.take(e.Time, e.MessageID, s.identityOf(e, s.alive(e.MessageID)))
		}
		if !w.dies(m, e.Time) {
			w.enter(e.Time, Activity(b.Stage))
		}
	}
}

// stageWaiting takes that a worker waits for a core.
func (s *State) stageWaiting(e *event.Event) {
	if w := s.workerNamed(e.Worker); w != nil {
		w.enter(e.Time, NoCore)
	}
}

// stageFinished takes the end of a stage.
func (s *State) stageFinished(e *event.Event, b *event.StageFinished) {
	m, failed := s.known(e.MessageID), b.Error != "" && b.Error != event.Interrupted
	if m == nil {
		s.Latency.stage(b.Stage, b.Took)
		s.failed(failed)
		return
	}
	r := m.HeldBy(e.Worker)
	died := r != nil && r.Dead // so long it lay there: no stage took that
	if !died {
		s.Latency.stage(b.Stage, b.Took)
	}
	if r != nil {
		r.finish(b.Stage, e.Time, b.Error != "")
		if r == m.latest() {
			m.StageDone = true
		}
	}
	if failed && !m.phase.Ended() {
		m.Reason = b.Error
	}
	if m.inHistory(e, b.Stage, b.Took) {
		return
	}
	s.failed(failed && !died) // else it is the end of that
	again, repeated := false, false
	if b.Error == "" && !b.Kept {
		again, repeated = s.did(m, r, cmp.Or(e.Key, m.Key), b.Stage)
	}
	if repeated {
		s.Count.Repeated++
		m.repeated++
	}
	m.redone = m.redone || again
	m.note(Moment{
		Time: e.Time, Kind: e.Kind(), Worker: e.Worker, Stage: b.Stage, Took: b.Took, Text: b.Error, Kept: b.Kept, Again: again, Repeated: repeated, Died: died,
	})
}

// failed takes whether the last event is a failure.
func (s *State) failed(it bool) {
	if it {
		s.Notable = NotableFailure
	}
}

// created takes a thumbnail that was stored.
func (s *State) created(e *event.Event, b *event.ThumbnailCreated) {
	s.Count.Thumbnails++
	s.Series.at().Thumbnails++
	s.Count.ThumbnailBytes += b.Size
	p := &Picture{
		Bucket: e.Bucket, Key: e.Key, SourceKey: b.SourceKey, Engine: b.Engine, URL: b.URL,
		MessageID: e.MessageID, Size: b.Size, At: e.Time, version: newVersion[Picture](s.epoch),
	}
	if up, ok := s.uploadOf(b.SourceKey); ok {
		p.Took = e.Time.Sub(up)
	} else if m := s.alive(e.MessageID); m != nil && !m.SentAt.IsZero() && m.PreviousID == "" { // a redrive sends long after the upload
		p.Took, p.SinceSent = e.Time.Sub(m.SentAt), true
	}
	if old, ok := s.Thumbnails.Push(p); ok {
		if s.byKey[old.Key] == old {
			delete(s.byKey, old.Key)
		}
		s.letGoOf(old)
	}
	s.byKey[p.Key] = p
	s.move(e, b.SourceKey, WorkersNode, ThumbnailNode)
	s.noteMessage(e, e.Key)
}

// pictured takes the pixels of a thumbnail.
func (s *State) pictured(e *event.Event, b *event.ThumbnailPictured) {
	s.Notable = NotablePicture
	if p := s.byKey[e.Key]; p != nil {
		if p.stale(s.epoch) {
			old := *p
			p.preserve(s.epoch, &old, (*Picture).its)
		}
		p.PNG = b.PNG
	}
}

// Picture is the thumbnail made of the image with that key in the source
// bucket, nil if it is not known any more.
func (s *State) Picture(sourceKey string) *Picture {
	for i := s.Thumbnails.Len() - 1; i >= 0; i-- {
		if p := s.Thumbnails.At(i); p.SourceKey == sourceKey {
			return p
		}
	}
	return nil
}

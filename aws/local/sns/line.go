package sns

import (
	"errors"
	"sync"
)

const (
	maxLine    = 1000   // jobs that stand in the line of one subscription
	maxWaiting = 10_000 // jobs of all subscriptions that wait to be tried again
)

var errLineFull = errors.New("too many messages wait for this endpoint already")

// lines are the jobs that wait for the goroutine of their subscription. A
// subscription that is in the map has a goroutine, which works its line off and
// ends with it.
type lines struct {
	mu    sync.Mutex
	bySub map[string][]*delivery // by ARN of the subscription
}

// enqueue puts a job into the line of its subscription. The caller has begun
// work, so that Close is still to wait for the goroutine that may start here.
func (s *Service) enqueue(j *delivery) {
	s.lines.mu.Lock()
	line, running := s.lines.bySub[j.subscription]
	if len(line) >= maxLine {
		s.lines.mu.Unlock()
		s.fail(j, errLineFull)
		return
	}
	if s.lines.bySub == nil {
		s.lines.bySub = map[string][]*delivery{}
	}
	s.lines.bySub[j.subscription] = append(line, j)
	s.lines.mu.Unlock()
	if !running {
		s.work.Go(func() { s.workOff(j.subscription) })
	}
}

// workOff delivers the jobs of a line until there are none.
func (s *Service) workOff(subscription string) {
	for {
		j := s.lines.next(subscription)
		if j == nil {
			return
		}
		s.deliver(j)
	}
}

// next takes the first job of a line. The line ends when there is none.
func (l *lines) next(subscription string) *delivery {
	l.mu.Lock()
	defer l.mu.Unlock()
	line := l.bySub[subscription]
	if len(line) == 0 {
		delete(l.bySub, subscription)
		return nil
	}
	j := line[0]
	line[0] = nil
	l.bySub[subscription] = line[1:]
	return j
}

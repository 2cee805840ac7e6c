package notify

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"
)

// window counts the posts since its start.
type window struct {
	start time.Time
	posts int
}

// admit counts a post. When there were too many it answers 429 and is false.
//
// https://discord.com/developers/docs/topics/rate-limits
func (s *StandIn) admit(w http.ResponseWriter) bool {
	if s.Limit <= 0 {
		return true
	}
	remaining, wait := s.count(time.Now())
	h := w.Header()
	h.Set("X-RateLimit-Limit", strconv.Itoa(s.Limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(remaining, 0)))
	h.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", wait.Seconds()))
	if remaining >= 0 {
		return true
	}
	h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	answer(w, http.StatusTooManyRequests, map[string]any{
		"message": "You are being rate limited.", "retry_after": wait.Seconds(), "global": false,
	})
	return false
}

// count adds a post to the window. It tells how many more the window takes,
// which is below zero when this one is too much, and when the next begins.
func (s *StandIn) count(now time.Time) (remaining int, wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	per := s.Per
	if per <= 0 {
		per = time.Second
	}
	if now.Sub(s.window.start) >= per {
		s.window = window{start: now}
	}
	s.window.posts = min(s.window.posts, s.Limit) + 1
	return s.Limit - s.window.posts, s.window.start.Add(per).Sub(now)
}

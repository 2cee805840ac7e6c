package sigv4

import "sync"

// maxKeys is how many keys are remembered: each client has one a day for a service.
const maxKeys = 100

// Keys remembers the keys that signatures are made with, so that they are not made of
// their secret again for each request. The zero Keys is ready for use, by many
// goroutines.
type Keys struct {
	mu   sync.Mutex
	made map[keyOf][]byte
}

// keyOf is what a key is made of.
type keyOf struct{ secret, date, region, service string }

// key is the key of the scope.
func (s *Signature) key(secret string) []byte {
	of := keyOf{secret, s.Date, s.Region, s.Service}
	if s.Keys == nil {
		return of.make()
	}
	s.Keys.mu.Lock()
	defer s.Keys.mu.Unlock()
	k := s.Keys.made[of]
	if k == nil {
		if len(s.Keys.made) >= maxKeys || s.Keys.made == nil {
			s.Keys.made = map[keyOf][]byte{}
		}
		k = of.make()
		s.Keys.made[of] = k
	}
	return k
}

// make makes the key.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
func (of keyOf) make() []byte {
	k := hmacSHA256([]byte("AWS4"+of.secret), of.date)
	for _, part := range []string{of.region, of.service, "aws4_request"} {
		k = hmacSHA256(k, part)
	}
	return k
}

package sns

// TokenOf is the token that confirms an endpoint, which only the endpoint is
// told.
func (s *Service) TokenOf(topic, endpoint string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sub := range s.topics[topic].Subscriptions {
		if sub.Endpoint == endpoint {
			return sub.Token
		}
	}
	return ""
}

// Filter is a filter policy, for tests of the language alone.
type Filter struct{ f *filter }

// ParseFilter reads a filter policy of the body or of the attributes.
func ParseFilter(text string, body bool) (Filter, error) {
	f, err := parseFilter(text, body)
	return Filter{f}, err
}

// Wants says whether a message with that body and those attributes passes.
func (f Filter) Wants(body string, attributes map[string]Attribute) bool {
	return f.f.wants(&notification{attributes: attributes}, body)
}

// IsPublic, NewClient and IsRefusedForGood are for the tests of endpoints that are
// not public.
var (
	IsPublic         = isPublic
	NewClient        = newClient
	IsRefusedForGood = func(err error) bool { return isPermanent(unreachable(err)) }
)

package s3

// AtStep calls f at each step of a change of an object, for a test that ends the
// process there. The store's lock is held.
func (s *Service) AtStep(f func(step string)) { s.store.step = f }

package setting

// Reading is what a setting is at a moment.
type Reading struct {
	*Setting

	Value string // what the run goes by
	Queue string // what AWS says that the queue is set to; empty: it was not asked, or does not say
	Fixed string // why it cannot be turned; empty: it can
	Note  string // what else a person should know of it
}

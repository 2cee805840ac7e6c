package aws

import "regexp"

// numbers are what the SDK puts before AWS's own words: the status of the answer
// and the ids of the request. A person who asks for help needs them; in a
// sentence, whose middle is cut where it is long, they take the place of the
// cause and of what to do.
var numbers = regexp.MustCompile(`(https? response error )?StatusCode: \d+, RequestID: [^,]*, (HostID: [^,]*, )?(api error )?`)

// terse is an error of the SDK without the numbers in its words. The error itself
// is found below it.
type terse struct{ err error }

// said is an error in few words.
func said(err error) error {
	if err == nil {
		return nil
	}
	return terse{err}
}

func (t terse) Error() string { return numbers.ReplaceAllString(t.err.Error(), "") }

func (t terse) Unwrap() error { return t.err }

package sqs

import "strings"

// splitURL takes the account and the queue's name from the end of a queue's
// URL, or from its path alone.
func splitURL(url string) (account, name string, ok bool) {
	rest, name, ok := cutLast(strings.TrimSuffix(url, "/"), '/')
	if !ok || name == "" {
		return "", "", false
	}
	_, account, ok = cutLast(rest, '/')
	return account, name, ok
}

func cutLast(s string, sep byte) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+1:], true
}

// nameInARN is the last part of an ARN.
func nameInARN(arn string) string {
	_, name, _ := cutLast(arn, ':')
	return name
}

func (s *Service) arnOf(name string) string {
	return "arn:aws:sqs:" + s.region + ":" + s.account + ":" + name
}

// validateName says what is wrong with a queue's name.
func validateName(name string, fifo bool) error {
	base, hasSuffix := strings.CutSuffix(name, ".fifo")
	switch {
	case name == "":
		return missing("QueueName")
	case len(name) > 80 || base == "" || strings.ContainsFunc(base, notInName):
		return invalid("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length")
	case fifo && !hasSuffix:
		return invalid("The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.")
	case !fifo && hasSuffix:
		return invalid("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length; a name that ends with .fifo takes FifoQueue=true")
	default:
		return nil
	}
}

// notInName reports whether a character cannot stand in the name of a queue or
// in the id of a batch entry.
func notInName(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

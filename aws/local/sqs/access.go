package sqs

import "inflight/aws/local/policy"

// setAccessPolicy reads a Policy, which is kept as it was written.
func setAccessPolicy(s *settings, value string) (string, error) {
	p, err := policy.Parse([]byte(value))
	if err != nil {
		return "", badValue("Policy", err.Error())
	}
	s.access = p
	return value, nil
}

// admits reports whether the queue's policy lets a service send it a message. A
// queue without a policy lets in none.
func (q *queue) admits(m ServiceMessage) bool {
	return q.access.Allows(policy.Request{
		Principal: m.Principal, Action: "sqs:SendMessage", Resource: q.arn,
		SourceARN: m.SourceARN, SourceAccount: q.service.account,
	})
}

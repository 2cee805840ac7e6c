package sqs

import "encoding/json"

type accessPolicy struct{}

func takeAccessPolicy(s *settings, value string) (string, error) {
	var any map[string]any
	if json.Unmarshal([]byte(value), &any) != nil {
		return "", badValue("Policy", "it is not a JSON object")
	}
	return value, nil
}

func (p *accessPolicy) allows(q *queue, m ServiceMessage) bool { return false }

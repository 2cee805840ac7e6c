package sqs

import (
	"maps"
	"net/http"
	"strconv"
	"strings"

	"inflight/aws/local/wire"
)

// Encryption is accepted, given back, and obeyed in who may send; messages are
// not encrypted.
//
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html

// awsManagedKey is the alias of the key for SQS that AWS manages. Its policy,
// which nobody can change, lets no service of AWS use it.
//
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#compatibility-with-aws-services
const awsManagedKey = "alias/aws/sqs"

// defaultReuse is how many seconds a data key is used again where nothing else is
// said, which is then not said in the attributes either.
const defaultReuse = 300

// errNoKey says that a service may not use the key of a queue.
var errNoKey = wire.Errorf("KmsAccessDenied", "The queue is encrypted with the key %s, whose policy lets no service of AWS use it: "+
	"encrypt the queue with a key of your own, or with SqsManagedSseEnabled.", awsManagedKey).
	WithQueryCode("KMS.AccessDeniedException").WithStatus(http.StatusBadRequest)

// setMasterKey takes a key: its id, its ARN, or an alias.
func setMasterKey(s *settings, value string) (string, error) {
	s.awsKey = value == awsManagedKey || strings.HasPrefix(value, "arn:") && strings.HasSuffix(value, ":"+awsManagedKey)
	return value, nil
}

// validateEncryption refuses both kinds of encryption at once.
func validateEncryption(changes map[string]string) error {
	if changes["KmsMasterKeyId"] != "" && strings.EqualFold(changes["SqsManagedSseEnabled"], "true") {
		return wire.Errorf("InvalidAttributeName",
			"You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.")
	}
	return nil
}

// encrypt has the kind of encryption that was chosen last end the other.
func (s *settings) encrypt(changes map[string]string) {
	switch {
	case changes["KmsMasterKeyId"] != "":
		s.text["SqsManagedSseEnabled"] = "false"
	case strings.EqualFold(changes["SqsManagedSseEnabled"], "true"):
		delete(s.text, "KmsMasterKeyId")
		s.awsKey = false
	}
	if s.text["KmsDataKeyReusePeriodSeconds"] == strconv.Itoa(defaultReuse) {
		delete(s.text, "KmsDataKeyReusePeriodSeconds")
	}
}

// keptAttributes are the attributes of a stored queue. An earlier version kept
// both kinds of encryption of a queue with a key.
func keptAttributes(stored map[string]string) map[string]string {
	if stored["KmsMasterKeyId"] == "" {
		return stored
	}
	kept := maps.Clone(stored)
	kept["SqsManagedSseEnabled"] = "false"
	return kept
}

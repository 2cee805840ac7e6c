package sqs

import (
	"fmt"
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"inflight/aws/local/wire"
)

const (
	maxAttributes  = 10
	maxDelay       = 900
	maxBatchBytes  = 1 << 20
	traceAttribute = "AWSTraceHeader"
)

// validateBody says what is wrong with the body of a message.
//
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
func validateBody(body string) error {
	if problem := forbidden(body, "message body"); problem != "" {
		return wire.Errorf("InvalidMessageContents", "%s", problem)
	}
	return nil
}

// forbidden names the first character that a message cannot carry, "" for none:
// SQS takes what XML 1.0 can carry.
func forbidden(text, where string) string {
	for i := range len(text) {
		c := text[i]
		if c >= ' ' && c < utf8.RuneSelf || c == '\n' || c == '\r' || c == '\t' {
			continue
		}
		if r, ok := badRune(text[i:]); ok {
			return fmt.Sprintf("Invalid binary character '#x%X' was found in the %s, the set of allowed characters is "+
				"#x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].", r, where)
		}
		return ""
	}
	return ""
}

// badRune is the first character of a text that XML 1.0 cannot carry, or the
// first byte that is no character.
func badRune(text string) (rune, bool) {
	for i, r := range text {
		if !wire.ValidXMLRune(r) {
			return r, true
		}
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD") {
			return rune(text[i]), true
		}
	}
	return 0, false
}

// validateAttributes says what is wrong with a message's attributes.
func validateAttributes(attributes map[string]Attribute) error {
	if len(attributes) > maxAttributes {
		return invalid("Number of message attributes [%d] exceeds the allowed maximum [%d].", len(attributes), maxAttributes)
	}
	for name, a := range attributes {
		if err := validateAttributeName(name); err != nil {
			return err
		}
		if err := a.validate(name); err != nil {
			return err
		}
	}
	return nil
}

// validateAttributeName follows
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#message-attribute-components
func validateAttributeName(name string) error {
	lower := strings.ToLower(name)
	switch {
	case name == "":
		return invalid("Message attribute name can not be empty.")
	case len(name) > 256:
		return invalid("Length of message attribute name must be less than 256 bytes.")
	case strings.HasPrefix(lower, "aws.") || strings.HasPrefix(lower, "amazon."):
		return invalid("You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use.")
	case strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".") || strings.Contains(name, ".."):
		return invalid("Invalid message attribute name: a dot can stand neither at the start or end nor beside another dot.")
	case strings.ContainsFunc(name, notInAttributeName):
		return invalid("Invalid non-alphanumeric character was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.")
	default:
		return nil
	}
}

// notInAttributeName reports whether a character cannot stand in the name of an
// attribute. The letters and digits are those of every script.
func notInAttributeName(r rune) bool {
	return r != '.' && notInName(r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// validate says what is wrong with the type or the value of an attribute.
func (a Attribute) validate(name string) error {
	kind, _, _ := strings.Cut(a.DataType, ".")
	field := "StringValue"
	if kind == "Binary" {
		field = "BinaryValue"
	}
	switch {
	case a.DataType == "":
		return invalid("The message attribute '%s' must contain non-empty message attribute type.", name)
	case kind != "String" && kind != "Number" && kind != "Binary":
		return invalid("The message attribute '%s' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.", name)
	case len(a.DataType) > 256:
		return invalid("Length of message attribute type must be less than 256 bytes.")
	case len(a.StringListValues) > 0 || len(a.BinaryListValues) > 0:
		return wire.Errorf("UnsupportedOperation", "Message attribute list values in SendMessage operation are not supported.").
			WithQueryCode("AWS.SimpleQueueService.UnsupportedOperation")
	case kind == "Binary" && len(a.BinaryValue) == 0, kind != "Binary" && a.text() == "":
		return invalid("Message (user) attribute '%s' must contain a non-empty value of type '%s'.", name, kind)
	case kind == "Binary" && a.StringValue != nil, kind != "Binary" && a.BinaryValue != nil:
		return invalid("The message attribute '%s' with type '%s' must use field '%s'.", name, a.DataType, field)
	case kind == "Number" && !isNumber(a.text()):
		return invalid("Can't cast the value of message (user) attribute '%s' to a number.", name)
	default:
		return validateValue(a.text(), "value of message (user) attribute '"+name+"'")
	}
}

// validateValue says what is wrong with the text of an attribute, which may have
// the characters that a body may have.
//
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_MessageAttributeValue.html
func validateValue(text, where string) error {
	if problem := forbidden(text, where); problem != "" {
		return invalid("%s", problem)
	}
	return nil
}

// isNumber reports whether text is a decimal number. The length is limited so
// that a long exponent costs nothing.
func isNumber(text string) bool {
	if len(text) > 128 || strings.ContainsAny(text, "xXpP_iInN") {
		return false
	}
	_, _, err := big.ParseFloat(text, 10, 64, big.ToNearestEven)
	return err == nil
}

// validateSystemAttributes takes the one system attribute that a sender can set.
func validateSystemAttributes(attributes map[string]Attribute) error {
	for name, a := range attributes {
		if name != traceAttribute {
			return invalid("Message system attribute name '%s' is invalid.", name)
		}
		if a.DataType != "String" || a.text() == "" {
			return invalid("The message system attribute '%s' must be a non-empty String.", name)
		}
		if err := validateValue(a.text(), "value of message system attribute '"+name+"'"); err != nil {
			return err
		}
	}
	return nil
}

// validateToken checks a group or deduplication id: 1 to 128 printable ASCII
// characters.
func validateToken(parameter, value string) error {
	ok := value != "" && len(value) <= 128 && !strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' })
	if ok {
		return nil
	}
	return invalidValue(parameter, value, parameter+" can only include alphanumeric and punctuation characters. 1 to 128 in length.")
}

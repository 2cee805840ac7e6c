package sns

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"inflight/aws/local/wire"
)

// Attribute is a message attribute. StringValue holds what is not binary.
type Attribute struct {
	DataType    string `json:"DataType"`
	StringValue string `json:"StringValue"`
	BinaryValue []byte `json:"BinaryValue"`
}

type namedAttribute struct {
	Name  string    `json:"Name"`
	Value Attribute `json:"Value"`
}

// kind is the data type as far as SNS knows it.
func (a Attribute) kind() string {
	if a.DataType == "String.Array" {
		return a.DataType
	}
	kind, _, _ := strings.Cut(a.DataType, ".")
	return kind
}

// text is the value as an envelope has it.
func (a Attribute) text() []byte {
	if a.kind() == "Binary" {
		return a.BinaryValue
	}
	return []byte(a.StringValue)
}

// badAttribute is the answer to an attribute that cannot be.
func badAttribute(format, name string, args ...any) error {
	return wire.Errorf("ParameterValueInvalid", "The message attribute '%s' "+format, append([]any{name}, args...)...)
}

// attributeMap validates attributes, and tells how many bytes they are.
//
// https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
func attributeMap(list []namedAttribute) (attributes map[string]Attribute, size int, err error) {
	attributes = make(map[string]Attribute, len(list))
	for _, a := range list {
		if err := a.validate(); err != nil {
			return nil, 0, err
		}
		if _, twice := attributes[a.Name]; twice {
			return nil, 0, badAttribute("is there twice.", a.Name)
		}
		attributes[a.Name] = a.Value
		size += len(a.Name) + len(a.Value.DataType) + len(a.Value.text())
	}
	return attributes, size, nil
}

func (a namedAttribute) validate() error {
	if err := validateAttributeName(a.Name); err != nil {
		return err
	}
	value := a.Value
	switch value.kind() {
	case "String", "Number", "Binary", "String.Array":
	default:
		return badAttribute("has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.", a.Name)
	}
	if binary := value.kind() == "Binary"; binary && value.StringValue != "" || !binary && len(value.BinaryValue) > 0 {
		field := "String"
		if binary {
			field = "Binary"
		}
		return badAttribute("with type '%s' must use field '%s'.", a.Name, value.DataType, field)
	}
	if len(value.text()) == 0 {
		return badAttribute("must contain non-empty message attribute value for message attribute type '%s'.", a.Name, value.DataType)
	}
	switch value.kind() {
	case "Number":
		if _, err := strconv.ParseFloat(value.StringValue, 64); err != nil {
			return badAttribute("has the type Number, and its value is none.", a.Name)
		}
	case "String.Array":
		var list []any
		if err := json.Unmarshal([]byte(value.StringValue), &list); err != nil {
			return badAttribute("has the type String.Array, and its value is no JSON array.", a.Name)
		}
	}
	if !utf8.ValidString(value.StringValue) {
		return badAttribute("is not valid UTF-8.", a.Name)
	}
	return nil
}

func validateAttributeName(name string) error {
	lower := strings.ToLower(name)
	bad := func(format string, args ...any) error { return wire.Errorf("ParameterValueInvalid", format, args...) }
	odd := strings.IndexFunc(name, func(r rune) bool { return notInName(r) && r != '.' })
	switch {
	case name == "":
		return badAttribute("must have a name of 1 to 256 characters.", name)
	case len(name) > 256:
		return bad("Length of message attribute name must be less than 256 bytes.")
	case odd >= 0:
		r, _ := utf8.DecodeRuneInString(name[odd:])
		return bad("Invalid non-alphanumeric character '#x%X' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.", r)
	case strings.HasPrefix(name, "."):
		return bad("Invalid message attribute name starting with character '.' was found.")
	case strings.HasSuffix(name, "."):
		return bad("Invalid message attribute name ending with character '.' was found.")
	case strings.Contains(name, ".."):
		return bad("Message attribute name can not have successive '.' character.")
	case strings.HasPrefix(lower, "aws.") || strings.HasPrefix(lower, "amazon."):
		return badAttribute("starts with a reserved prefix.", name)
	}
	return nil
}

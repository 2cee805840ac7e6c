package s3

import (
	"encoding/xml"
	"fmt"

	"inflight/aws/local/wire"
)

// keyText is a key, or part of one, in a document. A key may have characters
// that XML 1.0 cannot carry, such as a bell; S3 writes them as character
// references all the same (&#x7;), which is no XML: strict parsers refuse it.
// Listings have encoding-type=url for such keys.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
type keyText string

// MarshalXML writes the key so that no two keys look the same.
func (k keyText) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	var text []byte
	for _, r := range string(k) {
		if wire.ValidXMLRune(r) {
			text = wire.AppendXMLText(text, string(r))
			continue
		}
		text = fmt.Appendf(text, "&#x%x;", r)
	}
	return e.EncodeElement(struct {
		Text []byte `xml:",innerxml"`
	}{text}, start)
}

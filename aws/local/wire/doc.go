// Package wire speaks the protocols of AWS on the server's side, so that a
// service is a table from operation to function and knows nothing of HTTP.
//
// AWS JSON (1.0 for SQS, 1.1 for EventBridge) names the operation in the header
// X-Amz-Target; the older query protocol, which SNS and old SQS clients speak,
// names it in the form field Action and answers in XML. Both end in the same
// call of the same function with the same input, and every error, whichever
// service it comes from, is an *Error written by one encoder.
//
// A service makes its Table with Do, which wraps a typed function:
//
//	table := wire.Table{
//		"CreateTopic": wire.Do(service.createTopic), // func(context.Context, *CreateTopicInput) (*CreateTopicOutput, error)
//		"DeleteTopic": wire.Do(service.deleteTopic), // (*wire.Nothing)(nil) is an answer without content
//	}
//	table.ServeQuery(w, r, wire.Query{XMLNS: "http://sns.amazonaws.com/doc/2010-03-31/"})
//
// # Tags
//
// The tag json names a field in JSON, and in a form and in XML too where no tag
// query says otherwise. The tag query says where a field lives in a form and,
// by the same rule, in an XML answer:
//
//	Name       string            `json:"Name"`                                  Name=…
//	URLs       []string          `json:"QueueUrls" query:"QueueUrl"`            QueueUrl.1=…            <QueueUrl>…</QueueUrl>
//	Topics     []Topic           `json:"Topics" query:"Topics.member"`          Topics.member.1.Arn=…   <Topics><member><Arn>…
//	Tags       map[string]string `json:"Tags" query:"Tag,Key,Value"`            Tag.1.Key=… Tag.1.Value=…
//	Attributes map[string]string `json:"Attributes" query:"Attributes.entry,key,value"`
//
// Numbers that may be absent are pointers. A []byte is base64 in both
// protocols. A field with `query:"-"` is only in JSON. The fields of an embedded
// struct are those of the struct it stands in.
//
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-json.html
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
package wire

package sigv4

// Problem is what is wrong with a signature.
type Problem string

// The problems there are.
const (
	// Unsigned is a request without any signature.
	Unsigned Problem = "unsigned"
	// Malformed is a signature that lacks something, or cannot be read.
	Malformed Problem = "malformed"
	// Expired is a presigned URL past its time.
	Expired Problem = "expired"
	// Skewed is a signature whose time is too far from the server's.
	Skewed Problem = "skewed"
	// Mismatch is a signature that the secret does not make of the request.
	Mismatch Problem = "mismatch"
)

// Error says why a signature does not hold. Each service words it as AWS does.
type Error struct {
	Problem Problem
	// Presigned tells whether the signature is in the query.
	Presigned bool
	// Message is a sentence for a person, without anything secret.
	Message string
	// Of a mismatch: whose signature it says it is, the signature that came, and what the server signed in its
	// place, so that a client can compare. Neither is secret.
	AccessKey, Provided, StringToSign, CanonicalRequest string
}

// Error is the message.
func (e *Error) Error() string { return e.Message }

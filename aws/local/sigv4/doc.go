// Package sigv4 checks signatures of version 4, from the server's side.
//
// Parse takes a signature out of a request, from its Authorization header or
// from the query of a presigned URL; Verify says whether a secret made it for
// just this request, Expired and Skewed whether it holds at the time. Who is let in with an
// access key nobody knows is not decided here.
//
//	sig, err := sigv4.Parse(r)        // *Error: unsigned, or malformed
//	secret, ok := secretOf(sig.AccessKey)
//	err = sig.Expired(age)            // *Error: expired
//	err = sig.Skewed(time.Now())      // *Error: skewed
//	err = sig.Verify(r, secret)       // *Error: mismatch
//
// Bodies that are sent in signed chunks are checked by a Chain while they are
// read.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
package sigv4

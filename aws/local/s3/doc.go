// Package s3 is the embedded S3: buckets are folders, objects are plain files
// that carry their keys as names, so that a person can look at what a pipeline
// made with any image viewer.
//
// A request is routed by one table (route.go) to the function of its operation.
// What a client sends is received into a file of its own (receive.go), while
// its framing is taken off (chunked.go) and its lengths, hashes and checksums
// are checked; only then does the store (store.go) put it in place, together
// with its record, so that an object is there whole or not at all, after a kill
// -9 too. Records lie out of sight in DIR/.inflight; keys that are no good file
// names are escaped so that they can be read back (location.go).
//
// After each object created or deleted, in a bucket whose notification
// configuration turns EventBridge on, Config.Events hears of it (event.go).
// Lifecycle rules take effect at midnight UTC by the clock (lifecycle.go).
//
// # Who may ask
//
// Every request has to be signed. A signature by a key that this S3 handed out
// is checked, and what it says of the body as well. A key that nobody knows is
// let in with any signature, as local tools do, because its secret is not known
// here; a URL presigned with it still expires. With Config.RequireKnownKeys
// only known keys are let in. Bucket policies and public access blocks are kept
// and given back; they are not enforced, for there is one account.
//
// # Why the data path is written here
//
// It first stood on gofakes3. What had to stand in front of that (conditional
// writes, multipart uploads that survive a restart and have ETags ending in -N,
// checksums given back, tags, signatures of chunks, events with the reason)
// grew larger than what was left behind it, and had to undo some of it; so the
// data path is here too.
//
// https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html
package s3

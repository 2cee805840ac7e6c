// Package recording keeps what happened in a file: lines of JSON, as they are or
// as .jsonl.zst, packed in frames of a second at most.
//
// A frame is a frame of zstd (RFC 8878) and holds whole lines, so that each can
// be read alone, and a program that is killed takes no more than its last second
// with it. A second of a run is little text, and of that the names and what AWS
// always answers are most: so that little costs little, each frame is packed by a
// dictionary that holds these. It is known to every version from the first that
// writes such files: `zstd -D pipeline/recording/dictionary.zstd -d FILE` unpacks
// one by hand.
package recording

// Extension is that of the files that are packed.
const Extension = ".zst"

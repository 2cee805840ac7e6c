// Package observe makes events of what the embedded AWS tells. It is the only
// place that knows both the embedded AWS and the pipeline: neither knows the other.
package observe

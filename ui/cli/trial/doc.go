// Package trial tries what the program does when things go wrong on purpose: which
// faults a run is tried with, and what has to be so when it is over. It judges by what
// anybody finds in the buckets and the queues then, and takes the program's word only
// for what it has to name: what it could not upload, and what was not delivered.
package trial

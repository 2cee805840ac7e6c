// Package clock is the time that the pipeline goes by.
package clock

// Package setting says what can be turned while a run goes on: what each setting may
// be, from when a change holds, and the call that makes it. It does nothing itself.
package setting

// Package redrive is what a person may do with dead letters: look at them, move all
// by a move task of SQS, move or delete chosen ones one by one, cancel, and change
// the rate.
//
// DeadLetters (redrive.go) is the way in. All letters go by a move task that is
// followed until it ends (all.go, task.go). SQS has no way to ask for one letter: the
// chosen ones are looked for by receiving (search.go), sent on and then deleted, in
// this order (chosen.go). Such work outlasts the call that asks for it (background.go),
// and what becomes of it are events.
package redrive

//go:build unix

package e2e_test

import "testing"

func TestAPersonWorksOnDeadLetters(t *testing.T) {
	run := build(t) + arguments + " --state " + t.TempDir()
	term := openTerminal(t, 120, 36)
	term.enter(run)
	term.see(`● live`) // while the stack is set up nothing can be done
	term.press("3", "b", "b")
	term.see(`▸ dead letters 2`)

	// Select one, and redrive it alone; nobody works on it meanwhile.
	term.press("c")
	term.see(`‖ paused`)
	term.press("t")
	term.see(`1 selected  r: redrive them`)
	term.press("r")
	term.see(`▸ dead letters 1`)
	term.see(`1 came back by redrive`)

	// Redrive the other with the dialog, at a rate.
	term.press("R")
	term.see(`redrive the dead letter`)
	term.see(`practiceQ +│`)
	term.press("Down", "5", "0")
	term.see(`rate +50 a second`)
	term.press("Enter")
	term.see(`No dead letters`)
	term.press("c")
	term.see(`▸ dead letters 2`)
	term.press("q")
	term.see(prompt + `\s*$`)

	// What lies there from before is told of, and looked at.
	term.enter(run + " --workers 0")
	term.see(`● live`)
	term.press("3")
	term.see(`▸ dead letters 0 \(queue: 2\)`)
	term.press("Enter")
	term.see(`▸ dead letters 2`)
	term.see(`3 before`)
	term.press("d")
	term.see(`Delete .* from practiceDLQ\?`)
	term.press("y")
	term.see(`▸ dead letters 1`)
	term.press("x")
	term.see(`no redrive is under way`)
	term.press("q")
	term.see(prompt + `\s*$`)
}

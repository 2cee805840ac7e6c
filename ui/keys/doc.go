// Package keys is what a table of actions is made of: a row is an action, its name,
// its keys, where it applies, whether it destroys, and what it does. Help, footer,
// palette and the settings of keys follow from the rows, so that they cannot lie; so does
// the line of keys at the foot of the screen, which is put together and clicked here.
//
// The rows of the screen are in ui/actions.go. The package knows no screen: what an
// action does it does to whatever the table is for.
package keys

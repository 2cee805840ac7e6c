// Package dialog is the windows that lie above the screen, and what is said for a
// while below them: help, glossary, palette, questions, the redrive, pages of what is
// known, toasts, and the line in which a person types.
//
// A window is drawn on a Screen and says what it takes a key for; what comes of it is
// a function that it was given. It knows no model.
package dialog

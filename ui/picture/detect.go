package picture

import "strings"

// Detect says which Mode suits a terminal, from its environment and from what
// it answered to Query; it never says Auto. Without answers it says Blocks.
//
// A terminal may answer the query for kitty's protocol and yet not know
// placeholders, as WezTerm, Konsole, Warp and Zellij do, so only those that do
// are taken at their word. An old kitty knows none either, and does not answer. Within tmux the environment may be that of a
// terminal left long ago: there the answer has to have come through, which
// shows that passthrough is allowed. GNU screen passes no pictures on.
func Detect(env func(string) string, a Answers) Mode {
	switch {
	case inScreen(env) && !InTmux(env):
		return Blocks
	case a.Kitty && knowsPlaceholders(env, a):
		return Kitty
	}
	if a.Sixel {
		return Sixel
	}
	return Blocks
}

// InTmux tells whether sequences for the terminal have to pass through tmux.
func InTmux(env func(string) string) bool {
	return env("TMUX") != "" || strings.HasPrefix(env("TERM"), "tmux")
}

// inScreen tells whether GNU screen stands between us and the terminal.
func inScreen(env func(string) string) bool {
	return env("STY") != "" || strings.HasPrefix(env("TERM"), "screen")
}

// knowsPlaceholders tells whether a terminal replaces placeholder characters by
// pictures: kitty and Ghostty do. What the terminal calls itself decides where
// it said; tmux answers with its own name, which says nothing of the one behind.
func knowsPlaceholders(env func(string) string, a Answers) bool {
	name := strings.ToLower(a.Name)
	if name != "" && !strings.HasPrefix(name, "tmux") {
		return strings.HasPrefix(name, "kitty") || strings.HasPrefix(name, "ghostty")
	}
	return env("TERM") == "xterm-kitty" || env("TERM") == "xterm-ghostty" || env("TERM_PROGRAM") == "ghostty" ||
		env("KITTY_WINDOW_ID") != "" || env("GHOSTTY_RESOURCES_DIR") != ""
}

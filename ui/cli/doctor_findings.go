package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"inflight/aws"
	"inflight/pipeline/notify"
)

// How long the doctor waits for a program and for AWS to answer.
const (
	programPatience = 30 * time.Second
	accountPatience = 20 * time.Second
)

// The screen needs leastWidth by leastHeight, and shows everything on
// fullWidth by fullHeight.
const (
	leastWidth, leastHeight = 60, 16
	fullWidth, fullHeight   = 80, 24
)

// findFFmpeg runs ffmpeg: one that is there and broken would fail every image.
func findFFmpeg(ctx context.Context) finding {
	const mend = "install it (apt-get install ffmpeg, brew install ffmpeg, winget install ffmpeg)"
	path, err := exec.LookPath("ffmpeg")
	if err != nil {
		return finding{notable, "ffmpeg", "it is not on the PATH: thumbnails are made in Go instead; for ffmpeg, " + mend}
	}
	ctx, cancel := context.WithTimeout(ctx, programPatience)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "-hide_banner", "-version").Output()
	if err != nil {
		return finding{missing, "ffmpeg", fmt.Sprintf("%s does not run (%v): %s again, or take --engine builtin", path, err, mend)}
	}
	version, _, _ := strings.Cut(string(out), " Copyright")
	version, _, _ = strings.Cut(version, "\n")
	return finding{healthy, "ffmpeg", strings.TrimPrefix(version, "ffmpeg ") + ", " + path}
}

// findTerminal looks at the size of the terminal.
func findTerminal(s Streams) finding {
	out, isFile := fileOf(s.Out)
	if !s.Terminal || !isFile {
		return finding{notable, "terminal", "there is none here: the screen needs one; --plain and --headless run without"}
	}
	if s.Getenv("TERM") == dumb {
		return finding{notable, "terminal", "TERM=dumb says that this one cannot be drawn on; --plain and --headless run without"}
	}
	width, height, err := term.GetSize(out.Fd())
	switch size := fmt.Sprintf("%d columns by %d lines", width, height); {
	case err != nil:
		return finding{notable, "terminal", fmt.Sprintf("it does not tell its size: %v", err)}
	case width < leastWidth || height < leastHeight:
		return finding{missing, "terminal", fmt.Sprintf("%s: the screen needs %d by %d; make the window larger or the letters smaller",
			size, leastWidth, leastHeight)}
	case width < fullWidth || height < fullHeight:
		return finding{notable, "terminal", fmt.Sprintf("%s: from %d by %d on the screen shows everything", size, fullWidth, fullHeight)}
	default:
		return finding{healthy, "terminal", size}
	}
}

// findColours looks at what the environment says of colours.
func findColours(s Streams) finding {
	if s.Getenv("NO_COLOR") != "" {
		return finding{notable, "colours", "NO_COLOR is set: it draws without any; unset it for colours"}
	}
	var env []string
	for _, name := range []string{"TERM", "COLORTERM", "TERM_PROGRAM", "TMUX", "STY", "WT_SESSION", "ConEmuANSI", "ANSICON", "GOOGLE_CLOUD_SHELL"} {
		if value := s.Getenv(name); value != "" {
			env = append(env, name+"="+value)
		}
	}
	switch colorprofile.Env(env) {
	case colorprofile.TrueColor:
		return finding{healthy, "colours", "16 million"}
	case colorprofile.ANSI256:
		return finding{healthy, "colours", "256; a terminal with 24-bit colours sets COLORTERM=truecolor"}
	case colorprofile.ANSI:
		return finding{notable, "colours", "16: TERM=xterm-256color says that a terminal has more"}
	case colorprofile.ASCII, colorprofile.NoTTY, colorprofile.Unknown:
	}
	return finding{notable, "colours", "none that TERM names: TERM=xterm-256color says that a terminal has some"}
}

// findPort tries to listen where the embedded AWS does.
func findPort(ctx context.Context, addr string) finding {
	err := tryListen(ctx, addr)
	if err == nil {
		return finding{healthy, "port", addr + " is free for the embedded AWS"}
	}
	if free := tryListen(ctx, "127.0.0.1:0"); free != nil {
		return finding{missing, "port", fmt.Sprintf("nothing can listen on 127.0.0.1, as the embedded AWS has to: %v", free)}
	}
	if errors.Is(err, syscall.EADDRINUSE) {
		return finding{notable, "port", addr + " is in use: without --listen the embedded AWS takes any free port, and says which"}
	}
	return finding{notable, "port", fmt.Sprintf("the embedded AWS cannot have its usual port (%v): name another with --listen", err)}
}

// tryListen listens for a moment.
func tryListen(ctx context.Context, addr string) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	return l.Close()
}

// findTemp writes into the temporary folder.
func findTemp() finding {
	dir, err := os.MkdirTemp("", "inflight-")
	if err == nil {
		err = errors.Join(os.WriteFile(dir+"/object", []byte("x"), 0o600), os.RemoveAll(dir))
	}
	if err != nil {
		return finding{missing, "folder", fmt.Sprintf(
			"the temporary folder %s cannot be written to (%v): name one with TMPDIR, or keep the data with --state DIR", os.TempDir(), err)}
	}
	return finding{healthy, "folder", os.TempDir() + " can be written to"}
}

// findWebhook says whether there is a webhook, and never which.
func findWebhook(getenv func(string) string) finding {
	url := getenv(webhookVariable)
	if url == "" {
		return finding{notable, "discord", webhookVariable + " is not set: posts go to a stand-in, and are seen on the screen"}
	}
	d, err := notify.NewDiscord(url, nil)
	if err != nil {
		return finding{missing, "discord", fmt.Sprintf("%s: %v", webhookVariable, err)}
	}
	if err := d.Close(); err != nil {
		return finding{missing, "discord", fmt.Sprintf("%s: %v", webhookVariable, err)}
	}
	return finding{healthy, "discord", webhookVariable + " is set: thumbnails are posted through it"}
}

// findSettings says what the settings file does, or what is wrong with it. err
// is of reading it.
func findSettings(cmd *cobra.Command, s Streams) finding {
	err := s.unread
	if err == nil {
		err = applyFile(cmd, &s.file)
	}
	switch n := len(s.file.Settings) + len(s.file.Keys); {
	case err != nil:
		return finding{missing, "settings", err.Error()}
	case s.file.Path == "":
		return finding{healthy, "settings", "all as they come: there is no home folder to keep a file in"}
	case n == 0:
		return finding{healthy, "settings", "all as they come: there is nothing in " + s.file.Path}
	default:
		return finding{healthy, "settings", many(n, "setting", "settings") + " in " + s.file.Path + ": `inflight config` shows all"}
	}
}

// findAccount asks AWS whose account it is, and looks at the stack there.
func findAccount(ctx context.Context, where *target, getenv func(string) string) []finding {
	ctx, cancel := context.WithTimeout(ctx, accountPatience)
	defer cancel()
	clients, err := aws.Connect(ctx, aws.Options{Endpoint: where.endpoint})
	if err != nil {
		return []finding{{missing, "aws", fmt.Sprintf("%v (looked for %s)", err, credentialSource(getenv))}}
	}
	return []finding{
		{healthy, "aws", whose(clients) + ", with " + credentialSource(getenv)},
		findStack(ctx, where.stack(), clients),
	}
}

// findStack looks whether the names of the stack are free, its own, or those of
// others.
func findStack(ctx context.Context, stack aws.Stack, clients *aws.Clients) finding {
	const subject = "stack"
	plan, err := stack.Plan(ctx, clients, aws.Rules{})
	if err != nil {
		return finding{notable, subject, "it could not be looked at: " + err.Error()} // a worker need not be able to
	}
	if err := plan.Refused(); err != nil {
		return finding{missing, subject, err.Error()}
	}
	absent, foreign, whole := 0, 0, 0
	for _, step := range plan.Steps() {
		if !step.Whole {
			continue
		}
		whole++
		switch step.Outcome {
		case aws.ToCreate:
			absent++
		case aws.Foreign:
			foreign++
		default:
		}
	}
	switch {
	case absent == whole:
		return finding{healthy, subject, "its names are free: `inflight up` or `inflight run` creates it"}
	case foreign > 0:
		return finding{notable, subject, many(foreign, "thing", "things") + " with its names are not its own, and used as they are: `inflight up --dry-run` lists them"}
	case absent > 0:
		return finding{notable, subject, fmt.Sprintf("%d of %s are missing: `inflight up` creates them", absent, many(whole, "thing", "things"))}
	}
	return finding{healthy, subject, "it is there: `inflight status` shows all of it"}
}

// credentialSource says where the SDK looks for credentials first: a name,
// never a value.
func credentialSource(getenv func(string) string) string {
	switch {
	case getenv("AWS_ACCESS_KEY_ID") != "":
		return "the keys of AWS_ACCESS_KEY_ID"
	case getenv("AWS_PROFILE") != "":
		return "the profile " + getenv("AWS_PROFILE") + " of AWS_PROFILE"
	case getenv("AWS_WEB_IDENTITY_TOKEN_FILE") != "":
		return "the role of AWS_WEB_IDENTITY_TOKEN_FILE"
	}
	return "the default profile, then the role of this machine"
}

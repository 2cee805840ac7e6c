package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// recommendation is a command in a text: in backquotes, or a line of its own,
// perhaps a comment of a shell.
var recommendation = regexp.MustCompile("(?:`|(?m:^[ \t]*(?:#[ \t]+)?(?:\\$ )?))((?:inflight|aws|go run \\.)(?: [^`\n]*)?)(?:`|(?m:$))")

// recommended are the commands that any text of the program or its documents
// names, with where.
func recommended(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	read := func(path, text string) {
		for _, m := range recommendation.FindAllStringSubmatch(text, -1) {
			found[strings.TrimSpace(m[1])] = path
		}
	}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch {
		case strings.HasSuffix(path, ".md") && filepath.Base(path) != "CHANGELOG.md" && filepath.Base(path) != "faults.md":
			text, err := os.ReadFile(path)
			read(path, string(text))
			return err
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if text, ok := literal(n); ok {
				read(path, text)
				return false
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// literal is the text of a string, or of several that are added up.
func literal(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.BasicLit:
		if n.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(n.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		left, ok := literal(n.X)
		right, also := literal(n.Y)
		return left + right, ok && also && n.Op == token.ADD
	}
	return "", false
}

func TestEveryCommandThatATextRecommendsExists(t *testing.T) {
	all := recommended(t)
	for _, known := range []string{"inflight up", "inflight up --adopt", "inflight config init", "aws sso login", "inflight local --stack=talk"} {
		if all[known] == "" {
			t.Errorf("%q is not found in any text: the test looks in the wrong places", known)
		}
	}
	for command, where := range all {
		name, rest, _ := strings.Cut(command, " ")
		switch name {
		case "inflight":
			checkOurs(t, where, command, rest)
		case "go":
			checkOurs(t, where, command, strings.TrimPrefix(strings.TrimPrefix(rest, "run ."), " "))
		}
	}
}

// checkOurs parses a command of ours as the program would.
func checkOurs(t *testing.T, where, command, rest string) {
	t.Helper()
	rest, _, _ = strings.Cut(rest, "#")  // a comment
	rest, _, _ = strings.Cut(rest, "  ") // what it does, in a table
	if strings.HasPrefix(rest, "COMMAND") || !regexp.MustCompile(`^(-|[a-z]+\b|$)`).MatchString(rest) || isSentence(rest) {
		return
	}
	root := newRoot(Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, Getenv: func(string) string { return "" }})
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd("bash")
	words := strings.Fields(strings.NewReplacer("%s", "http://x", "%[1]s", "http://x", "...", "").Replace(rest))
	for i, word := range words {
		words[i] = strings.Trim(word, "\"'")
	}
	if slices.Contains([]string{"man", "completion"}, append(words, "")[0]) { // they are fang's and cobra's
		return
	}
	cmd, left, err := root.Find(words)
	if err == nil {
		cmd.InitDefaultHelpFlag()
		if cmd == root {
			root.Flags().Bool("version", false, "")
		}
		left = slices.DeleteFunc(left, func(w string) bool { return w == "N" })
		err = parse(cmd.Flags(), left)
	}
	if err == nil {
		err = takesArguments(cmd.Name(), cmd.Flags().Args())
	}
	if err != nil {
		t.Errorf("%s recommends `%s`: %v", where, command, err)
	}
}

// isSentence tells prose that begins with the program's name from a command.
func isSentence(rest string) bool {
	first, _, _ := strings.Cut(rest, " ")
	return slices.Contains([]string{"is", "uploads", "runs", "alone", "in", "keeps", "on", "on,", "at", "and", "that", "does", "knows", "draws", "which", "needs"}, first)
}

// parse reads flags, taking any word for a value that stands for one.
func parse(f *pflag.FlagSet, words []string) error {
	return f.Parse(slices.DeleteFunc(words, func(w string) bool { return strings.HasPrefix(w, "#") }))
}

// takesArguments refuses what is no flag where only those are taken.
func takesArguments(command string, args []string) error {
	if len(args) > 0 && !slices.Contains([]string{"produce", "replay", "export", "scene"}, command) {
		return usagef("it takes no %q", args)
	}
	return nil
}

// onlyInVersion2 are commands that version 1 of the AWS CLI does not have:
// https://docs.aws.amazon.com/cli/latest/reference/sso/login.html
var onlyInVersion2 = []string{"aws sso login"}

func TestEveryAWSCommandThatATextRecommendsExists(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the AWS CLI is not short")
	}
	path, err := exec.LookPath("aws")
	if err != nil {
		t.Skip("the AWS CLI is not on the PATH")
	}
	said, err := exec.Command(path, "--version").CombinedOutput() // version 1 says it on stderr
	if err != nil {
		t.Fatal(err)
	}
	version := string(said)
	for command, where := range recommended(t) {
		words := strings.Fields(command)
		if words[0] != "aws" || len(words) < 2 || !regexp.MustCompile(`^[a-z0-9-]+$`).MatchString(words[1]) || strings.HasPrefix(words[1], "-") {
			continue
		}
		n := 1
		for n < len(words) && regexp.MustCompile(`^[a-z0-9][a-z0-9-]+$`).MatchString(words[n]) && n < 3 {
			n++
		}
		t.Run(strings.Join(words[:n], " "), func(t *testing.T) {
			cmd := exec.Command(path, append(words[1:n:n], "--no-such-option")...)
			cmd.Env = append(os.Environ(), "AWS_EC2_METADATA_DISABLED=true", "AWS_DEFAULT_REGION=us-east-1")
			out, _ := cmd.CombinedOutput() // it fails, as it should
			old := slices.Contains(onlyInVersion2, strings.Join(words[:n], " ")) && !strings.Contains(version, "aws-cli/2")
			if text := string(out); strings.Contains(text, "nvalid choice") && !old {
				t.Errorf("%s recommends `%s`: %s", where, command, text)
			}
		})
	}
}

package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/pelletier/go-toml/v2"
)

// File is what a settings file says, in the order of its lines. The zero value
// is that of a file that is not there.
type File struct {
	Path     string
	Settings []Setting
	Keys     []Binding
}

// Setting is a value of a flag.
type Setting struct {
	Name  string // of the flag, without dashes
	Value string // as one would write it behind the flag
	Line  int
}

// Binding are the keys of an action.
type Binding struct {
	Action string
	Keys   []string
	Line   int
}

// keysTable is the table of key bindings.
const keysTable = "keys"

// Variable names the environment variable that names another settings file.
const Variable = "INFLIGHT_CONFIG"

// Path is where the settings file is: the folder of XDG_CONFIG_HOME, else
// ~/.config, and on Windows where settings are kept there. INFLIGHT_CONFIG names
// another file, os.DevNull none. It is "" where there is no home.
//
// https://specifications.freedesktop.org/basedir-spec/latest/
func Path(getenv func(string) string) string {
	if path := getenv(Variable); path != "" {
		return path
	}
	dir := getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(dir) { // the specification has relative ones ignored
		dir = folder(getenv)
	}
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "inflight", "config.toml")
}

// Read reads a settings file. One that is not there says nothing, which is no
// error.
func Read(path string) (File, error) {
	if path == "" {
		return File{}, nil
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return File{Path: path}, nil
	}
	if err != nil {
		return File{}, fmt.Errorf("the settings file: %w", err)
	}
	return Parse(path, data)
}

// Parse reads what a settings file holds. An error names the path and the line.
func Parse(path string, data []byte) (File, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	var values map[string]any
	if err := toml.Unmarshal(data, &values); err != nil {
		if bad := (*toml.DecodeError)(nil); errors.As(err, &bad) {
			line, _ := bad.Position()
			return File{}, at(path, line, "%w", err)
		}
		return File{}, fmt.Errorf("%s: %w", path, err)
	}
	lines := linesOf(data)
	f := File{Path: path}
	for name, v := range values {
		if table, ok := v.(map[string]any); ok && name == keysTable {
			if err := f.readKeys(table, lines); err != nil {
				return File{}, err
			}
			continue
		}
		value, ok := scalar(v)
		if !ok {
			return File{}, at(path, lines[name], "%s has to be a text, a number, true or false", name)
		}
		f.Settings = append(f.Settings, Setting{Name: name, Value: value, Line: lines[name]})
	}
	slices.SortFunc(f.Settings, func(a, b Setting) int { return a.Line - b.Line })
	slices.SortFunc(f.Keys, func(a, b Binding) int { return a.Line - b.Line })
	return f, nil
}

// readKeys takes the table of key bindings.
func (f *File) readKeys(table map[string]any, lines map[string]int) error {
	for action, v := range table {
		b := Binding{Action: action, Line: lines[keysTable+"."+action]}
		switch v := v.(type) {
		case string:
			b.Keys = []string{v}
		case []any:
			for _, key := range v {
				text, ok := key.(string)
				if !ok {
					return at(f.Path, b.Line, "the keys of %s have to be texts, such as [\"q\", \"ctrl+q\"]", action)
				}
				b.Keys = append(b.Keys, text)
			}
		default:
			return at(f.Path, b.Line, "the key of %s has to be a text, such as \"ctrl+r\", or several in brackets", action)
		}
		f.Keys = append(f.Keys, b)
	}
	return nil
}

// scalar is a value as it is written behind a flag.
func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64), true
	}
	return "", false
}

// Errorf is an error about a line of the file.
func (f *File) Errorf(line int, format string, args ...any) error {
	return at(f.Path, line, format, args...)
}

func at(path string, line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", path, line, fmt.Errorf(format, args...))
}

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// machine says what was measured on, and when.
func machine(ctx context.Context) string {
	parts := []string{
		processor(), plural(runtime.NumCPU(), "core"), system(), runtime.Version(),
	}
	for _, tool := range []struct {
		name, before string
		args         []string
	}{
		{"vipsthumbnail", "vips ", []string{"--vips-version"}},
		{"ffmpeg", "ffmpeg version ", []string{"-version"}},
		{"aws", "aws-cli/", []string{"--version"}},
	} {
		if version := versionOf(ctx, tool.name, tool.before, tool.args...); version != "" {
			parts = append(parts, version)
		}
	}
	return strings.Join(append(parts, time.Now().Format("2 January 2006")), ", ")
}

// versionOf is the name and version of a program: the word that follows before.
func versionOf(ctx context.Context, name, before string, args ...string) string {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		return ""
	}
	return name + " " + versionIn(string(out), before)
}

// versionIn is the version in what a program says of itself.
func versionIn(said, before string) string {
	_, rest, found := strings.Cut(said, before)
	if words := strings.Fields(rest); found && len(words) > 0 {
		version, _, _ := strings.Cut(words[0], "-")
		return version
	}
	return "of a version that it does not say"
}

// processor is the name of the processor, or its architecture.
func processor() string {
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, rest, ok := strings.Cut(string(info), "model name\t: "); ok {
			name, _, _ := strings.Cut(rest, "\n")
			return name
		}
	}
	return runtime.GOARCH
}

// system is the operating system's name.
func system() string {
	if info, err := os.ReadFile("/etc/os-release"); err == nil {
		if _, rest, ok := strings.Cut(string(info), "PRETTY_NAME="); ok {
			name, _, _ := strings.Cut(rest, "\n")
			return strings.Trim(name, `"`)
		}
	}
	return fmt.Sprintf("%s/%s", runtime.GOOS, runtime.GOARCH)
}

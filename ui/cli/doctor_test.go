package cli

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
)

// environment is a Getenv of these variables alone.
func environment(variables map[string]string) func(string) string {
	return func(name string) string { return variables[name] }
}

func TestTheDoctorTellsOfColours(t *testing.T) {
	for _, c := range []struct {
		env     map[string]string
		verdict verdict
		want    string
	}{
		{map[string]string{"TERM": "xterm-256color", "COLORTERM": "truecolor"}, healthy, "16 million"},
		{map[string]string{"TERM": "xterm-256color"}, healthy, "256"},
		{map[string]string{"TERM": "xterm"}, notable, "16:"},
		{map[string]string{"TERM": "dumb"}, notable, "none"},
		{map[string]string{"TERM": "xterm-256color", "NO_COLOR": "1"}, notable, "NO_COLOR is set"},
		{nil, notable, "none"},
	} {
		got := findColours(Streams{Getenv: environment(c.env)})
		if got.verdict != c.verdict || !strings.HasPrefix(got.text, c.want) {
			t.Errorf("%v: %+v, want %s %s", c.env, got, c.verdict, c.want)
		}
	}
}

func TestTheDoctorTellsOfAPortInUse(t *testing.T) {
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if got := findPort(t.Context(), addr); got.verdict != notable || !strings.Contains(got.text, "is in use") {
		t.Errorf("in use: %+v", got)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if got := findPort(t.Context(), addr); got.verdict != healthy {
		t.Errorf("free: %+v", got)
	}
}

func TestTheDoctorNeverShowsTheWebhook(t *testing.T) {
	for url, want := range map[string]verdict{
		"": notable,
		"https://discord.com/api/webhooks/123456789012345678/s3cret-t0ken": healthy,
		"https://example.com/s3cret-t0ken":                                 missing,
	} {
		got := findWebhook(environment(map[string]string{webhookVariable: url}))
		if got.verdict != want || strings.Contains(got.text, "s3cret") {
			t.Errorf("%q: %+v, want %s", url, got, want)
		}
	}
}

func TestTheDoctorNamesWhereCredentialsComeFrom(t *testing.T) {
	for want, env := range map[string]map[string]string{
		"AWS_ACCESS_KEY_ID": {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_PROFILE": "work"},
		"the profile work":  {"AWS_PROFILE": "work"},
		"default profile":   nil,
	} {
		if got := credentialSource(environment(env)); !strings.Contains(got, want) || strings.Contains(got, "AKIA") {
			t.Errorf("%v: %q", env, got)
		}
	}
}

func TestWhatIsMissingFailsTheDoctor(t *testing.T) {
	well := []finding{{healthy, "port", "free"}, {notable, "ffmpeg", "absent"}}
	if err := report(io.Discard, well); err != nil {
		t.Errorf("notes fail it: %v", err)
	}
	if err := report(io.Discard, append(well, finding{missing, "folder", "read-only"})); err == nil {
		t.Error("what is missing does not fail it")
	}
	if got := findAccount(context.Background(), &target{endpoint: "http://127.0.0.1:1"}, environment(nil)); len(got) != 1 || got[0].verdict != missing {
		t.Errorf("an AWS that is not there: %+v", got)
	}
}

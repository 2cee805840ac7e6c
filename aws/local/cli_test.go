package local_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"inflight/aws/mototest"
)

// fourServices is the script that drives SQS, SNS, EventBridge and S3 with the
// AWS CLI; moto is another AWS to run it against. What both print is kept in
// testdata: go test ./aws/local -run CLI -update writes it again.
const fourServices = "testdata/four-services.sh"

// drawnWith is the AWS CLI that the kept answers were printed by. Others know
// other fields: answers that they print otherwise are no fault of the server.
const drawnWith = "aws-cli/1.45."

// scriptPatience is how long the script may take. Alone on two cores it takes
// about 40 s: each call of the AWS CLI begins a Python.
const scriptPatience = 9 * time.Minute / 2

func TestTheAWSCLIDrivesAllFourServices(t *testing.T) {
	needCLI(t)
	s, _ := listen(t, requireSignature)
	access, secret := s.Credentials()
	compareSteps(t, runFourServices(t, s.Endpoint(),
		"AWS_ACCESS_KEY_ID="+access, "AWS_SECRET_ACCESS_KEY="+secret, "MAIL="+s.MailFolder()))
}

func TestTheAWSCLIDrivesMotoWithTheSameScript(t *testing.T) {
	needCLI(t)
	compareSteps(t, runFourServices(t, mototest.Run(t),
		"AWS_ACCESS_KEY_ID=anything", "AWS_SECRET_ACCESS_KEY=anything", "ACCOUNT=123456789012"))
}

// Each step that moto answers otherwise has a row in the README, and no other.
func TestEveryDifferenceFromMotoUnderTheCLIIsExplained(t *testing.T) {
	ours, motos := readSteps(t, "TestTheAWSCLIDrivesAllFourServices"), readSteps(t, "TestTheAWSCLIDrivesMotoWithTheSameScript")
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "\n## Beside moto\n")
	section, _, _ = strings.Cut(section, "\n## ")
	explained := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| .{20,}\\|$").FindAllStringSubmatch(section, -1) {
		explained[row[1]] = true
	}
	for name, answer := range ours {
		switch differs := motos[name] != answer; {
		case differs && !explained[name]:
			t.Errorf("the README does not explain `%s`:\nours: %s\nmoto: %s", name, answer, motos[name])
		case !differs && explained[name]:
			t.Errorf("the README explains `%s`, which is answered alike: %s", name, answer)
		}
		delete(explained, name)
	}
	for name := range explained {
		t.Errorf("the README explains `%s`, which is no step", name)
	}
	if len(ours) < 100 || len(motos) != len(ours) {
		t.Errorf("there are %d steps here and %d with moto", len(ours), len(motos))
	}
}

// compareSteps compares what the script printed with what is kept. With another
// AWS CLI than that was printed by, what differs is for a person to look at.
func compareSteps(t *testing.T, printed []byte) {
	t.Helper()
	version, err := exec.CommandContext(t.Context(), "aws", "--version").CombinedOutput()
	if err != nil {
		t.Fatalf("aws --version: %v", err)
	}
	if strings.HasPrefix(string(version), drawnWith) || flag.Lookup("update").Value.String() == "true" {
		golden.RequireEqual(t, printed)
		return
	}
	kept, differ := readSteps(t, t.Name()), 0
	for name, answer := range parseSteps(t, printed) {
		if kept[name] != answer {
			differ++
			t.Logf("%s:\nkept: %s\nnow:  %s", name, kept[name], answer)
		}
	}
	if differ > 0 {
		t.Skipf("%d of %d answers differ from those that %sx printed; this is %s. Look at them: -v shows them, -update keeps them", differ, len(kept), drawnWith, version)
	}
}

// readSteps reads what a test expects the script to print.
func readSteps(t *testing.T, test string) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + test + ".golden")
	if err != nil {
		t.Fatal(err)
	}
	return parseSteps(t, text)
}

// parseSteps reads what the script printed: answers by the names of the steps.
func parseSteps(t *testing.T, text []byte) map[string]string {
	t.Helper()
	steps := map[string]string{}
	for line := range strings.Lines(string(text)) {
		parts := strings.SplitN(strings.TrimSuffix(line, "\n"), ": ", 3)
		if len(parts) != 3 {
			t.Fatalf("the script printed the line %q", line)
		}
		name := parts[0] + ": " + parts[1]
		if _, twice := steps[name]; twice {
			t.Errorf("two steps are named %q", name)
		}
		steps[name] = parts[2]
	}
	return steps
}

// needCLI skips a test where the script cannot run.
func needCLI(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("with -short the AWS CLI is not run: its 140 calls take about 40 s")
	}
	for _, program := range []string{"aws", "bash", "curl", "sed", "grep"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not on the PATH; %s needs it", program, fourServices)
		}
	}
}

// runFourServices runs the script and returns what it printed.
func runFourServices(t *testing.T, endpoint string, env ...string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), scriptPatience)
	defer cancel()
	var complaints bytes.Buffer
	cmd := exec.CommandContext(ctx, "bash", fourServices)
	cmd.Env = append(os.Environ(), append(env, "ENDPOINT="+endpoint, "TMPDIR="+t.TempDir())...)
	cmd.Stderr = &complaints
	cmd.WaitDelay = time.Second
	printed, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", fourServices, err, complaints.String())
	}
	return printed
}

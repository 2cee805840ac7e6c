package cli_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
)

// shell runs a line of the AWS CLI, which has to do what it says, and returns its answer.
func shell(t *testing.T, line string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", line)
	cmd.Env = append(os.Environ(), "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_PAGER=", "AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull)
	out, err := cmd.Output()
	if err != nil {
		said := ""
		if failed, ok := err.(*exec.ExitError); ok { //nolint:errorlint // as it comes
			said = string(failed.Stderr)
		}
		t.Fatalf("%s\n%v: %s", line, err, said)
	}
	return out
}

// taken is a message as the AWS CLI prints it.
type taken struct {
	MessageId, ReceiptHandle, Body string //nolint:revive // AWS's own name
	Attributes                     map[string]string
	MessageAttributes              map[string]struct{ DataType, StringValue string }
}

// receive runs the line that receives one message; nil where none came.
func receive(t *testing.T, setup *event.Setup, wait int) *taken {
	t.Helper()
	var answer struct{ Messages []taken }
	if out := shell(t, panel.ReceiveCommand(setup, wait)); len(out) > 0 {
		if err := json.Unmarshal(out, &answer); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	if len(answer.Messages) == 0 {
		return nil
	}
	return &answer.Messages[0]
}

func TestTheCommandLinesOfTheDialogsDoWhatTheySay(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the AWS CLI is not short")
	}
	if _, err := exec.LookPath("aws"); err != nil {
		t.Skip("the AWS CLI is not here: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html")
	}
	s := state.NewState()
	s.Apply(recordedRun(t, embeddedAt(t), "--max-receives", "3", "--broken", "0")...)
	setup := &s.Setup
	if setup.QueueURL == "" {
		t.Fatal("the run does not say where its queue is")
	}
	setup.Visibility = 30

	const body = "-it's \"quoted\" $(false) `false`\nand a second line: ü 語"
	shell(t, panel.SendCommand(setup, &pipeline.NewMessage{Body: body, Attributes: []pipeline.Attribute{{Name: "n", Type: "Number", Value: "7"}}}, "", 1))
	first := receive(t, setup, 10)
	if first == nil || first.Body != body || first.MessageAttributes["n"].StringValue != "7" || first.MessageAttributes["n"].DataType != "Number" || first.Attributes["ApproximateReceiveCount"] != "1" {
		t.Fatalf("received %+v", first)
	}
	shell(t, panel.VisibilityCommand(setup, first.ReceiptHandle, 30*time.Second))
	if again := receive(t, setup, 1); again != nil {
		t.Errorf("it was extended, and received: %+v", again)
	}
	shell(t, panel.VisibilityCommand(setup, first.ReceiptHandle, 0))
	again := receive(t, setup, 10)
	if again == nil || again.MessageId != first.MessageId || again.Attributes["ApproximateReceiveCount"] != "2" {
		t.Fatalf("given back, and received %+v", again)
	}
	shell(t, panel.DeleteCommand(setup, again.ReceiptHandle))

	text := func(line string) string { return strings.TrimSpace(string(shell(t, line))) }
	const nasty = `-it's "quoted" $(false) \ü 語`
	pattern := pipeline.Document{Kind: pipeline.PatternDocument, Name: setup.Rule, Bus: "default", Rest: pipeline.RuleRest{State: "ENABLED", Description: nasty}}
	want := `{"source":["aws.s3"],"detail":{"object":{"key":[{"prefix":"it's $(false) \\ü 語"}]}}}`
	shell(t, panel.DocumentCommand(setup, &pattern, pattern.Indented(want)))
	describe := "aws events describe-rule --name " + setup.Rule + " --endpoint-url " + setup.Endpoint + " --region " + setup.Region + " --output text --query "
	if got := text(describe + "EventPattern"); got != want {
		t.Errorf("the pattern is %s, not %s", got, want)
	}
	if got := text(describe + "Description"); got != nasty {
		t.Errorf("the rule's description is %s, not %s", got, nasty)
	}
	pattern.Rest.Description = "images"
	shell(t, panel.DocumentCommand(setup, &pattern, `{"source":["aws.s3"]}`))

	policy := pipeline.Document{Kind: pipeline.PolicyDocument, Name: setup.Queue}
	attributes := "aws sqs get-queue-attributes --attribute-names Policy --queue-url " + setup.QueueURL + " --endpoint-url " + setup.Endpoint + " --region " + setup.Region + " --output text --query Attributes.Policy"
	before := text(attributes)
	want = `{"Version":"2012-10-17","Statement":[{"Sid":"ItsMine","Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"it's \"1\", $(false) ü"}}}]}`
	shell(t, panel.DocumentCommand(setup, &policy, want))
	if got := text(attributes); got != want {
		t.Errorf("the policy is %s, not %s", got, want)
	}
	shell(t, panel.DocumentCommand(setup, &policy, ""))
	if got := text(attributes); got != "None" && got != "" {
		t.Errorf("the policy was taken away, and is %s", got)
	}
	shell(t, panel.DocumentCommand(setup, &policy, before))

	file := filepath.Join(t.TempDir(), "a body.txt")
	if err := os.WriteFile(file, []byte("of a file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	shell(t, panel.SendCommand(setup, &pipeline.NewMessage{Body: "of a file\n", Delay: time.Second}, file, 2))
	for range 2 {
		m := receive(t, setup, 10)
		if m == nil || m.Body != "of a file\n" {
			t.Fatalf("received %+v", m)
		}
		shell(t, panel.DeleteCommand(setup, m.ReceiptHandle))
	}

	look, err := pipeline.LookAtFile(file)
	if err != nil {
		t.Fatal(err)
	}
	shell(t, panel.UploadCommand(setup, &look))
	m := receive(t, setup, 10)
	if m == nil {
		t.Fatal("the upload is told to nobody")
	}
	if ref, err := event.ParseImageRef(m.Body); err != nil || ref.Key != "a body.txt" || ref.Bucket != setup.SourceBucket {
		t.Errorf("the upload is told as %+v, %v", ref, err)
	}
}

//go:build linux

package e2e_test

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"inflight/aws/mototest"
)

// needAWSCLI skips a test where nobody can look from outside.
func needAWSCLI(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("aws"); err != nil {
		t.Skip("the AWS CLI is not installed: nobody can look from outside")
	}
}

// told is what a test reads of an event.
type told struct {
	Type    string `json:"type"`
	Key     string `json:"key"`
	Worker  string `json:"worker"`
	PID     int    `json:"pid"`
	Op      string `json:"operation"`
	Seconds float64
}

// readTold reads a recording that is written still: its last line may be half there.
func readTold(t *testing.T, file string) (all []told) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		var e told
		if json.Unmarshal([]byte(line), &e) == nil {
			all = append(all, e)
		}
	}
	return all
}

// between are the events after the first of a type, up to the first of another type
// after it; found is false where one of the two is not there yet.
func between(all []told, first, last string) (some []told, found bool) {
	from := slices.IndexFunc(all, func(e told) bool { return e.Type == first })
	if from < 0 {
		return nil, false
	}
	some = all[from+1:]
	to := slices.IndexFunc(some, func(e told) bool { return e.Type == last })
	if to < 0 {
		return some, false
	}
	return some[:to], true
}

// await waits for something that another process does: it looks again whenever a look
// is over, and gives up after the patience of all tests here.
func await(t *testing.T, what string, is func() bool) {
	t.Helper()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for deadline := time.Now().Add(patience); !is(); <-look.C {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v for %s", patience, what)
		}
	}
}

// outsider is an inflight worker in a process of its own.
type outsider struct {
	cmd  *exec.Cmd
	told <-chan told
}

// startWorker starts one that works for the run at an endpoint.
func startWorker(t *testing.T, program, endpoint string) *outsider {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, "worker", "--endpoint", endpoint, "--workers", "1", "--wait", "5s", "--engine", "builtin")
	cmd.Env = append(os.Environ(), "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_REGION=us-east-1", "INFLIGHT_CONFIG="+os.DevNull)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	events := make(chan told, 10_000) // more than it tells within a test
	go func() {
		defer close(events)
		lines := bufio.NewScanner(out)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var e told
			if json.Unmarshal(lines.Bytes(), &e) == nil {
				events <- e
			}
		}
	}()
	return &outsider{cmd, events}
}

// until waits until it has said something.
func (o *outsider) until(t *testing.T, what string, is func(told) bool) {
	t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		select {
		case e, ok := <-o.told:
			switch {
			case !ok:
				t.Fatalf("the worker ended before it told of %s", what)
			case is(e):
				return
			}
		case <-limit.C:
			t.Fatalf("waited %v for the worker to tell of %s", patience, what)
		}
	}
}

// stop ends it as an operator does.
func (o *outsider) stop(t *testing.T) {
	t.Helper()
	if err := o.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for range o.told { // until its output ends: then it may be waited for
	}
	if err := o.cmd.Wait(); err != nil {
		t.Errorf("the worker, told to stop: %v", err)
	}
}

// TestASecondWorkerGoesOnWhileTheWorldStands: a process of somebody else's works on the
// same AWS. Its calls are calls from outside: they are answered at the standing time,
// and the screen counts them. What is ours stands meanwhile, to the last countdown.
func TestASecondWorkerGoesOnWhileTheWorldStands(t *testing.T) {
	needAWSCLI(t)
	program, dir := build(t), t.TempDir()
	recording := filepath.Join(dir, "run.jsonl")
	term := openTerminal(t, 120, 36)
	// One image, whose one worker is at work on it for long.
	term.enter(program + " run --count 1 --rate 1 --workers 1 --pace 5s --broken 0 --slow 0 --visibility-timeout 30s --engine builtin --listen 127.0.0.1:0 --record " + recording)
	term.see(`▸. [a-z]+-0001 +1/`)
	endpoint := "http://" + regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(term.screen())
	other := startWorker(t, program, endpoint)
	other.until(t, "its first poll", func(e told) bool { return e.Type == "worker.polling" })
	pid := term.child()
	term.press("Space")
	term.see(`‖ frozen`)
	term.see(`Others go on: [0-9,]+ call`)
	queue := awsCLI(t, endpoint, "sqs", "get-queue-url", "--queue-name", "practiceQ")
	counts := func() string {
		return awsCLI(t, endpoint, "sqs", "get-queue-attributes", "--queue-url", queue, "--query", "Attributes", "--attribute-names",
			"ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed")
	}
	own := func() string { return regexp.MustCompile(`(?m)^│.*-0001 .*?│`).FindString(term.screen()) }
	told1, drawn, calls := counts(), own(), othersOn(t, term.screen())
	if drawn == "" {
		t.Fatalf("nothing of ours is in flight:\n%s", term.screen())
	}

	// Somebody uploads; only the other process can work on it.
	image := filepath.Join(dir, "theirs.png")
	if err := os.WriteFile(image, drawnImage(1), 0o600); err != nil {
		t.Fatal(err)
	}
	awsCLI(t, endpoint, "s3api", "put-object", "--bucket", "naa-hd-image-source", "--key", "theirs.png", "--body", image)
	other.until(t, "the end of its image", func(e told) bool { return e.Type == "message.deleted" && e.Key == "theirs.png" })
	awsCLI(t, endpoint, "s3api", "head-object", "--bucket", "naa-hd-thumbnails", "--key", "theirs.png.png")
	// Its next poll waits by the wall, and is answered with nothing.
	other.until(t, "a poll that ended with nothing", func(e told) bool {
		return e.Type == "api.called" && e.Op == "ReceiveMessage" && e.Seconds > 4
	})

	if now := counts(); now != told1 {
		t.Errorf("the AWS CLI counted\n%s\nand after another process's work\n%s", told1, now)
	}
	if now := own(); now != drawn {
		t.Errorf("of ours the screen showed\n%s\nand then\n%s", drawn, now)
	}
	term.until("more calls of others", func(s string) bool { return strings.Contains(s, "‖ frozen") && othersOn(t, s) > calls })
	for _, e := range since(t, recording, pid) {
		t.Errorf("while the world stood, ours did %+v", e)
	}

	term.press("Space")
	term.see(`● live`)
	if strings.Contains(term.screen(), "Others go on") {
		t.Errorf("live, the screen still says that others go on:\n%s", term.screen())
	}
	await(t, "the end of our image", func() bool {
		return slices.ContainsFunc(readTold(t, recording), func(e told) bool { return e.Type == "message.deleted" && e.PID == pid })
	})
	other.stop(t)
	term.press("q")
	term.see(prompt + `\s*$`)
}

// othersOn is how many calls of others a frozen screen counts.
func othersOn(t *testing.T, screen string) int {
	t.Helper()
	found := regexp.MustCompile(`Others go on: ([0-9,]+) call`).FindStringSubmatch(screen)
	if found == nil {
		return 0
	}
	n, err := strconv.Atoi(strings.ReplaceAll(found[1], ",", ""))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// since is what the workers of a process did after it was frozen, up to when it went on,
// or now.
func since(t *testing.T, recording string, pid int) (did []told) {
	t.Helper()
	all := readTold(t, recording)
	if !slices.ContainsFunc(all, func(e told) bool { return e.PID == pid }) {
		t.Fatalf("the recording has nothing of process %d", pid)
	}
	all, _ = between(all, "world.frozen", "world.running")
	for _, e := range all {
		if e.PID == pid {
			did = append(did, e)
		}
	}
	return did
}

// TestWhereTheClockIsSomebodyElsesOnlyOurWorkStands: moto is an AWS whose clock nobody
// of us stops. The world freezes when the long poll under way has ended; workers stop,
// the screen says what the queue does meanwhile, and the queue does it.
func TestWhereTheClockIsSomebodyElsesOnlyOurWorkStands(t *testing.T) {
	needAWSCLI(t)
	program := build(t)
	endpoint := mototest.Run(t)
	recording := filepath.Join(t.TempDir(), "run.jsonl")
	term := openTerminal(t, 120, 36)
	// One image, which one worker has for long; the other polls for another.
	term.enter("AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1 " + program + " run --endpoint " + endpoint +
		" --count 1 --rate 1 --workers 2 --pace 6s --wait 6s --broken 0 --slow 0 --visibility-timeout 12s --engine builtin --record " + recording)
	term.see(`1 ● download|2 ● download`)
	await(t, "a worker that polls while the other works", func() bool {
		all := readTold(t, recording)
		last := slices.IndexFunc(all, func(e told) bool { return e.Type == "message.received" })
		return last >= 0 && slices.ContainsFunc(all, func(e told) bool { return e.Type == "worker.polling" && e.Worker != all[last].Worker })
	})
	pid := term.child()
	term.press("Space")
	term.until("that a receive ends first", func(s string) bool {
		return strings.Contains(s, "‖ freezing") && regexp.MustCompile(`\d · freezing `).MatchString(s) && strings.Contains(unbroken(s), "Freezing: calls in hand end first, a receive within its wait of 6 s.")
	})
	term.see(`‖ frozen`)
	if s := term.see(`frozen +1 of 2`); regexp.MustCompile(`\d · polling`).MatchString(s) || strings.Contains(s, "busy") || strings.Contains(s, "keeping up") || !strings.Contains(s, "frozen, 1 of 2 with a message") {
		t.Errorf("nobody works, and it says\n%s", s)
	}
	freezing, found := between(readTold(t, recording), "world.freezing", "world.frozen")
	if polls := slices.IndexFunc(freezing, func(e told) bool { return e.Op == "ReceiveMessage" }); !found || polls < 0 {
		t.Errorf("it is frozen before the long poll has ended: %+v", freezing)
	}
	in := func(screen string) int {
		found := regexp.MustCompile(`the message in flight is visible again in (\d+) s, and others may receive it\.`).FindStringSubmatch(unbroken(screen))
		if found == nil {
			return -1
		}
		n, _ := strconv.Atoi(found[1])
		return n
	}
	first := in(term.until("how long the message is in flight", func(s string) bool { return in(s) > 0 }))
	term.until("less time left", func(s string) bool { n := in(s); return n >= 0 && n < first })

	queue := awsCLI(t, endpoint, "sqs", "get-queue-url", "--queue-name", "practiceQ")
	await(t, "the message to be visible again for the AWS CLI", func() bool {
		return awsCLI(t, endpoint, "sqs", "get-queue-attributes", "--queue-url", queue, "--query", "Attributes.ApproximateNumberOfMessages", "--attribute-names", "ApproximateNumberOfMessages") == "1"
	})
	term.until("that nothing is in flight any more", func(s string) bool {
		return strings.Contains(unbroken(s), "Frozen: our work stands. AWS's clock goes on.") && strings.Contains(s, "expired")
	})
	for _, e := range since(t, recording, pid) {
		if e.Type != "message.expired" { // that is the queue's doing
			t.Errorf("while the world stood, ours did %+v", e)
		}
	}
	term.press("Space")
	term.see(`● live`)
	await(t, "the image to be done all the same", func() bool {
		return slices.ContainsFunc(readTold(t, recording), func(e told) bool { return e.Type == "message.deleted" })
	})
	term.press("q")
	term.see(prompt + `\s*$`)
}

// unbroken is what a panel at the left of the screen says, as one line.
func unbroken(screen string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(screen, "\n") {
		if left, found := strings.CutPrefix(line, "│"); found {
			left, _, _ = strings.Cut(left, "│")
			b.WriteString(strings.TrimSpace(left) + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

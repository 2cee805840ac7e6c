package sns_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/aws/local/sns"
)

func aMail() sns.Mail {
	return sns.Mail{
		ID: "6f7c0c9e", From: "Thumbnails", To: "ada@example.test", Subject: "Thumbnail of garden is ready",
		Text:        "Open it:\nhttp://sns.test/?a=b&c=d\n",
		Unsubscribe: "http://sns.test/?Action=Unsubscribe", At: time.Date(2026, 3, 2, 12, 0, 0, 5e6, time.UTC),
	}
}

func ExampleFolder() {
	dir, err := os.MkdirTemp("", "mail")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := (sns.Folder{Dir: dir}).Send(context.Background(), aMail()); err != nil {
		fmt.Println(err)
	}
	files, _ := os.ReadDir(dir)
	fmt.Println(files[0].Name())
	// Output: 20260302T120000.005-ada@example.test-6f7c0c9e.eml
}

func TestAFolderHoldsRealMessagesWhoseLinksCanBeCopied(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	folder := sns.Folder{Dir: dir}
	first := aMail()
	later := aMail()
	later.ID, later.At, later.To = "0000", later.At.Add(time.Second), "ada/x@example.test"
	later.Text = strings.Repeat("long ", 400) + "\n"
	for _, m := range []sns.Mail{later, first} {
		if err := folder.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 2 || !slices.IsSorted(files) {
		t.Fatalf("the folder has %v (%v)", files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), "\r\nhttp://sns.test/?a=b&c=d\r\n") {
		t.Errorf("the link cannot be copied from the file: %s", content)
	}
	m, err := mail.ReadMessage(strings.NewReader(string(content)))
	if err != nil {
		t.Fatal(err)
	}
	if date, err := m.Header.Date(); err != nil || !date.Equal(first.At.Truncate(time.Second)) {
		t.Errorf("the date is %v (%v)", date, err)
	}
	for name, want := range map[string]string{
		"Subject": first.Subject, "To": "<ada@example.test>", "From": `"Thumbnails" <no-reply@sns.amazonaws.com>`,
		"Message-Id": "<6f7c0c9e@sns.amazonaws.com>", "List-Unsubscribe": "<" + first.Unsubscribe + ">",
	} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	content, err = os.ReadFile(files[1])
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(content), "\r\n") {
		if len(line) > 998 {
			t.Errorf("a line has %d bytes", len(line))
		}
	}
}

func TestAFolderThatCannotBeWrittenIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (sns.Folder{Dir: file}).Send(t.Context(), aMail()); err == nil {
		t.Error("the mail was sent")
	}
}

func TestAMailGoesThroughAnSMTPServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	got := make(chan string, 1)
	go func() { got <- serveMail(listener) }()
	if err := (sns.SMTP{Addr: listener.Addr().String()}).Send(t.Context(), aMail()); err != nil {
		t.Fatal(err)
	}
	if said := <-got; !strings.Contains(said, "RCPT TO:<ada@example.test>") || !strings.Contains(said, "http://sns.test/?a=b&c=d") {
		t.Errorf("the server was told %s", said)
	}
}

// serveMail takes one mail and gives back all that was said.
func serveMail(l net.Listener) string {
	c, err := l.Accept()
	if err != nil {
		return err.Error()
	}
	defer func() { _ = c.Close() }()
	var said strings.Builder
	answer := func(line string) { _, _ = fmt.Fprintf(c, "%s\r\n", line) }
	answer("220 example.test ESMTP")
	inData := false
	for lines := bufio.NewScanner(c); lines.Scan(); {
		line := lines.Text()
		said.WriteString(line + "\n")
		verb, _, _ := strings.Cut(line, " ")
		switch {
		case inData && line == ".":
			inData = false
			answer("250 taken")
		case inData:
		case verb == "EHLO":
			answer("250-example.test\r\n250 8BITMIME")
		case verb == "DATA":
			inData = true
			answer("354 go on")
		case verb == "QUIT":
			answer("221 bye")
			return said.String()
		default:
			answer("250 ok")
		}
	}
	return said.String()
}

func TestAnSMTPServerThatIsNotThereIsAnErrorThatNamesIt(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	for _, addr := range []string{address, "nowhere", "127.0.0.1:smtp"} {
		err := (sns.SMTP{Addr: addr, Timeout: time.Second}).Send(t.Context(), aMail())
		var dns *net.DNSError
		if err == nil || !strings.Contains(err.Error(), strings.TrimPrefix(addr, "127.0.0.1:")) || errors.As(err, &dns) {
			t.Errorf("%s: the error is %v", addr, err)
		}
	}
}

package sns

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"inflight/aws/local/wholefile"
)

// sender is who SNS's mails are from.
const sender = "no-reply@sns.amazonaws.com"

// Mail is a mail to one subscriber.
type Mail struct {
	ID          string // the message's id in SNS
	From        string // name of the sender
	To          string // address
	Subject     string
	Text        string
	Unsubscribe string // URL, or ""
	At          time.Time
}

// Mailer takes the mails of SNS. Send returns when the mail is safe, or an
// error after which it is tried again. It is called by many goroutines.
type Mailer interface {
	Send(ctx context.Context, m Mail) error
}

// maxMailLine is how long a line of a mail may be.
const maxMailLine = 998

// message makes a real mail of it. The text stays as it is wherever its lines
// are short enough, so that a link can be copied from the file.
func (m Mail) message() (*mail.Msg, error) {
	encoding := mail.NoEncoding
	for line := range strings.SplitSeq(m.Text, "\n") {
		if len(line) > maxMailLine {
			encoding = mail.EncodingQP
		}
	}
	msg := mail.NewMsg(mail.WithEncoding(encoding), mail.WithNoDefaultUserAgent())
	if err := msg.FromFormat(m.From, sender); err != nil {
		return nil, fmt.Errorf("the sender %q: %w", m.From, err)
	}
	if err := msg.To(m.To); err != nil {
		return nil, fmt.Errorf("the address %q: %w", m.To, err)
	}
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.At)
	msg.SetMessageIDWithValue(m.ID + "@sns.amazonaws.com")
	if m.Unsubscribe != "" {
		msg.SetListUnsubscribe("<" + m.Unsubscribe + ">")
	}
	msg.SetBodyString(mail.TypeTextPlain, strings.ReplaceAll(m.Text, "\n", "\r\n"))
	return msg, nil
}

// Folder is a Mailer that writes each mail as a file of its own,
// TIME-ADDRESS-ID.eml, so that the names sort by time. The folder is made when
// the first mail comes.
type Folder struct {
	Dir string
}

// Send writes the mail. Nobody ever sees half of one.
func (f Folder) Send(_ context.Context, m Mail) error {
	msg, err := m.message()
	if err != nil {
		return err
	}
	var content bytes.Buffer
	if _, err := msg.WriteTo(&content); err != nil {
		return fmt.Errorf("write the mail to %s: %w", m.To, err)
	}
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return fmt.Errorf("make the mail folder: %w", err)
	}
	if err := wholefile.Write(filepath.Join(f.Dir, m.fileName()), content.Bytes()); err != nil {
		return fmt.Errorf("put a mail into the mail folder: %w", err)
	}
	return nil
}

// fileName is unique, sorts by time and is safe, whatever the address.
func (m Mail) fileName() string {
	to := strings.Map(func(r rune) rune {
		if notInName(r) && r != '.' && r != '@' {
			return '_'
		}
		return r
	}, m.To)
	return m.At.UTC().Format("20060102T150405.000") + "-" + to[:min(len(to), 60)] + "-" + m.ID + ".eml"
}

// SMTP is a Mailer that hands each mail to a server, with TLS where the server
// offers it.
type SMTP struct {
	Addr    string        // HOST:PORT
	Timeout time.Duration // of one mail; 0 is 10 s
}

// Send hands the mail to the server.
func (s SMTP) Send(ctx context.Context, m Mail) error {
	msg, err := m.message()
	if err != nil {
		return err
	}
	host, portText, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return fmt.Errorf("the mail server's address %q is not HOST:PORT: %w", s.Addr, err)
	}
	port, err := strconv.Atoi(portText)
	if err != nil {
		return fmt.Errorf("the mail server's port %q is not a number: %w", portText, err)
	}
	timeout := s.Timeout
	if timeout <= 0 {
		timeout = 10 * time.Second
	}
	client, err := mail.NewClient(host, mail.WithPort(port), mail.WithTLSPolicy(mail.TLSOpportunistic), mail.WithTimeout(timeout))
	if err != nil {
		return fmt.Errorf("the mail server %s: %w", s.Addr, err)
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		return fmt.Errorf("send a mail through %s: %w", s.Addr, err)
	}
	return nil
}

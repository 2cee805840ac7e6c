package cli

import (
	"fmt"
	"net"
	"strconv"

	"github.com/spf13/pflag"

	"inflight/aws/local"
)

// defaultListen is where the embedded AWS listens when nothing else is asked
// for; should it be taken, any free port will do.
const defaultListen = local.DefaultListen

// listening is the flag that says where the embedded AWS listens.
type listening struct {
	listen string
	wanted bool // it was asked for: no other port will do
}

// bind adds the flag.
func (l *listening) bind(f *pflag.FlagSet) {
	f.StringVar(&l.listen, "listen", defaultListen, "HOST:PORT to listen on; 0 is any port")
}

// check says what is wrong with the value. wanted tells whether it was given.
func (l *listening) check(wanted bool) error {
	_, port, err := net.SplitHostPort(l.listen)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return usagef("--listen %s: write HOST:PORT, such as %s; port 0 is any free one", l.listen, defaultListen)
	}
	l.wanted = wanted
	return nil
}

// serve has the server listen. The note is for a person, who would look for it
// at its usual port.
func (l *listening) serve(server *local.Server) (addr net.Addr, note string, err error) {
	if l.wanted {
		addr, err = server.Listen(l.listen)
		return addr, "", err
	}
	addr, err = server.Listen("")
	if err == nil && addr.String() != defaultListen {
		note = fmt.Sprintf("%s is taken: the embedded AWS listens on %s instead", defaultListen, addr)
	}
	return addr, note, err
}

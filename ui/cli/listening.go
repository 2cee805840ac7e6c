package cli

import (
	"fmt"
	"net"
	"regexp"
	"strconv"

	"github.com/spf13/pflag"

	"inflight/aws/local"
)

// defaultListen is where the embedded AWS listens when nothing else is asked
// for; should it be taken, any free port will do.
const defaultListen = local.DefaultListen

// hostLike is a name of a host, maybe with a port.
var hostLike = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?(:[0-9]+)?$`)

// privateFlag is the flag that lets SNS deliver to addresses that are not public.
const privateFlag = "sns-http-private"

// listening are the flags that say where the embedded AWS listens, who may call
// it, and to whom it delivers itself.
type listening struct {
	listen  string
	hosts   []string // names by which others call it
	wanted  bool     // it was asked for: no other port will do
	private bool     // SNS may post to loopback, private and link-local addresses
}

// bind adds the flags.
func (l *listening) bind(f *pflag.FlagSet) {
	f.StringVar(&l.listen, "listen", defaultListen, "HOST:PORT to listen on; 0 is any port")
	f.StringSliceVar(&l.hosts, "host", nil, "answer to this host name, and its pages, too")
	f.BoolVar(&l.private, privateFlag, false, "let SNS post to http endpoints on this machine and in private networks")
}

// validate says what is wrong with the value. wanted tells whether it was given.
func (l *listening) validate(wanted bool) error {
	_, port, err := net.SplitHostPort(l.listen)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return usagef("--listen %s: write HOST:PORT, such as %s; port 0 is any free one", l.listen, defaultListen)
	}
	for _, name := range l.hosts {
		if !hostLike.MatchString(name) {
			return usagef("--host %q: write a name alone, such as aws.example, without http:// and a path", name)
		}
	}
	l.wanted = wanted
	return nil
}

// serve has the server listen. The note is for a person, who would look for it
// at its usual port. With nowhere to listen it is reached in process alone.
func (l *listening) serve(server *local.Server) (addr net.Addr, note string, err error) {
	if l.listen == "" {
		return nil, "", nil
	}
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

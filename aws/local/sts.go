package local

import (
	"context"
	"net/http"

	"inflight/aws/local/wire"
)

// stsNamespace is that of STS's answers.
const stsNamespace = "https://sts.amazonaws.com/doc/2011-06-15/"

type callerIdentity struct {
	UserID  string `json:"UserId"`
	Account string `json:"Account"`
	ARN     string `json:"Arn"`
}

// serveSTS answers GetCallerIdentity, with which clients ask who they are.
func (s *Server) serveSTS(w http.ResponseWriter, r *http.Request) {
	account := s.options.Account
	table := wire.Table{
		"GetCallerIdentity": wire.Do(func(context.Context, *wire.Nothing) (*callerIdentity, error) {
			return &callerIdentity{UserID: account, Account: account, ARN: "arn:aws:iam::" + account + ":root"}, nil
		}),
	}
	table.ServeQuery(w, r, wire.Query{XMLNS: stsNamespace})
}

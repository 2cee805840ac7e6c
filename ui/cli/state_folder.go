package cli

import (
	"fmt"
	"os"
)

// stateFolder is the folder of --state, made if need be, or where there is none
// a temporary one. remove takes the temporary one away, and keeps the other.
func stateFolder(state string) (dir string, remove func() error, err error) {
	if state != "" {
		if err := os.MkdirAll(state, 0o700); err != nil {
			return "", nil, fmt.Errorf("make the state folder %s: %w", state, err)
		}
		return state, func() error { return nil }, nil
	}
	temp, err := os.MkdirTemp("", "inflight-")
	if err != nil {
		return "", nil, fmt.Errorf("make a temporary folder: %w", err)
	}
	return temp, func() error { return os.RemoveAll(temp) }, nil
}

package cli

import (
	"context"
	"errors"
)

// screen runs the pipeline under the screen.
func (se *session) screen(_ context.Context, _ Streams) error {
	return errors.New("the screen is not here yet: use --headless")
}

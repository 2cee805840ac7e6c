package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/notify"
)

func TestWhatDiscordAnswersSaysWhetherAnotherPostWouldBeTaken(t *testing.T) {
	status := func(s int) error { return fmt.Errorf("post: %w", &notify.StatusError{Status: s}) }
	for name, tc := range map[string]struct {
		err    error
		passes bool
		after  time.Duration
		shut   bool
	}{
		"too much":               {fmt.Errorf("post: %w", &notify.LimitError{After: 4 * time.Minute}), true, 4 * time.Minute, false},
		"a server in trouble":    {status(http.StatusServiceUnavailable), true, 0, false},
		"no answer":              {errors.New("connection refused"), true, 0, false},
		"no answer in time":      {context.DeadlineExceeded, true, 0, false},
		"a webhook deleted":      {status(http.StatusNotFound), false, 0, true},
		"a wrong token":          {status(http.StatusUnauthorized), false, 0, true},
		"no permission":          {status(http.StatusForbidden), false, 0, true},
		"a redirect":             {status(http.StatusTemporaryRedirect), false, 0, true},
		"a post it dislikes":     {status(http.StatusBadRequest), false, 0, false},
		"too large a picture":    {status(http.StatusRequestEntityTooLarge), false, 0, false},
		"a yes in a strange way": {status(http.StatusOK), false, 0, false},
	} {
		err := postError(tc.err)
		var passing *consume.PassingError
		var shut *consume.ShutError
		if errors.As(err, &passing) != tc.passes || errors.As(err, &shut) != tc.shut || passing != nil && passing.After != tc.after || !errors.Is(err, tc.err) {
			t.Errorf("%s: %#v", name, err)
		}
	}
	if postError(nil) != nil {
		t.Error("a post that was taken is an error")
	}
}

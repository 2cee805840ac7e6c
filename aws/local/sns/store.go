package sns

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"

	"inflight/aws/local/policy"
	"inflight/aws/local/wholefile"
	"inflight/aws/local/wire"
)

// storeFormat is what the file says it is.
const storeFormat = "inflight-sns-1"

// store is the file that keeps the topics. The service's lock guards it.
type store struct {
	path  string
	saved []byte // what the file holds
}

// storedTopics is what the file looks like. The checksum is of the topics as
// they stand in the file.
type storedTopics struct {
	Format string          `json:"format"`
	SHA256 string          `json:"sha256"`
	Topics json.RawMessage `json:"topics"`
}

// open goes on with what the folder holds.
func (s *Service) open(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the folder for SNS's topics: %w", err)
	}
	st := &store{path: filepath.Join(dir, "topics.json")}
	content, err := os.ReadFile(st.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.store = st
		return nil
	case err != nil:
		return fmt.Errorf("read SNS's topics: %w", err)
	}
	topics, err := decodeTopics(content)
	if err != nil {
		return fmt.Errorf("%s is damaged: %w; restore it from a copy, or delete it to start without topics", st.path, err)
	}
	st.saved = content
	s.store, s.topics = st, topics
	s.reportRefused()
	return nil
}

// reportRefused names the subscriptions whose filter policy was good when it
// was set, and is refused by now.
func (s *Service) reportRefused() {
	for _, arn := range slices.Sorted(maps.Keys(s.topics)) {
		for _, sub := range s.topics[arn].Subscriptions {
			if _, err := filterOf(sub.Attributes); err != nil {
				s.report(fmt.Errorf("the subscription %s gets nothing, since AWS refuses its filter policy; set it another: %w", sub.ARN, err))
			}
		}
	}
}

// change makes a change to the topics, and keeps it. When it returns without an
// error the change is in the file; with one, nothing has changed.
func (s *Service) change(f func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errUnavailable
	}
	if err := f(); err != nil || s.store == nil {
		return err
	}
	if err := s.store.save(s.topics); err != nil {
		s.report(err)
		s.topics, _ = decodeTopics(s.store.saved) // it could be decoded before
		return wire.Errorf("InternalError", "%v", err).WithStatus(http.StatusInternalServerError)
	}
	return nil
}

// save replaces the file by one with the topics as they are.
func (st *store) save(topics map[string]*topic) error {
	content, err := encodeTopics(topics)
	if err != nil {
		return fmt.Errorf("encode SNS's topics: %w", err)
	}
	if err := wholefile.WriteLasting(st.path, content); err != nil {
		return fmt.Errorf("keep SNS's topics: %w", err)
	}
	st.saved = content
	return nil
}

func encodeTopics(topics map[string]*topic) ([]byte, error) {
	list := make([]*topic, 0, len(topics))
	for _, arn := range slices.Sorted(maps.Keys(topics)) {
		list = append(list, topics[arn])
	}
	text, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	content, err := json.Marshal(storedTopics{Format: storeFormat, SHA256: hex.EncodeToString(sum[:]), Topics: text})
	return append(content, '\n'), err
}

// decodeTopics reads what encodeTopics wrote. Nothing is no topics.
func decodeTopics(content []byte) (map[string]*topic, error) {
	topics := map[string]*topic{}
	if content == nil {
		return topics, nil
	}
	var file storedTopics
	if err := json.Unmarshal(content, &file); err != nil {
		return nil, fmt.Errorf("it is not whole JSON: %w", err)
	}
	if file.Format != storeFormat {
		return nil, fmt.Errorf("it says that it is %q, not %q", file.Format, storeFormat)
	}
	if sum := sha256.Sum256(file.Topics); hex.EncodeToString(sum[:]) != file.SHA256 {
		return nil, errors.New("its checksum does not fit its content")
	}
	var list []*topic
	if err := json.Unmarshal(file.Topics, &list); err != nil {
		return nil, fmt.Errorf("its topics cannot be read: %w", err)
	}
	for _, t := range list {
		if err := t.revive(); err != nil {
			return nil, fmt.Errorf("topic %s: %w", t.ARN, err)
		}
		topics[t.ARN] = t
	}
	return topics, nil
}

// revive makes what the file does not hold from what it does.
func (t *topic) revive() (err error) {
	if text := t.Attributes["Policy"]; text != "" {
		if t.policy, err = policy.Parse([]byte(text)); err != nil {
			return fmt.Errorf("its policy: %w", err)
		}
	}
	for _, sub := range t.Subscriptions {
		if sub.filter, err = filterOf(sub.Attributes); err != nil { // the file is whole: an earlier version took more than AWS does
			sub.filter = passesNothing
		}
	}
	return nil
}

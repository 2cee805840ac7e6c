package pipelinetest

import (
	"context"
	"errors"
	"io"
	"maps"
	"strings"

	"inflight/pipeline/consume"
)

// Store is an object store with an empty bucket.
type Store struct {
	consume.ObjectStore

	Bucket string
}

// StoreRows are what the pipeline relies on of buckets.
func StoreRows() []Row[Store] {
	return []Row[Store]{
		{"an object is got as it was put, whatever its key", getsWhatWasPut},
		{"a second put replaces the object and its tags", putsAgain},
		{"an object that is not there has neither content nor tags", missesObject},
		{"tags are replaced as a whole", replacesTags},
	}
}

func (s Store) put(ctx context.Context, key, content string, tags map[string]string) (string, error) {
	return s.Put(ctx, consume.NewObject{Bucket: s.Bucket, Key: key, Body: strings.NewReader(content), ContentType: "text/plain", Tags: tags})
}

// has is an error unless the object is that one.
func (s Store) has(ctx context.Context, key, content, etag string, tags map[string]string) error {
	o, err := s.Get(ctx, s.Bucket, key)
	if err != nil {
		return err
	}
	got, err := io.ReadAll(o.Body)
	has, terr := s.Tags(ctx, s.Bucket, key)
	return errors.Join(err, terr, o.Body.Close(), want("content", string(got), content), want("size", o.Size, int64(len(content))),
		want("entity tag", o.ETag, etag), want("the tags are those that were put", maps.Equal(has, tags), true))
}

func getsWhatWasPut(ctx context.Context, s Store) error {
	for _, key := range []string{"plain.jpg", "a folder/two words+plus%.jpg", "Größe/日本.png", "../up.jpg"} {
		tags := map[string]string{"name": "value of " + key[:1]}
		etag, err := s.put(ctx, key, "content of "+key, tags)
		if err := errors.Join(err, s.has(ctx, key, "content of "+key, etag, tags)); err != nil {
			return err
		}
	}
	return nil
}

func putsAgain(ctx context.Context, s Store) error {
	if _, err := s.put(ctx, "key", "first", map[string]string{"first": "yes"}); err != nil {
		return err
	}
	etag, err := s.put(ctx, "key", "second", nil)
	return errors.Join(err, s.has(ctx, "key", "second", etag, nil))
}

func missesObject(ctx context.Context, s Store) error {
	_, err := s.Get(ctx, s.Bucket, "nothing")
	_, terr := s.Tags(ctx, s.Bucket, "nothing")
	return errors.Join(refused(err, consume.ErrNoObject), refused(terr, consume.ErrNoObject),
		refused(s.SetTags(ctx, s.Bucket, "nothing", map[string]string{"a": "b"}), consume.ErrNoObject))
}

func replacesTags(ctx context.Context, s Store) error {
	etag, err := s.put(ctx, "key", "content", map[string]string{"first": "yes", "both": "yes"})
	if err != nil {
		return err
	}
	tags := map[string]string{"both": "no", "second": "yes"}
	return errors.Join(s.SetTags(ctx, s.Bucket, "key", tags), s.has(ctx, "key", "content", etag, tags))
}

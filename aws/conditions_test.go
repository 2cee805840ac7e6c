package aws_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"inflight/aws"
	"inflight/pipeline/consume"
)

func TestAnObjectIsPutUnderTheConditionsThatItNames(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		bucket, store, ctx := stackFor(t, p).ThumbnailBucket, p.Objects(), t.Context()
		put := func(body, match string, onlyNew bool, meta ...string) (string, error) {
			o := newObject(bucket, "k.png", body)
			o.IfMatch, o.OnlyNew, o.Metadata = match, onlyNew, map[string]string{}
			for _, m := range meta {
				o.Metadata["inflight-put"] = m
			}
			return store.Put(ctx, o)
		}
		if _, err := put("none", "d41d8cd98f00b204e9800998ecf8427e", false); !errors.Is(err, consume.ErrChanged) {
			t.Errorf("If-Match where there is none: %v", err)
		}
		first, err := put("first", "", true, "1")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := put("second", "", true, "2"); !errors.Is(err, consume.ErrChanged) {
			t.Errorf("If-None-Match where there is one: %v", err)
		}
		info, err := store.Head(ctx, bucket, "k.png")
		if err != nil || info.ETag != first || info.Size != 5 || info.Metadata["inflight-put"] != "1" {
			t.Errorf("a look gives %+v, %v", info, err)
		}
		second, err := put("second", first, false, "2")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := put("third", first, false, "3"); !errors.Is(err, consume.ErrChanged) {
			t.Errorf("If-Match of an earlier one: %v", err)
		}
		info, err = store.Head(ctx, bucket, "k.png")
		if err != nil || info.ETag != second || info.Metadata["inflight-put"] != "2" {
			t.Errorf("a look gives %+v, %v", info, err)
		}
	})
}

func TestALookAtWhatIsNotThereIsErrNoObject(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		bucket := stackFor(t, p).ThumbnailBucket
		if _, err := p.Objects().Head(t.Context(), bucket, "nothing.png"); !errors.Is(err, consume.ErrNoObject) {
			t.Errorf("got %v", err)
		}
	})
}

func TestTheLongestKeysAndTheirThumbnailsAreTaken(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		r := stackFor(t, p)
		for _, key := range []string{strings.Repeat("k", 1020), strings.Repeat("k", 1021), "a" + strings.Repeat("é", 511)} {
			thumbnail := newObject(r.ThumbnailBucket, consume.ThumbnailKey(key), "png")
			thumbnail.OnlyNew = true
			if _, err := p.Objects().Put(t.Context(), thumbnail); err != nil {
				t.Errorf("a key of %d bytes: %v", len(key), err)
			}
		}
	})
}

// answering makes clients of an AWS that always gives one answer.
func answering(t *testing.T, status int, body string, calls *[]aws.Call) *aws.Clients {
	t.Helper()
	return against(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}, func(c aws.Call) { *calls = append(*calls, c) })
}

func TestAnEndpointThatKnowsNoConditionsSaysSo(t *testing.T) {
	for status, want := range map[int]error{
		http.StatusNotImplemented:     consume.ErrNoConditions,
		http.StatusConflict:           consume.ErrChanged,
		http.StatusPreconditionFailed: consume.ErrChanged,
		http.StatusNotFound:           consume.ErrChanged,
	} {
		code := map[int]string{
			http.StatusNotImplemented: "NotImplemented", http.StatusConflict: "ConditionalRequestConflict",
			http.StatusPreconditionFailed: "PreconditionFailed", http.StatusNotFound: "NoSuchKey",
		}[status]
		var calls []aws.Call
		store := answering(t, status, "<Error><Code>"+code+"</Code><Message>no</Message></Error>", &calls).Objects()
		o := newObject("b", "k", "x")
		o.IfMatch, o.Once = "abc", true
		if _, err := store.Put(t.Context(), o); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", code, err, want)
		}
		if refused := calls[0].Error != ""; refused != (code != "PreconditionFailed") || calls[0].Attempts != 1 {
			t.Errorf("%s is reported as %+v", code, calls[0])
		}
		o.IfMatch = ""
		if _, err := store.Put(t.Context(), o); errors.Is(err, want) || err == nil {
			t.Errorf("%s without a condition: %v", code, err)
		}
	}
}

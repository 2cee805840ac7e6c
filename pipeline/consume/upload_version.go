package consume

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"inflight/pipeline/event"
)

// version says which upload of an image it is: of two under the same key, which
// is the newer.
type version struct {
	sequencer string // hexadecimal, in upper case; empty: not known
	etag      string
	at        time.Time // of the event
}

// What of an event can be kept in metadata. An event may be anybody's, and names
// nothing else.
var (
	sequencers = regexp.MustCompile(`^[0-9A-Fa-f]{1,64}$`)
	etags      = regexp.MustCompile(`^[!-~]{1,128}$`)
)

// versionOf is what the event says of the upload, as far as it can be believed.
func versionOf(r event.ImageRef) version {
	return versionFrom(r.Sequencer, r.ETag, r.Time)
}

func versionFrom(sequencer, etag string, at time.Time) version {
	v := version{at: at.UTC()}
	if sequencers.MatchString(sequencer) {
		v.sequencer = strings.ToUpper(sequencer)
	}
	if etags.MatchString(etag) {
		v.etag = etag
	}
	return v
}

// compare is below 0 where v is older than o, above 0 where it is newer, and 0
// where that cannot be told. Sequencers grow from one upload of a key to the next;
// the shorter one is padded with zeros at its right. Where they do not decide, the
// times of the events do.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
func (v version) compare(o version) int {
	if v.sequencer != "" && o.sequencer != "" {
		if c := cmp.Compare(padded(v.sequencer, o.sequencer), padded(o.sequencer, v.sequencer)); c != 0 {
			return c
		}
	}
	if v.at.IsZero() || o.at.IsZero() {
		return 0
	}
	return v.at.Compare(o.at)
}

// same tells whether both are one upload: the event was delivered twice, or is a
// dead letter's.
func (v version) same(o version) bool {
	return v.etag != "" && v.etag == o.etag && padded(v.sequencer, o.sequencer) == padded(o.sequencer, v.sequencer) &&
		(v.at.IsZero() || o.at.IsZero() || v.at.Equal(o.at))
}

// padded is a sequencer with zeros at its right, as long as the other.
func padded(s, other string) string {
	return s + strings.Repeat("0", max(len(other)-len(s), 0))
}

// Metadata of a thumbnail: which upload it was made of, and by which put it came.
// One HEAD gives it with the entity tag.
const (
	metaSequencer = "inflight-sequencer"
	metaETag      = "inflight-etag"
	metaTime      = "inflight-time"
	metaPut       = "inflight-put"
)

// metadata is what is kept with a thumbnail of the upload.
func (v version) metadata(put string) map[string]string {
	m := map[string]string{metaPut: put}
	for name, value := range map[string]string{metaSequencer: v.sequencer, metaETag: v.etag} {
		if value != "" {
			m[name] = value
		}
	}
	if !v.at.IsZero() {
		m[metaTime] = v.at.Format(time.RFC3339Nano)
	}
	return m
}

// versionIn is the upload that a thumbnail was made of. It is not known of one
// that somebody else put there.
func versionIn(metadata map[string]string) (v version, known bool) {
	at, _ := time.Parse(time.RFC3339Nano, metadata[metaTime]) // else not known
	v = versionFrom(metadata[metaSequencer], metadata[metaETag], at)
	return v, v != version{}
}

// Tags of a thumbnail. The one remembers, across processes, where it was
// announced; the other of which upload. Thumbnails from before there was metadata
// have both from the start.
const (
	tagSource    = "inflight-source"    // sequencer and ETag of the source
	tagAnnounced = "inflight-announced" // channels
)

// tag says which upload it is, in a tag.
func (v version) tag() string { return v.sequencer + "/" + v.etag }

// versionInTag is the upload that a thumbnail from before there was metadata was
// made of.
func versionInTag(tag string) (v version, known bool) {
	sequencer, etag, _ := strings.Cut(tag, "/")
	v = versionFrom(sequencer, etag, time.Time{})
	return v, v != version{}
}

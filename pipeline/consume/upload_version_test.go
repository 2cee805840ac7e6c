package consume

import (
	"testing"
	"time"
)

func TestOfTwoUploadsTheNewerIsKnownByItsSequencerAndElseByItsTime(t *testing.T) {
	early := time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	late := early.Add(time.Second)
	for name, tc := range map[string]struct {
		a, b version
		want int
	}{
		"sequencers of the same length":       {versionFrom("0055AED6DCD90281E5", "a", late), versionFrom("0055AED6DCD90281E6", "b", early), -1},
		"the shorter padded at its right":     {versionFrom("9", "a", early), versionFrom("10", "b", early), 1},
		"a prefix of the other":               {versionFrom("00AB", "a", early), versionFrom("00AB01", "b", early), -1},
		"equal but for zeros at the right":    {versionFrom("00AB", "a", early), versionFrom("00AB00", "b", late), -1},
		"lower and upper case":                {versionFrom("00ab", "a", late), versionFrom("00AC", "b", early), -1},
		"equal sequencers":                    {versionFrom("1", "a", late), versionFrom("1", "b", early), 1},
		"one without a sequencer":             {versionFrom("", "a", late), versionFrom("FF", "b", early), 1},
		"neither with a sequencer":            {versionFrom("", "a", early), versionFrom("", "b", late), -1},
		"nothing known of one":                {version{}, versionFrom("1", "b", late), 0},
		"equal sequencers, one time unknown":  {versionFrom("1", "a", time.Time{}), versionFrom("1", "b", late), 0},
		"a sequencer that is none":            {versionFrom("'; drop", "a", late), versionFrom("FF", "b", early), 1},
		"times in different zones, the same":  {versionFrom("", "a", early), versionFrom("", "b", early.In(time.FixedZone("", 7200))), 0},
		"a sequencer as long as a dictionary": {versionFrom(string(make([]byte, 5000)), "a", late), versionFrom("1", "b", early), 1},
	} {
		if got := tc.a.compare(tc.b); got != tc.want {
			t.Errorf("%s: %d, want %d", name, got, tc.want)
		}
		if got := tc.b.compare(tc.a); got != -tc.want {
			t.Errorf("%s, the other way round: %d, want %d", name, got, -tc.want)
		}
	}
}

func TestAnUploadIsKnownAgainInTheMetadataOfItsThumbnail(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 30, 0, 123456789, time.UTC)
	for name, v := range map[string]version{
		"all of it":    versionFrom("0055aed6", "d41d8cd9-3", at),
		"no sequencer": versionFrom("", "d41d8cd9", at),
		"no time":      versionFrom("0055aed6", "d41d8cd9", time.Time{}),
	} {
		got, known := versionIn(v.metadata("put"))
		if !known || !got.same(v) || got != v {
			t.Errorf("%s: %+v became %+v", name, v, got)
		}
	}
	if v, known := versionIn(map[string]string{"holiday": "2026"}); known || v.same(version{}) {
		t.Error("a thumbnail of somebody else is taken for ours")
	}
	if v, known := versionIn(version{}.metadata("put")); known || v.same(version{}) {
		t.Error("an upload of which nothing is known is known again")
	}
}

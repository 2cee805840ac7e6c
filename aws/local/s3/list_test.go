package s3_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"pgregory.net/rapid"
)

// listed is what a listing lists, page by page: keys, and prefixes with a star.
func (w *world) listed(prefix, delimiter string, limit int32) []string {
	w.t.Helper()
	pages := sdk.NewListObjectsV2Paginator(w.Client, &sdk.ListObjectsV2Input{
		Bucket: bucketOf(), Prefix: &prefix, Delimiter: &delimiter, MaxKeys: &limit,
	})
	var all []string
	for pages.HasMorePages() {
		page, err := pages.NextPage(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		if n := int32(len(page.Contents) + len(page.CommonPrefixes)); n > limit || n != *page.KeyCount {
			w.t.Errorf("a page of at most %d has %d, and says %d", limit, n, *page.KeyCount)
		}
		all = append(all, entries(page.Contents, page.CommonPrefixes)...)
	}
	return all
}

func entries(objects []types.Object, prefixes []types.CommonPrefix) []string {
	var all []string
	for _, o := range objects {
		all = append(all, *o.Key)
	}
	for _, p := range prefixes {
		all = append(all, *p.Prefix+"*")
	}
	slices.Sort(all)
	return all
}

func TestLine40KeysAreListedInOrderAndInPages(t *testing.T) {
	w := newWorld(t)
	for _, key := range []string{"a.jpg", "photos/2025/x.jpg", "photos/2026/y.jpg", "photos/2026/z.jpg", "photos/cover.jpg", "z.jpg", "é b+c.jpg"} {
		w.put(key, key)
	}
	for _, test := range []struct {
		prefix, delimiter string
		want              string
	}{
		{"", "", "a.jpg photos/2025/x.jpg photos/2026/y.jpg photos/2026/z.jpg photos/cover.jpg z.jpg é b+c.jpg"},
		{"", "/", "a.jpg photos/* z.jpg é b+c.jpg"},
		{"photos/", "/", "photos/2025/* photos/2026/* photos/cover.jpg"},
		{"photos/2026", "/", "photos/2026/*"},
		{"photos/2026/", "/", "photos/2026/y.jpg photos/2026/z.jpg"},
		{"", ".jpg", "a.jpg* photos/2025/x.jpg* photos/2026/y.jpg* photos/2026/z.jpg* photos/cover.jpg* z.jpg* é b+c.jpg*"},
		{"none", "/", ""},
	} {
		for _, limit := range []int32{1, 2, 3, 1000} {
			if got := strings.Join(w.listed(test.prefix, test.delimiter, limit), " "); got != test.want {
				t.Errorf("below %q with %q in pages of %d: %s", test.prefix, test.delimiter, limit, got)
			}
		}
	}
}

func TestLine40TheFirstListingGoesOnAfterItsMarker(t *testing.T) {
	w := newWorld(t)
	for _, key := range []string{"a", "b/1", "b/2", "c"} {
		w.put(key, key)
	}
	in := &sdk.ListObjectsInput{Bucket: bucketOf(), Delimiter: aws.String("/"), MaxKeys: aws.Int32(2)}
	first := must(w.ListObjects(t.Context(), in)).in(t)
	if got := strings.Join(entries(first.Contents, first.CommonPrefixes), " "); got != "a b/*" || !*first.IsTruncated || *first.NextMarker != "b/" {
		t.Errorf("the first page is %s, next %v", got, aws.ToString(first.NextMarker))
	}
	in.Marker = first.NextMarker
	second := must(w.ListObjects(t.Context(), in)).in(t)
	if got := strings.Join(entries(second.Contents, second.CommonPrefixes), " "); got != "c" || *second.IsTruncated {
		t.Errorf("the second page is %s", got)
	}
	if o := second.Contents[0]; *o.Size != 1 || *o.ETag == "" || o.LastModified.IsZero() || o.StorageClass != types.ObjectStorageClassStandard || o.Owner == nil {
		t.Errorf("an object is listed as %+v", o)
	}
}

func TestLine40AListingCanBeginAfterAKey(t *testing.T) {
	w := newWorld(t)
	for _, key := range []string{"a", "b", "c"} {
		w.put(key, key)
	}
	out := must(w.ListObjectsV2(t.Context(), &sdk.ListObjectsV2Input{Bucket: bucketOf(), StartAfter: aws.String("a"), EncodingType: types.EncodingTypeUrl})).in(t)
	if got := strings.Join(entries(out.Contents, nil), " "); got != "b c" {
		t.Errorf("after a are %s", got)
	}
	none := must(w.ListObjectsV2(t.Context(), &sdk.ListObjectsV2Input{Bucket: bucketOf(), MaxKeys: aws.Int32(0)})).in(t)
	if len(none.Contents) != 0 || *none.IsTruncated {
		t.Errorf("none are %d, more %t", len(none.Contents), *none.IsTruncated)
	}
	_, err := w.ListObjectsV2(t.Context(), &sdk.ListObjectsV2Input{Bucket: bucketOf(), ContinuationToken: aws.String("?")})
	refused(t, "a made-up token", err, "InvalidArgument", 400)
	versions := must(w.ListObjectVersions(t.Context(), &sdk.ListObjectVersionsInput{Bucket: bucketOf()})).in(t)
	if len(versions.Versions) != 3 || *versions.Versions[0].VersionId != "null" || !*versions.Versions[0].IsLatest {
		t.Errorf("the versions are %+v", versions.Versions)
	}
}

// naive is what a listing lists, worked out the simple way.
func naive(keys []string, prefix, delimiter string) []string {
	found := map[string]bool{}
	for _, key := range keys {
		rest, ok := strings.CutPrefix(key, prefix)
		if !ok {
			continue
		}
		if before, _, cut := strings.Cut(rest, delimiter); cut && delimiter != "" {
			found[prefix+before+delimiter+"*"] = true
			continue
		}
		found[key] = true
	}
	var all []string
	for entry := range found {
		all = append(all, entry)
	}
	slices.Sort(all)
	return all
}

func TestLine40AnyListingHasEveryKeyOnce(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t)
		keys := rapid.SliceOfNDistinct(rapid.StringMatching(`[ab/]{1,5}`), 1, 12, rapid.ID[string]).Draw(r, "keys")
		for _, key := range keys {
			w.put(key, key)
		}
		prefix := rapid.StringMatching(`[ab/]{0,2}`).Draw(r, "prefix")
		delimiter := rapid.SampledFrom([]string{"", "/", "b", "a/"}).Draw(r, "delimiter")
		limit := rapid.Int32Range(1, 5).Draw(r, "limit")
		got := w.listed(prefix, delimiter, limit)
		slices.Sort(got)
		if want := naive(keys, prefix, delimiter); fmt.Sprint(got) != fmt.Sprint(want) {
			r.Errorf("%q below %q with %q in pages of %d are %q, not %q", keys, prefix, delimiter, limit, got, want)
		}
	})
}

package s3_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// names are the keys of objects, and the common prefixes.
func names(contents []types.Object, prefixes []types.CommonPrefix) (list []string) {
	for _, c := range contents {
		list = append(list, *c.Key)
	}
	for _, p := range prefixes {
		list = append(list, *p.Prefix+"*")
	}
	return list
}

var listed = []string{"a", "a/b", "a/c/d", "b/1", "b/2", "c d+é", "z"}

func TestObjectsAreListedByPrefixAndDelimiter(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	for _, key := range listed {
		w.put(photos, key, key)
	}
	for _, c := range []struct {
		prefix, delimiter, after string
		want                     []string
	}{
		{"", "", "", listed},
		{"", "/", "", []string{"a", "c d+é", "z", "a/*", "b/*"}},
		{"a", "", "", []string{"a", "a/b", "a/c/d"}},
		{"a/", "/", "", []string{"a/b", "a/c/*"}},
		{"b/", "/", "", []string{"b/1", "b/2"}},
		{"", "", "b/1", []string{"b/2", "c d+é", "z"}},
		{"nothing", "/", "", nil},
	} {
		v2, err := w.client.ListObjectsV2(t.Context(), &sdk.ListObjectsV2Input{
			Bucket: new(photos), Prefix: &c.prefix, Delimiter: &c.delimiter, StartAfter: &c.after,
		})
		w.check(err)
		if got := names(v2.Contents, v2.CommonPrefixes); !slices.Equal(got, c.want) || int(aws.ToInt32(v2.KeyCount)) != len(c.want) || aws.ToBool(v2.IsTruncated) || v2.NextContinuationToken != nil {
			t.Errorf("v2 of %q by %q after %q: got %q, %d keys, truncated %v", c.prefix, c.delimiter, c.after, got, aws.ToInt32(v2.KeyCount), aws.ToBool(v2.IsTruncated))
		}
		v1, err := w.client.ListObjects(t.Context(), &sdk.ListObjectsInput{
			Bucket: new(photos), Prefix: &c.prefix, Delimiter: &c.delimiter, Marker: &c.after,
		})
		w.check(err)
		if got := names(v1.Contents, v1.CommonPrefixes); !slices.Equal(got, c.want) {
			t.Errorf("v1 of %q by %q after %q: got %q", c.prefix, c.delimiter, c.after, got)
		}
	}
}

func TestAListTellsSizeTimeAndETag(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	etag := w.put(photos, "a", "photo")
	got, err := w.client.ListObjectsV2(t.Context(), &sdk.ListObjectsV2Input{Bucket: new(photos)})
	w.check(err)
	if o := got.Contents[0]; *o.Size != 5 || *o.ETag != etag || o.LastModified == nil || o.StorageClass != types.ObjectStorageClassStandard {
		t.Errorf("got %+v", o)
	}
}

func TestListsComeInPages(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	for _, key := range listed {
		w.put(photos, key, key)
	}
	for size := int32(1); size <= 8; size++ {
		t.Run(strconv.Itoa(int(size)), func(t *testing.T) {
			for delimiter, want := range map[string][]string{"": listed, "/": {"a", "a/*", "b/*", "c d+é", "z"}} {
				var got []string
				pages := sdk.NewListObjectsV2Paginator(w.client, &sdk.ListObjectsV2Input{Bucket: new(photos), MaxKeys: &size, Delimiter: &delimiter})
				for pages.HasMorePages() {
					page, err := pages.NextPage(t.Context())
					w.check(err)
					keys := names(page.Contents, page.CommonPrefixes)
					if len(keys) > int(size) {
						t.Errorf("a page has %d keys", len(keys))
					}
					got = append(got, keys...)
				}
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Errorf("by %q: got %q", delimiter, got)
				}
			}
		})
	}
}

func TestTheFirstListsPagesGoOnAtTheMarker(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	for _, key := range listed {
		w.put(photos, key, key)
	}
	var got []string
	marker := ""
	for range len(listed) + 1 {
		page, err := w.client.ListObjects(t.Context(), &sdk.ListObjectsInput{Bucket: new(photos), MaxKeys: new(int32(2)), Marker: &marker, Delimiter: new("/")})
		w.check(err)
		got = append(got, names(page.Contents, page.CommonPrefixes)...)
		if !*page.IsTruncated {
			break
		}
		marker = *page.NextMarker
	}
	if want := []string{"a", "a/*", "c d+é", "b/*", "z"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

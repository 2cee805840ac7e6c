package s3

import (
	"context"

	"github.com/rclone/gofakes3"
)

// ListBuckets lists the buckets.
func (b *backend) ListBuckets(context.Context) ([]gofakes3.BucketInfo, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var list []gofakes3.BucketInfo
	for _, bu := range b.buckets {
		list = append(list, gofakes3.BucketInfo{Name: bu.Name, CreationDate: gofakes3.NewContentTime(bu.Created)})
	}
	return list, nil
}

// ListBucket lists a page of a bucket's objects and common prefixes.
func (b *backend) ListBucket(_ context.Context, name string, prefix *gofakes3.Prefix, page gofakes3.ListBucketPage) (*gofakes3.ObjectList, error) {
	b.mu.Lock() // sorting the keys changes the bucket
	defer b.mu.Unlock()
	bu := b.buckets[name]
	if bu == nil {
		return nil, gofakes3.BucketNotFound(name)
	}
	if prefix == nil {
		prefix = &gofakes3.Prefix{}
	}
	if prefix.Delimiter == "" { // "delimiter=" asks for none
		prefix.HasDelimiter = false
	}
	list := gofakes3.NewObjectList()
	var match gofakes3.PrefixMatch
	var last, prefixOf string // the last entry of the page, and its last common prefix
	var count int64
	for _, key := range bu.sorted() {
		if page.Marker != "" && key <= page.Marker || !prefix.Match(key, &match) {
			continue
		}
		if match.CommonPrefix && (match.MatchedPart == prefixOf || page.Marker != "" && match.MatchedPart <= page.Marker) {
			continue
		}
		if page.MaxKeys > 0 && count >= page.MaxKeys {
			list.IsTruncated, list.NextMarker = true, last
			break
		}
		if match.CommonPrefix {
			list.AddPrefix(match.MatchedPart)
			prefixOf = match.MatchedPart
			last = prefixOf
		} else {
			o := bu.objects[key]
			list.Add(&gofakes3.Content{Key: key, LastModified: gofakes3.NewContentTime(o.Modified), ETag: `"` + o.ETag + `"`, Size: o.Size, StorageClass: gofakes3.StorageStandard})
			last = key
		}
		count++
	}
	return list, nil
}

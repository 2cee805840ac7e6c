package s3_test

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func TestLine37EveryChangeSendsAnEvent(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			w, ctx := newWorldBy(t, way), t.Context()
			w.put("before", "it was turned on")
			if got := w.events.take(); len(got) != 0 {
				t.Errorf("not asked for, it sent %+v", got)
			}
			w.turnEventsOn()
			w.reopen()
			w.put("a b/é+1.jpg", "photo")
			must(w.CopyObject(ctx, &sdk.CopyObjectInput{Bucket: bucketOf(), Key: aws.String("copy"), CopySource: aws.String(testBucket + "/a%20b/%C3%A9%2B1.jpg")})).in(t)
			id := w.begin("film")
			must(w.complete("film", id, w.part("film", id, 1, "the end", ""))).in(t)
			must(w.PutObjectTagging(ctx, &sdk.PutObjectTaggingInput{Bucket: bucketOf(), Key: aws.String("copy"), Tagging: &types.Tagging{TagSet: []types.Tag{}}})).in(t)
			must(w.DeleteObject(ctx, &sdk.DeleteObjectInput{Bucket: bucketOf(), Key: aws.String("copy")})).in(t)
			must(w.DeleteObject(ctx, &sdk.DeleteObjectInput{Bucket: bucketOf(), Key: aws.String("not there")})).in(t)
			must(w.DeleteObjects(ctx, &sdk.DeleteObjectsInput{Bucket: bucketOf(), Delete: &types.Delete{Objects: []types.ObjectIdentifier{{Key: aws.String("film")}}}})).in(t)

			type seen struct {
				key, reason string
				size        int64
				deleted     bool
			}
			var got []seen
			var sequence []string
			for _, e := range w.events.take() {
				got = append(got, seen{e.Key, e.Reason, e.Size, e.Deleted})
				sequence = append(sequence, e.Sequencer)
				if e.Bucket != testBucket || e.RequestID == "" || e.Requester != "000000000000" || e.SourceIP == "" || e.Time.IsZero() || e.ETag == "" {
					t.Errorf("an event is %+v", e)
				}
			}
			want := []seen{
				{"a b/é+1.jpg", "PutObject", 5, false},
				{"copy", "CopyObject", 5, false},
				{"film", "CompleteMultipartUpload", 7, false},
				{"copy", "DeleteObject", 5, true},
				{"film", "DeleteObject", 7, true},
			}
			if !slices.Equal(got, want) {
				t.Errorf("the events are %+v", got)
			}
			if !slices.IsSorted(sequence) || len(slices.Compact(sequence)) != len(want) {
				t.Errorf("the sequencers are %q", sequence)
			}
		})
	}
}

func TestLine37WhatFailsSendsNoEvent(t *testing.T) {
	w := newWorld(t)
	w.turnEventsOn()
	_, err := w.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: bucketOf(), Key: aws.String("x"), IfMatch: aws.String("none")})
	refused(t, "put", err, "NoSuchKey", 404)
	if got := w.events.take(); len(got) != 0 {
		t.Errorf("it sent %+v", got)
	}
}

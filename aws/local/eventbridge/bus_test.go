package eventbridge_test

import (
	"strconv"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// Line 32 of the behaviour list.
func TestTheDefaultBusIsThereAndCannotBeDeleted(t *testing.T) {
	w := newWorld(t)
	out, err := w.client.DescribeEventBus(t.Context(), &sdk.DescribeEventBusInput{})
	if err != nil {
		t.Fatal(err)
	}
	if *out.Name != "default" || *out.Arn != busARN+"default" || out.CreationTime == nil {
		t.Errorf("the default bus is %s, %s, %v", *out.Name, *out.Arn, out.CreationTime)
	}
	_, err = w.client.DeleteEventBus(t.Context(), &sdk.DeleteEventBusInput{Name: new("default")})
	wantCode(t, "delete", err, "ValidationException")
	_, err = w.client.CreateEventBus(t.Context(), &sdk.CreateEventBusInput{Name: new("default")})
	wantCode(t, "create", err, "ValidationException")
}

func TestABusIsCreatedListedAndDeletedWhenItHasNoRules(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	created, err := w.client.CreateEventBus(ctx, &sdk.CreateEventBusInput{Name: new("images"), Tags: []types.Tag{{Key: new("a"), Value: new("b")}}})
	if err != nil {
		t.Fatal(err)
	}
	if *created.EventBusArn != busARN+"images" {
		t.Errorf("ARN %s", *created.EventBusArn)
	}
	_, err = w.client.CreateEventBus(ctx, &sdk.CreateEventBusInput{Name: new("images")})
	wantCode(t, "create again", err, "ResourceAlreadyExistsException")
	for _, name := range []string{"a b", "a/b", "aws.partner"} {
		_, err = w.client.CreateEventBus(ctx, &sdk.CreateEventBusInput{Name: &name})
		wantCode(t, name, err, "ValidationException")
	}
	w.rule("images", "r", `{"source":["shop"]}`)
	_, err = w.client.DeleteEventBus(ctx, &sdk.DeleteEventBusInput{Name: new("images")})
	wantCode(t, "delete with rules", err, "ValidationException")
	if _, err = w.client.DeleteRule(ctx, &sdk.DeleteRuleInput{Name: new("r"), EventBusName: created.EventBusArn}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // deleting what is not there is no error
		_, err = w.client.DeleteEventBus(ctx, &sdk.DeleteEventBusInput{Name: new("images")})
		wantCode(t, "delete", err, "")
	}
	_, err = w.client.DescribeEventBus(ctx, &sdk.DescribeEventBusInput{Name: new("images")})
	wantCode(t, "describe", err, "ResourceNotFoundException")
}

func TestBusesAreListedByPrefixInPages(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		if _, err := w.client.CreateEventBus(t.Context(), &sdk.CreateEventBusInput{Name: new("bus" + strconv.Itoa(i))}); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	in := &sdk.ListEventBusesInput{NamePrefix: new("bus"), Limit: new(int32(2))}
	for pages := 1; ; pages++ {
		out, err := w.client.ListEventBuses(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range out.EventBuses {
			names = append(names, *b.Name)
		}
		if in.NextToken = out.NextToken; in.NextToken == nil {
			if pages != 3 || len(names) != 5 {
				t.Errorf("%d pages with %v", pages, names)
			}
			return
		}
	}
}

func TestBusesAndRulesHaveTags(t *testing.T) {
	w := newWorld(t)
	w.rule("default", "r", `{"source":["shop"]}`)
	for _, arn := range []string{busARN + "default", ruleARN + "r"} {
		_, err := w.client.TagResource(t.Context(), &sdk.TagResourceInput{ResourceARN: &arn, Tags: []types.Tag{
			{Key: new("team"), Value: new("images")}, {Key: new("cost"), Value: new("1")},
		}})
		wantCode(t, "tag", err, "")
		_, err = w.client.UntagResource(t.Context(), &sdk.UntagResourceInput{ResourceARN: &arn, TagKeys: []string{"cost"}})
		wantCode(t, "untag", err, "")
		out, err := w.client.ListTagsForResource(t.Context(), &sdk.ListTagsForResourceInput{ResourceARN: &arn})
		if err != nil || len(out.Tags) != 1 || *out.Tags[0].Key != "team" || *out.Tags[0].Value != "images" {
			t.Errorf("tags of %s: %v, %v", arn, out, err)
		}
	}
	_, err := w.client.ListTagsForResource(t.Context(), &sdk.ListTagsForResourceInput{ResourceARN: new(ruleARN + "x")})
	wantCode(t, "no such rule", err, "ResourceNotFoundException")
}

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html
func TestABusSaysWhatItIsForAndWhenItWasChanged(t *testing.T) {
	dir := t.TempDir()
	w := newWorld(t, in(dir))
	created, err := w.client.CreateEventBus(t.Context(), &sdk.CreateEventBusInput{Name: new("photos"), Description: new("all that is a photo")})
	if err != nil || created.Description == nil || *created.Description != "all that is a photo" {
		t.Fatalf("created %+v, %v", created, err)
	}
	for _, w := range []*world{w, newWorld(t, in(dir))} { // and after a restart
		described, err := w.client.DescribeEventBus(t.Context(), &sdk.DescribeEventBusInput{Name: new("photos")})
		if err != nil || described.LastModifiedTime == nil || !described.LastModifiedTime.Equal(*described.CreationTime) || *described.Description != "all that is a photo" {
			t.Errorf("described %+v, %v", described, err)
		}
		listed, err := w.client.ListEventBuses(t.Context(), &sdk.ListEventBusesInput{})
		if err != nil || len(listed.EventBuses) != 2 {
			t.Fatalf("listed %+v, %v", listed, err)
		}
		for _, b := range listed.EventBuses {
			if b.LastModifiedTime == nil || (b.Description != nil) != (*b.Name == "photos") {
				t.Errorf("listed %+v", b)
			}
		}
	}
	long := strings.Repeat("x", 513)
	_, err = w.client.CreateEventBus(t.Context(), &sdk.CreateEventBusInput{Name: new("long"), Description: &long})
	wantCode(t, "a description that is too long", err, "ValidationException")
}

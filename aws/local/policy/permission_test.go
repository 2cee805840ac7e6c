package policy_test

import (
	"testing"

	"inflight/aws/local/policy"
)

func TestAPermissionIsAddedAndRemovedAndTheRestStays(t *testing.T) {
	const present = `{"Version":"2012-10-17","Statement":[{"Sid":"mine","Effect":"Deny","Principal":"*","Action":"sqs:*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`
	d, err := policy.Edit(present)
	if err != nil {
		t.Fatal(err)
	}
	added := policy.Permission{Label: "send", Accounts: []string{"111122223333"}, Actions: []string{"SQS:SendMessage", "SQS:PurgeQueue"}, Resource: "arn:aws:sqs:us-east-1:000000000000:q"}
	if !d.Add(added) || d.Add(added) {
		t.Error("a label can be added once")
	}
	const want = `{"Version":"2012-10-17","Statement":[{"Sid":"mine","Effect":"Deny","Principal":"*","Action":"sqs:*","Condition":{"Bool":{"aws:SecureTransport":"false"}}},` +
		`{"Sid":"send","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":["SQS:SendMessage","SQS:PurgeQueue"],"Resource":"arn:aws:sqs:us-east-1:000000000000:q"}]}`
	if got := d.Text(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !d.Remove("send") || d.Remove("send") || d.Text() != present {
		t.Errorf("after the removal it is %s", d.Text())
	}
	if !d.Remove("mine") || d.Text() != "" {
		t.Errorf("without a statement it is %s", d.Text())
	}
}

func TestAPolicyOfOneStatementBecomesAListWhenOneIsAdded(t *testing.T) {
	d, err := policy.Edit(`{"Version":"2012-10-17","Statement":{"Sid":"only"}}`)
	if err != nil {
		t.Fatal(err)
	}
	if !d.Add(policy.Permission{Label: "second"}) || !d.Remove("second") {
		t.Error("a second one cannot be added")
	}
	if got, want := d.Text(), `{"Version":"2012-10-17","Statement":[{"Sid":"only"}]}`; got != want {
		t.Errorf("got %s", got)
	}
	if _, err := policy.Edit(`{"Statement":[`); err == nil {
		t.Error("what is no policy was taken")
	}
}

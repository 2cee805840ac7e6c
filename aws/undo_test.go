package aws_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"inflight/aws"
	"inflight/aws/gatetest"
	"inflight/aws/local"
)

// gated makes two kinds of clients of one empty AWS: those of a person beside
// us, and ours, which go through the gate.
var gated = map[string]func(*testing.T, *gatetest.Gate) (theirs, ours *aws.Clients){
	"embedded": func(t *testing.T, gate *gatetest.Gate) (*aws.Clients, *aws.Clients) {
		server, err := local.New(local.Options{Dir: t.TempDir()})
		requireOK(t, err)
		t.Cleanup(func() {
			if err := server.Close(context.Background()); err != nil {
				t.Error(err)
			}
		})
		access, secret := server.Credentials()
		to := func(transport http.RoundTripper) *aws.Clients {
			return connect(t, aws.Options{Endpoint: "http://aws.test", Transport: transport, AccessKey: access, SecretKey: secret})
		}
		gate.Next = server.RoundTripper()
		return to(gate.Next), to(gate)
	},
	"moto": func(t *testing.T, gate *gatetest.Gate) (*aws.Clients, *aws.Clients) {
		theirs := moto.connect(t, aws.Options{})
		gate.Next = http.DefaultTransport
		t.Cleanup(http.DefaultClient.CloseIdleConnections)
		return theirs, connect(t, aws.Options{Endpoint: moto.server.URL, Transport: gate, AccessKey: "any", SecretKey: "any"})
	},
}

// writes are the operations that create and set.
func isWrite(operation string) bool {
	_, name, _ := strings.Cut(operation, ":")
	for _, verb := range []string{"Create", "Put", "Set", "Tag", "Subscribe", "Delete", "Remove", "Untag"} {
		if strings.HasPrefix(name, verb) {
			return true
		}
	}
	return false
}

func TestPlanningChangesNothing(t *testing.T) {
	for kind, connect := range gated {
		t.Run(kind, func(t *testing.T) {
			gate := &gatetest.Gate{}
			theirs, ours := connect(t, gate)
			s := aws.DefaultStack()
			s.Bus, s.Emails = "images", []string{"a@example.com"}
			for range 2 { // once where nothing is there, once where all differs
				if _, err := s.Plan(t.Context(), ours, aws.Rules{Change: true, Adopt: true}); err != nil {
					t.Fatal(err)
				}
				if _, err := s.Create(t.Context(), theirs, nil); err != nil {
					t.Fatal(err)
				}
				s.MaxReceives, s.SourceDays = 7, 9
			}
			for operation := range gate.Seen() {
				if isWrite(operation) {
					t.Errorf("planning called %s", operation)
				}
			}
		})
	}
}

func TestWhateverCannotBeCreatedLeavesNothingBehind(t *testing.T) {
	s := aws.DefaultStack()
	s.Bus, s.Emails = "images", []string{"a@example.com"}
	for kind, connect := range gated {
		t.Run(kind, func(t *testing.T) {
			whole := &gatetest.Gate{}
			_, ours := connect(t, whole)
			_, err := s.Create(t.Context(), ours, nil)
			requireOK(t, err)
			for _, refused := range slices.Sorted(maps.Keys(whole.Seen())) {
				if !isWrite(refused) {
					continue
				}
				for at := 1; at <= whole.Seen()[refused]; at++ { // each call of it
					n := 0
					gate := &gatetest.Gate{Refuse: func(operation string) bool {
						if operation == refused {
							n++
						}
						return operation == refused && n >= at
					}}
					theirs, ours := connect(t, gate)
					before := everything(t, theirs)
					_, err := s.Create(t.Context(), ours, nil)
					if err == nil || !strings.Contains(err.Error(), "these credentials may not do that: they need") {
						t.Errorf("without %s: %v", refused, err)
					}
					same(t, "without call "+refused, before, everything(t, theirs))
				}
			}
		})
	}
}

func TestWhatSomebodyCreatesAtTheSameMomentStaysTheirs(t *testing.T) {
	s := aws.DefaultStack()
	creates := map[string]string{ // by the call that comes too late
		"queue": "sqs:CreateQueue", "dead-letter queue": "sqs:CreateQueue", "rule": "events:PutRule", "topic": "sns:CreateTopic",
		"source bucket": "s3:CreateBucket", "thumbnail bucket": "s3:CreateBucket",
	}
	for kind, connect := range gated {
		for name, call := range creates {
			t.Run(kind+"/"+name, func(t *testing.T) {
				for _, when := range []string{"before it is looked for again", "right before it is created"} {
					var theirs *aws.Clients
					var theirState string
					done := false
					meanwhile := func() {
						if !done {
							done = true
							somebodyElse[name](t, theirs, s)
							theirState = everything(t, theirs)
						}
					}
					gate := &gatetest.Gate{}
					var ours *aws.Clients
					theirs, ours = connect(t, gate)
					plan, err := s.Plan(t.Context(), ours, aws.Rules{Change: true})
					requireOK(t, err)
					if when == "right before it is created" {
						if name == "rule" {
							continue // PutRule replaces a rule, and has no condition: see the next test
						}
						gate.Refuse = func(operation string) bool {
							if operation == call {
								meanwhile()
							}
							return false
						}
					} else {
						meanwhile()
					}
					_, err = plan.Apply(t.Context(), nil)
					if err == nil || !strings.Contains(err.Error(), "somebody else created it at the same moment") {
						t.Errorf("%s: %v", when, err)
					}
					// What was created of ours before that is gone, and theirs is whole.
					left := everything(t, theirs)
					for line := range strings.SplitSeq(theirState, "\n") {
						if strings.Contains(line, "theirs") && !strings.Contains(left, line) {
							t.Errorf("%s: gone: %s", when, line)
						}
					}
					if strings.Contains(left, aws.StackTag) {
						t.Errorf("%s: something of ours is left:\n%s", when, left)
					}
				}
			})
		}
	}
}

func TestUndoingKeepsWhatOthersPutIntoIt(t *testing.T) {
	s := aws.DefaultStack()
	for kind, connect := range gated {
		t.Run(kind, func(t *testing.T) {
			var theirs *aws.Clients
			gate := &gatetest.Gate{Refuse: func(operation string) bool {
				if operation != "s3:PutBucketNotificationConfiguration" { // the last step
					return false
				}
				put(t, theirs, s.ThumbnailBucket, "theirs.txt", "came at once")
				return true
			}}
			var ours *aws.Clients
			theirs, ours = connect(t, gate)
			_, err := s.Create(t.Context(), ours, nil)
			if err == nil || !strings.Contains(err.Error(), "could not be deleted again: bucket naa-hd-thumbnails") {
				t.Errorf("%v", err)
			}
			if left := everything(t, theirs); !strings.Contains(left, "came at once") {
				t.Errorf("their object is gone:\n%s", left)
			}
		})
	}
}

func TestATopicWithTheSameNameAndNoTagsIsNotTaken(t *testing.T) {
	for kind, connect := range gated {
		t.Run(kind, func(t *testing.T) {
			var theirs *aws.Clients
			s := aws.DefaultStack()
			gate := &gatetest.Gate{Refuse: func(operation string) bool {
				if operation == "sns:CreateTopic" { // one without any attribute, as ours
					_, err := theirs.SNS.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: &s.Topic})
					requireOK(t, err)
				}
				return false
			}}
			var ours *aws.Clients
			theirs, ours = connect(t, gate)
			if _, err := s.Create(t.Context(), ours, nil); err == nil || !strings.Contains(err.Error(), "at the same moment") {
				t.Errorf("%v", err)
			}
			if left := everything(t, theirs); !strings.Contains(left, ":"+s.Topic) || strings.Contains(left, aws.StackTag) {
				t.Errorf("left:\n%s", left)
			}
		})
	}
}

func TestARuleOverwrittenAtTheSameMomentIsToldAndNotDeleted(t *testing.T) {
	// moto gives a rule that is replaced the tags of the call, where AWS keeps
	// those it has: there it cannot be told whose it was.
	var theirs *aws.Clients
	s := aws.DefaultStack()
	gate := &gatetest.Gate{Refuse: func(operation string) bool {
		if operation == "events:PutRule" {
			_, err := theirs.Events.PutRule(t.Context(), &eventbridge.PutRuleInput{Name: &s.Rule, EventPattern: new(`{"source":["theirs"]}`)})
			requireOK(t, err)
		}
		return false
	}}
	var ours *aws.Clients
	theirs, ours = gated["embedded"](t, gate)
	_, err := s.Create(t.Context(), ours, nil)
	if err == nil || !strings.Contains(err.Error(), "its event pattern is ours now") {
		t.Errorf("%v", err)
	}
	if left := everything(t, theirs); !strings.Contains(left, "rule "+s.Rule) {
		t.Errorf("the rule is gone:\n%s", left)
	}
}

// losing carries calls, and loses the answers to one operation.
type losing struct {
	next      http.RoundTripper
	operation string
}

func (l losing) RoundTrip(r *http.Request) (*http.Response, error) {
	lost := strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+l.operation)
	resp, err := l.next.RoundTrip(r)
	if err == nil && lost {
		err = errors.Join(errors.New("the answer is lost"), resp.Body.Close())
	}
	if lost {
		return nil, err
	}
	return resp, err
}

func TestWhatWasCreatedAndNotAnsweredIsDeletedAgain(t *testing.T) {
	for kind, connect := range gated {
		for _, operation := range []string{"CreateQueue", "PutRule", "PutTargets"} {
			t.Run(kind+"/"+operation, func(t *testing.T) {
				gate := &gatetest.Gate{}
				theirs, ours := connect(t, gate)
				before := everything(t, theirs)
				gate.Next = losing{gate.Next, operation}
				if _, err := aws.DefaultStack().Create(t.Context(), ours, nil); err == nil {
					t.Error("it succeeds without an answer")
				}
				same(t, "after it", before, everything(t, theirs))
			})
		}
	}
}

func TestWhoeverInterruptsFindsNothingLeftBehind(t *testing.T) {
	for kind, connect := range gated {
		for _, operation := range []string{"sqs:CreateQueue", "events:PutTargets", "s3:PutBucketTagging", "s3:PutBucketNotificationConfiguration"} {
			t.Run(kind+"/"+operation, func(t *testing.T) {
				ctx, interrupt := context.WithCancel(t.Context())
				defer interrupt()
				gate := &gatetest.Gate{Refuse: func(name string) bool {
					if name == operation {
						interrupt()
					}
					return false
				}}
				theirs, ours := connect(t, gate)
				before := everything(t, theirs)
				if _, err := aws.DefaultStack().Create(ctx, ours, nil); !errors.Is(err, context.Canceled) {
					t.Errorf("%v", err)
				}
				same(t, "interrupted", before, everything(t, theirs))
			})
		}
	}
}

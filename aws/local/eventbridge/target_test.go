package eventbridge_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"inflight/aws/local/eventbridge"
	"inflight/aws/local/wire"
)

// Line 35 of the behaviour list.
func TestAMatchingEventGoesToEveryTargetOfTheRule(t *testing.T) {
	w := newWorld(t)
	if _, err := w.client.CreateEventBus(t.Context(), &sdk.CreateEventBusInput{Name: new("images")}); err != nil {
		t.Fatal(err)
	}
	w.rule("default", "r", `{"source":["shop"]}`, to(queueARN),
		types.Target{Id: new("two"), Arn: new(topicARN)},
		types.Target{Id: new("three"), Arn: new(queueARN + ".fifo"), SqsParameters: &types.SqsParameters{MessageGroupId: new("g")}},
		types.Target{Id: new("four"), Arn: new(busARN + "images")})
	w.rule("images", "r", `{"source":["shop"]}`, to(queueARN+"2"))
	sent := w.send(entry(`{"n":1}`))
	w.close()
	group := map[string]string{}
	for _, d := range w.targets.all() {
		group[d.TargetARN] = d.GroupID
		from := ruleARN + "r"
		if d.TargetARN == queueARN+"2" {
			from = ruleARN + "images/r"
		}
		if d.SourceARN != from {
			t.Errorf("%s got it from %s, want %s", d.TargetARN, d.SourceARN, from)
		}
		var e eventbridge.Event
		if err := json.Unmarshal([]byte(d.Body), &e); err != nil || e.ID != *sent.Entries[0].EventId || string(e.Detail) != `{"n":1}` {
			t.Errorf("%s got %s, %v", d.TargetARN, d.Body, err)
		}
	}
	if len(group) != 4 || group[queueARN+".fifo"] != "g" {
		t.Errorf("delivered to %v", group)
	}
}

func TestAnEventThatCameFromABusGoesNoFurther(t *testing.T) {
	w := newWorld(t)
	for _, bus := range []string{"second", "third"} {
		if _, err := w.client.CreateEventBus(t.Context(), &sdk.CreateEventBusInput{Name: &bus}); err != nil {
			t.Fatal(err)
		}
	}
	w.rule("default", "on", `{"source":["shop"]}`, to(busARN+"second"))
	w.rule("second", "on", `{"source":["shop"]}`, to(busARN+"third"))
	w.rule("third", "on", `{"source":["shop"]}`, to(queueARN))
	w.send(entry(`{}`))
	w.close()
	if _, failed := w.seen.all(); len(w.targets.all()) != 0 || len(failed) != 1 || failed[0].Bus != "second" {
		t.Errorf("sent %v, failed %+v", w.targets.all(), failed)
	}
}

func TestEventsReachATargetInTheOrderTheyWerePut(t *testing.T) {
	w := newWorld(t)
	w.rule("default", "r", `{"source":["shop"]}`, types.Target{Id: new("1"), Arn: new(queueARN), InputPath: new("$.detail.n")})
	for i := range 30 {
		w.send(entry(`{"n":`+strconv.Itoa(2*i)+`}`), entry(`{"n":`+strconv.Itoa(2*i+1)+`}`))
	}
	w.close()
	for i, body := range strings.Fields(w.targets.bodies()) {
		if body != strconv.Itoa(i) {
			t.Fatalf("message %d is %s", i, body)
		}
	}
}

func TestTargetsAreFiveARuleAndReplacedByID(t *testing.T) {
	w := newWorld(t)
	w.rule("default", "r", `{"source":["shop"]}`, to(queueARN), to(topicARN))
	put := func(n int) error {
		var targets []types.Target
		for i := range n {
			targets = append(targets, types.Target{Id: new(strconv.Itoa(i)), Arn: new(queueARN)})
		}
		_, err := w.client.PutTargets(t.Context(), &sdk.PutTargetsInput{Rule: new("r"), Targets: targets})
		return err
	}
	for _, n := range []int{5, 6, 100} { // with the one that is there, and alone; none is stored
		wantMessage(t, strconv.Itoa(n), put(n), "LimitExceededException", "The requested resource exceeds the maximum number allowed.")
		if list, err := w.client.ListTargetsByRule(t.Context(), &sdk.ListTargetsByRuleInput{Rule: new("r")}); err != nil || len(list.Targets) != 1 {
			t.Errorf("%d were refused, and there are %+v, %v", n, list, err)
		}
	}
	for range 2 { // those that are there already take no room
		if err := put(4); err != nil {
			t.Fatal(err)
		}
	}
	list, err := w.client.ListTargetsByRule(t.Context(), &sdk.ListTargetsByRuleInput{Rule: new("r")})
	if err != nil || len(list.Targets) != 5 {
		t.Fatalf("listed: %+v, %v", list, err)
	}
	if last := list.Targets[4]; *last.Id != "one" || *last.Arn != topicARN {
		t.Errorf("the target one is %+v", last)
	}
	rules, err := w.client.ListRuleNamesByTarget(t.Context(), &sdk.ListRuleNamesByTargetInput{TargetArn: new(queueARN)})
	if err != nil || len(rules.RuleNames) != 1 || rules.RuleNames[0] != "r" {
		t.Errorf("rules of the queue: %v, %v", rules, err)
	}
}

func TestATargetThatIsWrongIsRefused(t *testing.T) {
	w := newWorld(t)
	w.rule("default", "r", `{"source":["shop"]}`)
	for what, target := range map[string]types.Target{
		"an id with a space":             {Id: new("a b"), Arn: new(queueARN)},
		"no ARN":                         {Id: new("a"), Arn: new("practiceQ")},
		"a service that is not built":    {Id: new("a"), Arn: new("arn:aws:lambda:us-east-1:000000000000:function:f")},
		"two inputs":                     {Id: new("a"), Arn: new(queueARN), Input: new(`{}`), InputPath: new("$.detail")},
		"an input that is no JSON":       {Id: new("a"), Arn: new(queueARN), Input: new(`{`)},
		"a path that is none":            {Id: new("a"), Arn: new(queueARN), InputPath: new("detail")},
		"a path that ends early":         {Id: new("a"), Arn: new(queueARN), InputPath: new("$.detail[0")},
		"a FIFO queue without group":     {Id: new("a"), Arn: new(queueARN + ".fifo")},
		"too many retries":               {Id: new("a"), Arn: new(queueARN), RetryPolicy: &types.RetryPolicy{MaximumRetryAttempts: new(int32(186))}},
		"too short an age":               {Id: new("a"), Arn: new(queueARN), RetryPolicy: &types.RetryPolicy{MaximumEventAgeInSeconds: new(int32(59))}},
		"a topic for dead letters":       {Id: new("a"), Arn: new(queueARN), DeadLetterConfig: &types.DeadLetterConfig{Arn: new(topicARN)}},
		"a FIFO queue for dead letters":  {Id: new("a"), Arn: new(queueARN), DeadLetterConfig: &types.DeadLetterConfig{Arn: new(deadARN + ".fifo")}},
		"a reserved variable":            transformed(`"<aws.x>"`, map[string]string{"aws.x": "$.detail"}),
		"a variable that is no path":     transformed(`"<x>"`, map[string]string{"x": "detail"}),
		"a transformer without template": transformed(``, nil),
	} {
		_, err := w.client.PutTargets(t.Context(), &sdk.PutTargetsInput{Rule: new("r"), Targets: []types.Target{target}})
		wantCode(t, what, err, "ValidationException")
	}
	_, err := w.client.PutTargets(t.Context(), &sdk.PutTargetsInput{Rule: new("x"), Targets: []types.Target{to(queueARN)}})
	wantCode(t, "no such rule", err, "ResourceNotFoundException")
}

// refused is an error that another try would not mend; busy one that it may.
var (
	refused = wire.Errorf("AccessDenied", "the policy says no").WithStatus(403)
	busy    = wire.Errorf("InternalFailure", "try later").WithStatus(500)
)

func TestWhatMayNotBeDeliveredGoesToTheDeadLetterQueueWithTheReason(t *testing.T) {
	for code, cause := range map[string]error{
		"NO_PERMISSIONS":   refused,
		"NO_RESOURCE":      wire.Errorf("QueueDoesNotExist", "it is not there"),
		"SDK_CLIENT_ERROR": wire.Errorf("InvalidParameterValue", "too long"),
	} {
		w := newWorld(t)
		target := to(queueARN)
		target.DeadLetterConfig = &types.DeadLetterConfig{Arn: new(deadARN)}
		w.rule("default", "r", `{"source":["shop"]}`, target)
		w.targets.fail(queueARN, cause)
		w.send(entry(`{"n":1}`))
		w.close()
		got := w.targets.all()
		if len(got) != 1 || got[0].TargetARN != deadARN || got[0].SourceARN != ruleARN+"r" || !strings.Contains(got[0].Body, `"detail":{"n":1}`) {
			t.Fatalf("sent %+v", got)
		}
		a := got[0].Attributes
		if a["ERROR_CODE"] != code || a["ERROR_MESSAGE"] != cause.Error() || a["RULE_ARN"] != ruleARN+"r" || a["TARGET_ARN"] != queueARN || a["RETRY_ATTEMPTS"] != "0" {
			t.Errorf("%s: attributes %v", code, a)
		}
		if _, has := a["EXHAUSTED_RETRY_CONDITION"]; has {
			t.Errorf("it was never retried: %v", a)
		}
		_, failed := w.seen.all()
		if len(failed) != 1 || failed[0].DeadLetterQueue != deadARN || failed[0].Reason != cause.Error() {
			t.Errorf("told of %+v", failed)
		}
	}
}

func TestWhatMayNotBeDeliveredIsDroppedAndCountedWithoutADeadLetterQueue(t *testing.T) {
	w := newWorld(t)
	w.rule("default", "r", `{"source":["shop"]}`, to(queueARN))
	w.targets.fail(queueARN, refused)
	w.send(entry(`{}`))
	w.close()
	if _, failed := w.seen.all(); len(failed) != 1 || failed[0].DeadLetterQueue != "" || failed[0].TargetARN != queueARN || failed[0].Rule != "r" {
		t.Errorf("told of %+v", failed)
	}
	if got := w.targets.all(); len(got) != 0 {
		t.Errorf("sent %v", got)
	}
}

func TestADeadLetterQueueThatRefusesTooIsTold(t *testing.T) {
	w := newWorld(t)
	target := to(queueARN)
	target.DeadLetterConfig = &types.DeadLetterConfig{Arn: new(deadARN)}
	w.rule("default", "r", `{"source":["shop"]}`, target)
	w.targets.fail(queueARN, refused)
	w.targets.fail(deadARN, wire.Errorf("QueueDoesNotExist", "gone"))
	w.send(entry(`{}`))
	w.close()
	if _, failed := w.seen.all(); len(failed) != 1 || failed[0].DeadLetterQueue != "" || !strings.Contains(failed[0].Reason, "gone") {
		t.Errorf("told of %+v", failed)
	}
}

func TestADeliveryIsRetriedWithAGrowingDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.rule("default", "r", `{"source":["shop"]}`, to(queueARN))
		w.targets.fail(queueARN, busy, busy, busy)
		w.send(entry(`{}`))
		time.Sleep(7*time.Second - time.Millisecond) // 1 + 2 + 4 in virtual time
		synctest.Wait()
		if got := w.targets.all(); len(got) != 0 {
			t.Errorf("delivered too early: %v", got)
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if got := w.targets.all(); len(got) != 1 {
			t.Errorf("delivered %v", got)
		}
		w.close()
	})
}

func TestRetriesEndWithTheRetryPolicy(t *testing.T) {
	for condition, policy := range map[string]*types.RetryPolicy{
		"MaximumRetryAttempts":     {MaximumRetryAttempts: new(int32(2))},
		"MaximumEventAgeInSeconds": {MaximumEventAgeInSeconds: new(int32(60))},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			target := to(queueARN)
			target.RetryPolicy, target.DeadLetterConfig = policy, &types.DeadLetterConfig{Arn: new(deadARN)}
			w.rule("default", "r", `{"source":["shop"]}`, target)
			for range 100 {
				w.targets.fail(queueARN, busy)
			}
			w.send(entry(`{}`))
			time.Sleep(5 * time.Minute)
			synctest.Wait()
			got := w.targets.all()
			if len(got) != 1 || got[0].Attributes["EXHAUSTED_RETRY_CONDITION"] != condition || got[0].Attributes["ERROR_CODE"] != "ERROR_FROM_TARGET" {
				t.Errorf("%s: %+v", condition, got)
			}
			if condition == "MaximumRetryAttempts" && got[0].Attributes["RETRY_ATTEMPTS"] != "2" {
				t.Errorf("attempts: %v", got[0].Attributes)
			}
			w.close()
		})
	}
}

func TestClosingDropsWhatWaitsForAnotherTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.rule("default", "r", `{"source":["shop"]}`, to(queueARN))
		w.targets.fail(queueARN, busy)
		w.send(entry(`{}`))
		synctest.Wait()
		w.close()
		w.send(entry(`{}`)) // goes nowhere, and does not hang
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := w.targets.all(); len(got) != 0 {
			t.Errorf("delivered after the end: %v", got)
		}
	})
}

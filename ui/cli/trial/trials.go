package trial

import (
	"strings"

	"inflight/pipeline/fault"
)

// Trial is something that goes wrong during a run.
type Trial struct {
	// Name is the fault's, or of several.
	Name string
	// Faults is the list for --fault.
	Faults string
}

// Trials are each fault alone, in the order that --fault help lists them. Rates are such
// that some of 30 images are hit and most calls are not; what costs the better part of a
// minute hits once in each place that counts.
func Trials() []Trial {
	const once = "=once@"
	return []Trial{
		alone(fault.AWS500, "=0.2"),
		alone(fault.SlowDown, "=0.2"),
		alone(fault.Throttle, "=0.2"),
		alone(fault.NoAnswer, once+"s3.PutObject", once+"sqs.ReceiveMessage", once+"s3.GetObject", once+"sqs.DeleteMessage", once+"sns.Publish"),
		alone(fault.ResetAfter, "=0.2"),
		alone(fault.SlowAnswers, "=0.1"),
		alone(fault.AWSGone, ""),
		alone(fault.PolicyDenied, "=0.2"),
		alone(fault.DuplicateDelivery, "=0.3"),
		alone(fault.EventTwice, "=0.5"),
		alone(fault.ExpiredCredentials, "=0.2"),
		{Name: "expired-credentials of S3", Faults: string(fault.ExpiredCredentials) + "=0.2@s3"},
		alone(fault.SlowWork, "=0.1"),
		alone(fault.EngineHangs, "=once"),
		alone(fault.Panic, "=0.1"),
		alone(fault.WorkerDies, "=0.3"),
		alone(fault.HeartbeatLost, "=0.5"),
		alone(fault.DiscordRefuses, "=0.3"),
		alone(fault.BrokenImage, "=0.2"),
	}
}

// Always are each fault alone at its full rate: a run may come to nothing then, but it has
// to end, and to say what did not.
func Always() (all []Trial) {
	for _, d := range fault.Descriptions() {
		all = append(all, Trial{Name: string(d.Name) + " always", Faults: string(d.Name) + "=1"})
	}
	return all
}

// Spares tells whether nothing can go wrong with that model: serial has one message in
// flight, and asks for another when it is done with it.
func (t Trial) Spares(model string) bool {
	return strings.HasPrefix(t.Name, string(fault.DuplicateDelivery)) && model == "serial"
}

// alone is a fault with those rates and filters.
func alone(name fault.Name, each ...string) Trial {
	for i := range each {
		each[i] = string(name) + each[i]
	}
	return Trial{Name: string(name), Faults: strings.Join(each, ",")}
}

// AllAtOnce is every fault, each so seldom that most of the work gets done. Expired
// credentials are S3's alone: the queue's would end the run, as they have to.
func AllAtOnce() Trial {
	return Trial{Name: "all at once", Faults: strings.Join([]string{
		"aws-500=0.01", "slow-down=0.01", "throttle=0.01", "no-answer=0.002", "reset-after=0.02", "slow-answers=0.02", "aws-gone=0.0005",
		"policy-denied=0.03", "duplicate-delivery=0.05", "event-twice=0.1", "expired-credentials=0.005@s3",
		"slow-work=0.02", "engine-hangs=0.01", "panic=0.02", "worker-dies=0.05", "heartbeat-lost=0.1", "discord-refuses=0.05", "broken-image=0.05",
	}, ",")}
}

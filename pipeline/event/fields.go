package event

// field is one name in the JSON form of an event.
type field uint8

const (
	fBucket field = iota
	fKey
	fSourceKey
	fETag
	fSize
	fEngine
	fPNG
	fURL
	fRule
	fBus
	fTarget
	fMessageID
	fPreviousID
	fQueue
	fWorker
	fHost
	fPID
	fLate
	fReceiveCount
	fSentAt
	fVisibleAt
	fBody
	fAttributes
	fMessageAttributes
	fInferred
	fKept
	fVisible
	fInFlight
	fDelayed
	fOldestAge
	fCount
	fMoved
	fTotal
	fRate
	fStage
	fSeconds
	fError
	fReason
	fChannel
	fSubject
	fTo
	fService
	fOperation
	fStatus
	fAttempts
	fUSD
	fCaller
	fForWorker // of an API call: who made it, and for which message and image
	fForMessage
	fForKey
	fRequest
	fAnswer
	fModel
	fWorkers
	fFault
	fInsight
	fText
	fUploaded
	fThumbnails
	fDead
	fWarm
	fOneShot
	fSetup
	fResource
	fOutcome
	fPart // fTarget of a step, where there is one
	fStep // fOperation of a step, where there is one
	fSpeed
)

// fieldsOf says which fields each kind carries. A field that is optional
// (see optional) is left out where it is empty; all others are always written,
// so that a reader finds `"in_flight":0` and not a hole.
func fieldsOf(k Kind) []field { //nolint:cyclop,funlen // one line a kind: a table
	switch k {
	case StackStep:
		return []field{fText, fResource, fPart, fOutcome, fStep, fError, fSetup}
	case PipelineStarted:
		return []field{fSetup}
	case ObjectUploaded:
		return []field{fBucket, fKey, fSize, fETag}
	case UploadFailed:
		return []field{fBucket, fKey, fError}
	case UploadRetried:
		return []field{fBucket, fKey, fAttempts, fSeconds, fError}
	case ProducerFinished:
		return []field{fUploaded}
	case EventMatched:
		return []field{fRule, fBus, fBucket, fKey}
	case EventUnmatched:
		return []field{fBus, fBucket, fKey, fText}
	case EventFailed:
		return []field{fRule, fTarget, fReason, fKey, fBucket, fETag}
	case MessageSent:
		return []field{fMessageID, fQueue, fBucket, fKey, fVisibleAt, fBody, fCaller}
	case MessageReceived:
		return []field{fMessageID, fKey, fWorker, fHost, fPID, fReceiveCount, fSentAt, fVisibleAt, fBucket, fETag, fBody, fAttributes, fMessageAttributes}
	case MessageExtended:
		return []field{fMessageID, fWorker, fHost, fPID, fVisibleAt}
	case MessageHeld, MessageTaken:
		return []field{fMessageID, fKey, fWorker, fHost, fPID, fReceiveCount, fStage, fCount, fTotal}
	case MessageReturned:
		return []field{fMessageID, fWorker, fHost, fPID, fVisibleAt, fReceiveCount, fReason, fLate}
	case MessageExpired:
		return []field{fMessageID, fWorker, fHost, fPID, fReceiveCount}
	case MessageAcknowledged:
		return []field{fMessageID, fWorker, fHost, fPID, fReason, fBucket, fKey}
	case ImageGone:
		return []field{fMessageID, fWorker, fHost, fPID, fBucket, fKey, fReason}
	case MessageDeleted:
		return []field{fMessageID, fWorker, fHost, fPID, fKey, fLate}
	case MessageDead:
		return []field{fMessageID, fKey, fReceiveCount, fReason, fQueue, fBucket, fInferred}
	case MessageDropped:
		return []field{fMessageID, fQueue, fKey}
	case MessageRedriven:
		return []field{fMessageID, fKey, fPreviousID, fQueue, fBucket}
	case LetterSeen:
		return []field{fMessageID, fKey, fReceiveCount, fSentAt, fQueue, fBucket, fETag, fBody}
	case LetterDeleted:
		return []field{fMessageID, fKey, fQueue}
	case RedriveStarted:
		return []field{fQueue, fTarget, fRate, fMoved, fTotal, fText}
	case RedriveProgressed:
		return []field{fQueue, fMoved, fTotal}
	case RedriveEnded:
		return []field{fQueue, fMoved, fTotal, fText, fError}
	case QueueSampled:
		return []field{fQueue, fVisible, fInFlight, fDelayed, fOldestAge}
	case QueuePurged:
		return []field{fQueue, fCaller, fCount}
	case StageWaiting, StageStarted:
		return []field{fMessageID, fWorker, fHost, fPID, fStage, fKey}
	case StageFinished:
		return []field{fMessageID, fWorker, fHost, fPID, fStage, fSeconds, fError, fKey, fKept}
	case ThumbnailCreated:
		return []field{fBucket, fKey, fSize, fSourceKey, fEngine, fMessageID, fURL}
	case ThumbnailPictured:
		return []field{fBucket, fKey, fSourceKey, fPNG}
	case ThumbnailKept:
		return []field{fBucket, fKey, fSourceKey, fMessageID, fReason}
	case NotificationSent, NotificationKept:
		return []field{fChannel, fMessageID, fKey}
	case NotificationFailed:
		return []field{fChannel, fMessageID, fKey, fError, fSeconds}
	case NotificationGivenUp:
		return []field{fChannel, fMessageID, fKey, fError}
	case ChannelOff:
		return []field{fChannel, fError}
	case MailDelivered:
		return []field{fChannel, fTo, fSubject, fText, fURL}
	case WorkerStarted, WorkerStopped, WorkerPolling:
		return []field{fWorker, fHost, fPID}
	case WorkerWaiting:
		return []field{fWorker, fHost, fPID, fReason}
	case ModelChanged:
		return []field{fModel, fWorkers}
	case ConsumingPaused, ConsumingResumed:
		return nil
	case ConsumingStopping:
		return []field{fText}
	case WorldFreezing, WorldFrozen, WorldStepping, WorldRunning:
		return nil
	case ClockChanged:
		return []field{fSpeed}
	case APICalled:
		return []field{fService, fOperation, fSeconds, fStatus, fAttempts, fUSD, fSize, fText, fError, fCaller, fForWorker, fForMessage, fForKey, fRequest, fAnswer}
	case FaultInjected:
		return []field{fFault, fMessageID, fKey, fWorker, fHost, fPID}
	case ActionTaken:
		return []field{fText, fError}
	case InsightRaised:
		return []field{fInsight, fText}
	case InsightCleared:
		return []field{fInsight, fText}
	case EventsDropped:
		return []field{fCount}
	case NetworkLost:
		return []field{fReason, fSeconds}
	case NetworkBack:
		return []field{fSeconds}
	case RunFinished:
		return []field{fUploaded, fThumbnails, fDead, fSeconds, fText, fWarm, fOneShot}
	}
	return nil
}

// optional fields are left out of the JSON form where they are empty.
func (f field) optional() bool {
	switch f {
	case fETag, fURL, fPreviousID, fBody, fAttributes, fInferred, fError, fCaller, fForWorker, fForMessage, fForKey, fEngine, fText, fPNG, fSetup, fVisibleAt, fSentAt,
		fHost, fPID, fLate, fMessageAttributes, fKept, fCount, fRequest, fAnswer, fWarm, fOneShot, fResource, fOutcome, fPart, fStep:
		return true
	default:
		return false
	}
}

// Kinds are all kinds of events there are.
func Kinds() []Kind {
	return []Kind{
		StackStep, PipelineStarted, ObjectUploaded, UploadFailed, UploadRetried, ProducerFinished,
		EventMatched, EventUnmatched, EventFailed,
		MessageSent, MessageReceived, MessageHeld, MessageTaken, MessageExtended, MessageReturned, MessageExpired,
		MessageAcknowledged, ImageGone, MessageDeleted, MessageDead, MessageDropped, MessageRedriven,
		LetterSeen, LetterDeleted, RedriveStarted, RedriveProgressed, RedriveEnded,
		QueueSampled, QueuePurged, StageWaiting, StageStarted, StageFinished,
		ThumbnailCreated, ThumbnailPictured, ThumbnailKept, NotificationSent, NotificationFailed,
		NotificationGivenUp, ChannelOff, NotificationKept, MailDelivered, WorkerStarted, WorkerStopped, WorkerPolling, WorkerWaiting, ModelChanged,
		ConsumingPaused, ConsumingResumed, ConsumingStopping,
		WorldFreezing, WorldFrozen, WorldStepping, WorldRunning, ClockChanged, APICalled, FaultInjected, ActionTaken, InsightRaised,
		InsightCleared, EventsDropped, NetworkLost, NetworkBack, RunFinished,
	}
}

package event

import "time"

// NotificationSent occurs when a channel took an announcement.
type NotificationSent struct {
	ofMessage
	ofKey
	Channel string `json:"channel"` // sns or discord
}

var notificationSent = declare[NotificationSent]("notification.sent")

func (*NotificationSent) kind() *kind { return notificationSent }

// NotificationFailed occurs when a channel did not take an announcement. Took
// is how long the next try waits; 0: there is none.
type NotificationFailed struct {
	ofMessage
	ofKey
	Channel string        `json:"channel"`         // sns or discord
	Took    time.Duration `json:"seconds"`         // how long it took
	Error   string        `json:"error,omitempty"` // why it failed, escaped, one line
	Missing *Resource     `json:"-"`               // what is gone, where that is why; see recorded_cause.go
}

var notificationFailed = declare[NotificationFailed]("notification.failed")

func (*NotificationFailed) kind() *kind { return notificationFailed }

// NotificationGivenUp occurs when an announcement is not tried again on its
// own; a person may have it made again.
type NotificationGivenUp struct {
	ofMessage
	ofKey
	Channel string `json:"channel"`         // sns or discord
	Error   string `json:"error,omitempty"` // why it failed, escaped, one line
}

var notificationGivenUp = declare[NotificationGivenUp]("notification.given_up")

func (*NotificationGivenUp) kind() *kind { return notificationGivenUp }

// ChannelOff occurs when a channel takes no announcement any more, such as a
// webhook that was deleted: Error says why.
type ChannelOff struct {
	Channel string `json:"channel"`         // sns or discord
	Error   string `json:"error,omitempty"` // why it failed, escaped, one line
}

var channelOff = declare[ChannelOff]("channel.off")

func (*ChannelOff) kind() *kind { return channelOff }

// NotificationKept occurs when an image had been announced before, so that
// it is not announced again.
type NotificationKept struct {
	ofMessage
	ofKey
	Channel string `json:"channel"` // sns or discord
}

var notificationKept = declare[NotificationKept]("notification.kept")

func (*NotificationKept) kind() *kind { return notificationKept }

// MailDelivered occurs when a subscriber's mail or a post reached its
// inbox. Only the embedded AWS can tell.
type MailDelivered struct {
	URL     string `json:"url,omitempty"` // presigned URL, or a link
	Channel string `json:"channel"`       // sns or discord
	To      string `json:"to"`            // who got it
	Subject string `json:"subject"`       // of a mail or post
	Text    string `json:"text,omitempty"`
}

var mailDelivered = declare[MailDelivered]("mail.delivered")

func (*MailDelivered) kind() *kind { return mailDelivered }

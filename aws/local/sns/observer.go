package sns

import (
	"context"
	"time"
)

// Observer hears how deliveries ended, after the fact and outside of locks,
// with the context of whoever published. Calls may come from many goroutines at
// once, must be quick and must not publish.
type Observer interface {
	Delivered(ctx context.Context, e Delivered)
	DeliveryFailed(ctx context.Context, e DeliveryFailed)
}

// Delivered says that a subscriber has a message.
type Delivered struct {
	TopicARN        string
	SubscriptionARN string
	Protocol        string // email, email-json, sqs, http or https
	Endpoint        string // an address, the ARN of a queue, or a URL with its password left out
	MessageID       string
	Type            MessageType
	Subject         string // of the message; of the mail, for a mail
	Message         string // what the subscriber was sent, without its envelope
	At              time.Time
	Attempts        int // 1 when it went through at once
}

// DeliveryFailed says that a subscriber will not have a message.
type DeliveryFailed struct {
	TopicARN        string
	SubscriptionARN string
	Protocol        string
	Endpoint        string
	MessageID       string
	Type            MessageType
	Attempts        int
	Reason          error
	// DeadLetterQueue is the ARN of the queue that has the message instead; ""
	// if it is lost.
	DeadLetterQueue string
}

// MessageType says what a subscriber is sent.
type MessageType string

// The types there are.
const (
	Notification            MessageType = "Notification"
	SubscriptionConfirm     MessageType = "SubscriptionConfirmation"
	UnsubscribeConfirmation MessageType = "UnsubscribeConfirmation"
)

// nobody is the Observer of a Service that has none.
type nobody struct{}

// Delivered does nothing.
func (nobody) Delivered(context.Context, Delivered) {}

// DeliveryFailed does nothing.
func (nobody) DeliveryFailed(context.Context, DeliveryFailed) {}

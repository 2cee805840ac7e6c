package event

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Body is what there is to say of an event of one kind: a pointer to the struct of
// that kind, such as *MessageSent. A kind is declared in one place: the struct with
// its fields in the order of its JSON, the name, and the method that ties the two.
//
//	// MessageSent occurs when a message entered the queue.
//	type MessageSent struct {
//		ofMessage
//		Queue string `json:"queue"`
//	}
//
//	var messageSent = declare[MessageSent]("message.sent")
//
//	func (*MessageSent) kind() *kind { return messageSent }
//
// A field is always written, so that a reader finds `"in_flight":0` and not a hole,
// or left out where it is empty, as its tag says. A time.Duration is a number of
// seconds. The parts that stand in the Event itself are written where a kind embeds
// their marks.
type Body interface{ kind() *kind }

// The marks of what a kind carries of the Event itself. They take no room.
type (
	ofMessage struct{} // message_id
	inBucket  struct{} // bucket
	ofKey     struct{} // key
	byWorker  struct{} // worker, and host and pid where they are known
	forWorker struct{} // worker alone
)

// part is where the value of a field stands: in the body, or in the Event.
type part uint8

const (
	inBody part = iota
	inMessageID
	inEventBucket
	inKey
	inWorker
	inHost
	inPID
)

// wireField is one name in the JSON form of a kind.
type wireField struct {
	name     string
	head     string // what stands before the value
	part     part
	place    int // among the fields of the body
	optional bool
}

// kind is what is known of a kind from its declaration.
type kind struct {
	name   Kind
	fields []wireField // in the order in which they are written
	fresh  func() Body
	size   int   // of the body's struct
	texts  []int // places of what it points at: texts, bytes and maps
	packed []packedField
}

// declared are all kinds by their names. It is complete before main begins and does
// not change.
var declared = map[Kind]*kind{}

// declare reads a kind's fields from its struct. What is wrong with a declaration
// shows before main begins.
func declare[B any](name Kind) *kind {
	t := reflect.TypeFor[B]()
	k := &kind{name: name, size: int(t.Size()), fresh: func() Body { return any(new(B)).(Body) }} //nolint:forcetypeassert // whoever declares it shows it at once
	for place := range t.NumField() {
		k.add(t.Field(place), place)
	}
	if declared[name] != nil {
		panic(fmt.Sprintf("event: the kind %s is declared twice", name))
	}
	declared[name] = k
	return k
}

// add adds a field of the struct, or what a mark in it stands for.
func (k *kind) add(f reflect.StructField, place int) {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	optional := strings.HasPrefix(options, "omit")
	put := func(name string, p part, optional bool) {
		k.fields = append(k.fields, wireField{name: name, head: `,"` + name + `":`, part: p, place: place, optional: optional})
	}
	switch f.Type {
	case reflect.TypeFor[ofMessage]():
		put("message_id", inMessageID, optional)
	case reflect.TypeFor[inBucket]():
		put("bucket", inEventBucket, optional)
	case reflect.TypeFor[ofKey]():
		put("key", inKey, optional)
	case reflect.TypeFor[forWorker]():
		put("worker", inWorker, optional)
	case reflect.TypeFor[byWorker]():
		put("worker", inWorker, false)
		put("host", inHost, true)
		put("pid", inPID, true)
	default:
		k.pack(f.Type, place)
		switch f.Type.Kind() {
		case reflect.String, reflect.Slice, reflect.Map:
			k.texts = append(k.texts, place)
		}
		if name == "-" {
			return
		}
		if p := reflect.New(f.Type).Interface(); name == "" || !written(p) {
			panic(fmt.Sprintf("event: %s.%s has no form in JSON", k.name, f.Name))
		}
		put(name, inBody, optional)
	}
}

// Kinds are all kinds of events there are, by their names.
func Kinds() []Kind { return slices.Sorted(maps.Keys(declared)) }

// KindOf is the name of a kind of events.
func KindOf[B any, P interface {
	*B
	Body
}]() Kind {
	return P(nil).kind().name
}

// unknown is the body of an event that another version of this program wrote.
type unknown struct{ k kind }

func (u *unknown) kind() *kind { return &u.k }

// of returns a pointer to the value of the field: body is what e's body points at.
// It is nil where the event does not have it.
func (f *wireField) of(e *Event, body reflect.Value) any {
	switch f.part {
	case inMessageID:
		return &e.MessageID
	case inEventBucket:
		return &e.Bucket
	case inKey:
		return &e.Key
	case inWorker:
		return &e.Worker
	case inHost, inPID:
		if e.Process == nil {
			return nil
		}
		if f.part == inHost {
			return &e.Process.Host
		}
		return &e.Process.PID
	default:
		return body.Field(f.place).Addr().Interface()
	}
}

// Is tells whether an event is of a kind.
func Is[B any](e *Event) bool {
	_, ok := any(e.Body).(*B)
	return ok
}

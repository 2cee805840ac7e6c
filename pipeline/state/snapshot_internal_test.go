package state

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"inflight/pipeline/event"
)

// dump writes out all that a state holds, but for what says nothing of what
// happened: versions, caches, room for more.
type dump struct {
	out  strings.Builder
	seen map[uintptr]int
}

// passed are fields that are left out.
var passed = map[string]bool{
	"version": true, "epoch": true, "recent": true, "First": true, "index": true, "slot": true, "seed": true, "hash": true, "mark": true, "youngPuts": true, "oldPuts": true,
	"chunks": true, "shared": true, "start": true, // of a ring: its values are written in their order
}

func dumpOf(s *State) string {
	s.Whole()
	s.live.compact(toIndex) // holes are no part of it
	for i := range s.rosters.at {
		s.rosters.at[i].compact(func(m *Message, to int) { m.slot = to })
	}
	s.arrivals.all.compact(func(one *arrival, to int) { one.index = to })
	s.oldest = 0
	d := dump{seen: map[uintptr]int{}}
	d.value("State", reflect.ValueOf(s), 0)
	return d.out.String()
}

func (d *dump) value(name string, v reflect.Value, depth int) {
	indent := strings.Repeat(" ", depth)
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		if n, again := d.seen[v.Pointer()]; again {
			fmt.Fprintf(&d.out, "%s%s: as %d\n", indent, name, n)
			return
		}
		d.seen[v.Pointer()] = len(d.seen)
		d.value(fmt.Sprintf("%s (%d)", name, len(d.seen)-1), v.Elem(), depth)
	case reflect.Struct:
		d.structure(name, v, depth)
	case reflect.Slice, reflect.Array:
		if v.Len() == 0 {
			return
		}
		for i := range v.Len() {
			d.value(fmt.Sprintf("%s[%d]", name, i), v.Index(i), depth)
		}
	case reflect.Map:
		if name == "young" || name == "old" { // by hashes, which depend on the seed
			fmt.Fprintf(&d.out, "%s%s: %d of a map\n", indent, name, v.Len())
			return
		}
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		for _, k := range keys {
			d.value(fmt.Sprintf("%s[%v]", name, k), v.MapIndex(k), depth)
		}
	default:
		if !v.IsZero() {
			fmt.Fprintf(&d.out, "%s%s: %v\n", indent, name, v)
		}
	}
}

func (d *dump) structure(name string, v reflect.Value, depth int) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		if !v.IsZero() {
			fmt.Fprintf(&d.out, "%s%s: %v\n", strings.Repeat(" ", depth), name, v)
		}
		return
	}
	fmt.Fprintf(&d.out, "%s%s:\n", strings.Repeat(" ", depth), name)
	if chunks := v.FieldByName("chunks"); chunks.IsValid() {
		d.ring(name, v, chunks, depth+1)
	}
	if n := v.FieldByName("n"); n.IsValid() && v.FieldByName("all").IsValid() { // pages
		for i := range int(n.Int()) {
			d.value(fmt.Sprintf("%s at %d", name, i), v.FieldByName("all").Index(i>>pageBits).Elem().FieldByName("values").Index(i&(pageSize-1)), depth+1)
		}
		return
	}
	for i := range v.NumField() {
		if f := v.Type().Field(i); !passed[f.Name] && !f.Anonymous || f.Anonymous && !strings.HasPrefix(f.Name, "version") {
			d.value(f.Name, v.Field(i), depth+1)
		}
	}
}

// ring writes the values of a ring.
func (d *dump) ring(name string, v, chunks reflect.Value, depth int) {
	start, n := int(v.FieldByName("start").Int()), 0
	for i := range chunks.Len() {
		for at := range chunks.Index(i).Len() {
			if i > 0 || at >= start {
				d.value(fmt.Sprintf("%s at %d", name, n), chunks.Index(i).Index(at), depth)
				n++
			}
		}
	}
}

// differ is where two dumps differ first.
func differ(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range x {
		if i >= len(y) || x[i] != y[i] {
			return fmt.Sprintf("line %d:\n%s\nand\n%s", i, strings.Join(x[max(i-12, 0):min(i+3, len(x))], "\n"), strings.Join(y[max(min(i, len(y))-12, 0):min(i+3, len(y))], "\n"))
		}
	}
	return ""
}

// fill gives an event a body of the kind, with those of the values that it has a
// field for.
func fill(e *event.Event, k event.Kind, values map[string]any) {
	var named event.Event
	if err := named.UnmarshalJSON(fmt.Appendf(nil, `{"type":%q}`, k)); err != nil {
		panic(err)
	}
	e.Body = named.Body
	body := reflect.ValueOf(e.Body).Elem()
	for name, v := range values {
		if f := body.FieldByName(name); f.IsValid() {
			f.Set(reflect.ValueOf(v))
		}
	}
}

// anyEvents are events of all kinds about few messages, workers and images, in any
// order, so that they meet in every way.
func anyEvents(r *rand.Rand, n int) []event.Event {
	at := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	kinds := event.Kinds()
	ids := []string{"", "a", "b", "c", "d", "e"}
	keys := []string{"", "dune-1.jpg", "wood-2.jpg", "storm-3.jpg"}
	workers := []string{"1", "2", "3", "", event.Outside}
	events := make([]event.Event, n)
	for i := range events {
		at = at.Add(time.Duration(r.IntN(3001)) * time.Millisecond)
		pick := func(of []string) string { return of[r.IntN(len(of))] }
		key := pick(keys)
		late := r.IntN(2) == 0
		e := event.Event{Seq: uint64(i + 1), Time: at, MessageID: pick(ids), Key: key, Bucket: "images", Worker: pick(workers)}
		if pid := r.IntN(3); pid > 0 {
			e.Process = &event.Process{PID: pid}
			if pid == 2 && r.IntN(10) > 0 {
				e.Process.PID = 1
			}
		}
		fill(&e, kinds[r.IntN(len(kinds))], map[string]any{
			"PreviousID": pick(ids), "SourceKey": key, "ETag": pick([]string{"", "x", "y"}), "Stage": event.Stages()[r.IntN(4)], "ReceiveCount": r.IntN(5),
			"Queue": pick([]string{"", "practiceQ", "practiceDLQ"}), "Visible": r.IntN(6), "VisibleAt": at.Add(time.Duration(-1+r.IntN(12)) * time.Second),
			"Error": pick([]string{"", "", "not an image"}), "Insight": pick([]string{"lost-race", "dead-letters"}), "Text": pick([]string{"all", "one"}),
			"Late": late, "Kept": r.IntN(2) == 0, "Inferred": r.IntN(2) == 0, "Service": "sqs", "Operation": "ReceiveMessage",
			"Took": time.Second, "USD": 4e-7, "Size": int64(100), "PNG": []byte("png"), "Count": 1, "Moved": r.IntN(4), "Channel": "sns",
		})
		if b, ok := e.Body.(*event.PipelineStarted); ok {
			b.Setup = &event.Setup{Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", Embedded: late, Workers: 3, Model: "pool"}
		}
		events[i] = e
	}
	return events
}

func TestAStateIsTheSameThroughAnySnapshot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		events := anyEvents(r, rapid.IntRange(1, 300).Draw(t, "events"))
		taken := map[int]*Snapshot{}
		s := NewState()
		for i := range events {
			if r.IntN(20) == 0 {
				taken[i] = s.Snapshot()
			}
			s.Apply(events[i])
		}
		want := dumpOf(s)
		for at, snapshot := range taken {
			begin := NewState()
			begin.Apply(events[:at]...)
			lent := snapshot.State() // asked before anything has looked at it
			for i := range events {
				uploaded, matched := lent.Arrived(events[i].Key)
				if u, m := begin.Arrived(events[i].Key); u != uploaded || m != matched {
					t.Fatalf("of %q the snapshot at %d says uploaded %t, matched %t, and not %t, %t", events[i].Key, at, uploaded, matched, u, m)
				}
			}
			for range 2 { // a snapshot is not used up
				if where := differ(dumpOf(snapshot.State()), dumpOf(begin)); where != "" {
					t.Fatalf("the snapshot at %d is not the state at %d: %s", at, at, where)
				}
			}
			through := snapshot.State()
			through.Apply(events[at:]...)
			if where := differ(dumpOf(through), want); where != "" {
				t.Fatalf("through the snapshot at %d the end is another: %s", at, where)
			}
		}
		if where := differ(dumpOf(s), want); where != "" {
			t.Fatalf("the state was changed through its snapshots: %s", where)
		}
	})
}

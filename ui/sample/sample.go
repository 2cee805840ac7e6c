package sample

import (
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// Begin is when every sample starts.
var Begin = time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)

// State folds events into a new State.
func State(events []event.Event) *state.State {
	s := state.NewState()
	s.Apply(events...)
	return s
}

// setup is what all samples run with; each changes what it is about.
func setup() event.Setup {
	return event.Setup{
		Account: "000000000000", Region: "us-east-1", Endpoint: "http://127.0.0.1:4566", Embedded: true,
		SourceBucket: "naa-hd-image-source", ThumbnailBucket: "naa-hd-thumbnails", ThumbnailDays: 7,
		Rule: "HD-image-upload-trigger", Bus: "default", Queue: "practiceQ", DeadLetterQueue: "practiceDLQ",
		Topic: "thumbnails", Model: "pool", Workers: 4, Engine: "ffmpeg", Fit: "cover",
		Visibility: 30, Heartbeat: true, MaxReceives: 3, Wait: 20, RetryDelay: 1, Rate: 1, Discord: "stand-in",
	}
}

// Empty is the moment after the start: the settings, and nothing else yet.
func Empty() ([]event.Event, time.Time) {
	set := setup()
	return []event.Event{{Seq: 1, Time: Begin, Body: &event.PipelineStarted{Setup: &set}}}, Begin.Add(time.Second)
}

// Quiet is a pipeline with workers that poll an empty queue, half a minute
// after its start.
func Quiet() ([]event.Event, time.Time) {
	s := newSimulation(setup(), 1)
	s.run(30 * time.Second)
	return s.finish()
}

// Busy is about what the sketch of the screen in the design shows, two minutes
// after the start: messages that wait, are delayed, are tried again, are in
// flight with much and with little time left, extended ones, one whose
// countdown won, dead letters with their reasons, thumbnails, calls and mails.
func Busy() ([]event.Event, time.Time) {
	set := setup()
	set.Visibility, set.Workers = 15, 6
	s := newSimulation(set, 7)
	s.every = 800 * time.Millisecond
	s.delayEvery = 4
	s.fates = map[int]fate{7: broken, 31: notImage, 64: slow, 100: broken, 121: stuck, 124: stuck, 127: slow, 125: broken, 128: broken, 137: notImage, 141: broken}
	s.run(124*time.Second + 500*time.Millisecond)
	s.emit(event.Event{Body: &event.ActionTaken{Text: "2 workers more"}})
	return s.finish()
}

// Failing is a minute in which next to everything goes wrong: images are
// broken, calls are refused, channels do not answer, countdowns win.
func Failing() ([]event.Event, time.Time) {
	set := setup()
	set.Visibility, set.Heartbeat, set.Embedded = 6, false, false
	set.Account, set.Endpoint = "123456789012", ""
	s := newSimulation(set, 3)
	s.every = 2200 * time.Millisecond
	s.refuse = true
	for i := range 200 {
		s.fates[i] = []fate{broken, notImage, slow, broken, fine}[i%5]
	}
	s.run(60 * time.Second)
	return s.finish()
}

// Hostile is a run whose object keys, reasons and mails try to break the
// screen: control and escape sequences, wide, combining and invisible
// characters, text that runs from right to left, emoji, and names far too long.
func Hostile() ([]event.Event, time.Time) {
	s := newSimulation(setup(), 5)
	s.every = 500 * time.Millisecond
	s.named = func(i int) string { return HostileNames[i%len(HostileNames)] }
	for i := 0; i < 200; i += 3 {
		s.fates[i] = notImage
	}
	s.run(40 * time.Second)
	return s.finish()
}

// HostileNames are object keys that no screen likes.
var HostileNames = []string{
	"\x1b[2J\x1b[31mred.jpg",
	"\x1b]0;title\x07bell\x07.jpg",
	"\x9b31mc1.jpg",
	"line\nbreak\r\ttab.jpg",
	"\u202egnp.exe\u202c.jpg",
	"שלום-עולם.jpg",
	"صورة جميلة جدا.jpg",
	"雪景色の写真-東京タワー.jpg",
	"한국어 사진.png",
	"e\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308clat.jpg",
	"\u0301starts-with-a-mark.jpg",
	"👨‍👩‍👧‍👦 family 🏳️‍🌈 ❤️ 👍🏽.jpg",
	"🇩🇪🇫🇷🇯.jpg",
	"zero\u200bwidth\u2060\ufeff\u00ad.jpg",
	"\xff\xfe invalid \xc3\x28 utf-8",
	"\U0010eeee\u0305\u0305placeholder.jpg",
	"ﷺ‱㎨.jpg",
	"क्षत्रिय-नमस्ते.jpg",
	"ก็ิ์ ภาพถ่าย.jpg",
	"",
	"///",
	".jpg",
	"a/very/long/path/" + long + ".jpg",
	"\x00\x01\x02\x7f",
	"%1b[31m&amp;<b>.jpg",
}

const long = "an-image-with-a-name-that-is-much-longer-than-any-column-could-ever-be-and-then-some-more"

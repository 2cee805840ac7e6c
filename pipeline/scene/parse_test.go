package scene_test

import (
	"errors"
	"strings"
	"testing"

	"inflight/pipeline/scene"
)

// good is a scene with one of everything, a line a part, so that a test can replace one.
const good = `title: One of everything
question: [Who gets it?]
set:
  workers: 2
  heartbeat: false
images: [cat.jpg, rat.jpg]
broken: [rat.jpg]
steps:
- upload: 2
- wait: uploaded >= 1 and cat.tries == 1
  within: 5s
- measure: short
- pass: 3s
- fault: slow-work=once@thumbnail
- decide: dead letters
  say: "{short.receives} receives"
answer: ["The rat died {rat.deaths} times."]
holds: short.receives > 2 * dead
`

func TestASceneIsReadFromItsFile(t *testing.T) {
	s, err := scene.Parse("one.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if s.Name != "one" || s.Title != "One of everything" || len(s.Set) != 2 || len(s.Images) != 2 || s.Images[0].Broken || !s.Images[1].Broken {
		t.Errorf("got %+v", s)
	}
	if len(s.Steps) != 6 || s.Steps[0].Upload != 2 || s.Steps[1].Wait.String() != "uploaded >= 1 and cat.tries == 1" || s.Steps[5].Decide != scene.DeadLetters {
		t.Errorf("its steps are %+v", s.Steps)
	}
}

func TestAnErrorOfASceneHasItsLineAndColumn(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"a field that there is not":          {"broken: [rat.jpg]", "borken: [rat.jpg]", `7:1: unknown field "borken"`},
		"no YAML":                            {"images: [cat.jpg, rat.jpg]", "images: [cat.jpg, rat.jpg", "7:1: "},
		"a part that is missing":             {"title: One of everything\n", "", "1:1: a scene needs title"},
		"a list where a value goes":          {"title: One of everything", "title: [a]", "1:8: here goes a single value"},
		"a value where a list goes":          {"question: [Who gets it?]", "question: Who", "2:11: "},
		"a part that is there twice":         {"broken: [rat.jpg]", "title: Two", "7:1: "},
		"a title that is too long":           {"title: One", "title: One scene that is long and of everything, of", "1:8: the title has"},
		"too many lines":                     {"question: [Who gets it?]", "question: [a, b, c]", "2:18: the question has 3 lines: there is room for 2"},
		"a line that is too long":            {"question: [Who gets it?]", "question: [" + strings.Repeat("who ", 20) + "]", "2:12: this line of the question has 79 characters"},
		"a setting that is none":             {"  workers: 2", "  listen: here", `4:11: a scene has no setting "listen": it has batch`},
		"an image's name":                    {"[cat.jpg, rat", "[Cat.jpg, rat", `6:10: "Cat.jpg" is no name of an image`},
		"an image twice":                     {"[cat.jpg, rat.jpg]\nbroken: [rat.jpg]", "[cat.jpg, cat.jpg]", "6:19: there is an image cat.jpg already"},
		"a broken one that is not there":     {"broken: [rat.jpg]", "broken: [dog.jpg]", "7:10: dog.jpg is not among the images"},
		"more uploads than images":           {"- upload: 2", "- upload: 3", "9:11: it uploads 3 images, and there are 2"},
		"no number":                          {"- upload: 2", "- upload: two", `9:11: "two" has to be a number`},
		"no images":                          {"- upload: 2", "- upload: 0", `9:11: "0" has to be a number from 1 on`},
		"fewer than none":                    {"- upload: 2", "- upload: -1", `9:11: "-1" has to be a number from 1 on`},
		"a step of two":                      {"- upload: 2", "- upload: 2\n  pass: 1s", "9:3: a step does one thing, and this one upload and pass"},
		"a step of none":                     {"- upload: 2", "- within: 2s", "9:3: this step does nothing"},
		"a step that is none":                {"- upload: 2", "- uplaod: 2", `9:3: unknown field "uplaod"`},
		"a wait without a limit":             {"\n  within: 5s", "", "10:9: a wait needs a limit"},
		"a limit that is too long":           {"within: 5s", "within: 5m", `11:11: "5m" has to be a time up to 40s`},
		"a fact that is none":                {"uploaded >= 1 and", "uplaoded >= 1 and", `10:9: there is no fact "uplaoded": there are dead, `},
		"a fact of no image":                 {"cat.tries == 1", "dog.tries == 1", `10:27: "dog" is neither an image nor a measure`},
		"a fact that no image has":           {"cat.tries == 1", "cat.lives == 9", `10:27: an image has no fact "lives"`},
		"a measure before it begins":         {"cat.tries == 1", "short.dead == 1", `10:27: "short" is neither an image nor a measure`},
		"a sign that is none":                {"uploaded >= 1 and", "uploaded => 1 and", "10:18: here goes one of =="},
		"half a comparison":                  {"uploaded >= 1 and cat.tries == 1", "uploaded >=", "10:20: here goes a fact or a number"},
		"two numbers":                        {"uploaded >= 1 and", "1 >= 1 and", "10:11: this compares two numbers"},
		"no and":                             {">= 1 and cat", ">= 1 or cat", "10:23: after a comparison goes `and`"},
		"nothing after *":                    {"holds: short.receives > 2 * dead", "holds: dead == 2 *", "18:18: after * goes a fact"},
		"a fault that is none":               {"slow-work=once", "slow-play=once", "14:10: there is no fault \"slow-play\""},
		"a filter that is none":              {"@thumbnail", "@thumb", "14:10: "},
		"a panel that is none":               {"decide: dead letters", "decide: letters", `15:11: "letters" has to be bus, queue`},
		"two decisions":                      {"- pass: 3s", "- decide: queue", "15:11: a scene decides once"},
		"no decision":                        {"- decide: dead letters", "- pass: 1s", "15:3: no step decides"},
		"a brace that is open":               {`"{short.receives} receives"`, `"{short.receives receives"`, "16:10: a } is missing"},
		"a fact in a text":                   {"{rat.deaths}", "{rat.depths}", `17:25: an image has no fact "depths"`},
		"nothing":                            {"- upload: 2", "-", "9:2: here goes a value, not nothing"},
		"a tag":                              {"question: [Who", "question: !!seq [Who", "2:11: here goes a value, not a tag"},
		"an alias":                           {"title: One", "title: &a One", "1:8: here goes a value, not an anchor"},
		"something shown and not said":       {"- pass: 3s", "- pass: 3s\n  show: queue", "14:9: what is shown has to be said"},
		"two scenes":                         {"images:", "---\nimages:", "1:1: a file is one scene"},
		"a setting that cannot be turned":    {"- pass: 3s", "- turn: theme=dark", `13:9: "theme" is no setting that can be turned`},
		"a value that a setting cannot have": {"- pass: 3s", "- turn: wait=21s", "13:9: "},
		"a measure twice":                    {"- pass: 3s", "- measure: short", "13:12: there is something called short already"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(good, c.from, c.to, 1)
			if text == good {
				t.Fatal("nothing was replaced")
			}
			_, err := scene.Parse("one.yaml", []byte(text))
			at := (*scene.Error)(nil)
			if !errors.As(err, &at) || !strings.HasPrefix(err.Error(), "one.yaml:"+c.want) {
				t.Errorf("it says %v, want one.yaml:%s", err, c.want)
			}
		})
	}
}

func TestTheScenesThatComeWithTheProgramAreGood(t *testing.T) {
	all, err := scene.All()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, s := range all {
		for _, img := range s.Images {
			if other := seen[img.Key]; other != "" {
				t.Errorf("%s has an image %s, and so has %s: each has its own", s.Name, img.Key, other)
			}
			seen[img.Key] = s.Name
		}
	}
	if _, err := scene.Find("../parse"); err == nil {
		t.Error("what is no scene is found")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(good)
	f.Fuzz(func(t *testing.T, text string) {
		_, err := scene.Parse("any.yaml", []byte(text))
		at := (*scene.Error)(nil)
		if err != nil && (!errors.As(err, &at) || at.Line < 1 || at.Column < 1 || at.Why == "") {
			t.Errorf("it says %v", err)
		}
	})
}

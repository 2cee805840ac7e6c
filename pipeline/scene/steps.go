package scene

import (
	"errors"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/setting"
)

// step is a step as it is written.
type step struct {
	here  word
	parts struct {
		Say     word `yaml:"say"`
		Show    word `yaml:"show"`
		Upload  word `yaml:"upload"`
		On      word `yaml:"fault"`
		Off     word `yaml:"mend"`
		Wait    word `yaml:"wait"`
		Within  word `yaml:"within"`
		Pass    word `yaml:"pass"`
		Redrive word `yaml:"redrive"`
		Policy  word `yaml:"policy"`
		Turn    word `yaml:"turn"`
		Measure word `yaml:"measure"`
		Decide  word `yaml:"decide"`
	}
}

// UnmarshalYAML takes a step, and where it stands.
func (s *step) UnmarshalYAML(n ast.Node) error {
	s.here.at(n)
	return yaml.NodeToValue(n, &s.parts, yaml.Strict())
}

// steps takes the steps.
func (f *file) steps(s *Scene, v *vocabulary) error {
	uploads, decided := 0, false
	for i := range f.Steps {
		st := &f.Steps[i]
		out, err := st.take(v)
		if err != nil {
			return err
		}
		if uploads += out.Upload; uploads > len(s.Images) {
			return st.parts.Upload.wrong("it uploads %d images, and there are %d", uploads, len(s.Images))
		}
		if out.Decide != "" {
			if decided {
				return st.parts.Decide.wrong("a scene decides once")
			}
			decided = true
		}
		s.Steps = append(s.Steps, out)
	}
	if !decided {
		return f.Steps[len(f.Steps)-1].here.wrong("no step decides: one has to say `decide:` and a panel")
	}
	return nil
}

// take makes a step.
func (s *step) take(v *vocabulary) (out Step, err error) {
	p := &s.parts
	var doing []string
	do := func(name string, w *word, read func(*word) error) {
		if w.line == 0 || err != nil {
			return
		}
		doing = append(doing, name)
		err = read(w)
	}
	do("upload", &p.Upload, func(w *word) error { return w.number(&out.Upload) })
	do("fault", &p.On, func(w *word) error {
		specs, err := fault.Parse(w.text)
		if err == nil && len(specs) != 1 {
			err = errors.New("a step turns on one fault")
		}
		if err != nil {
			return w.wrong("%s", strings.ReplaceAll(err.Error(), "--fault help", "`inflight run --fault help`"))
		}
		out.On = &specs[0]
		return nil
	})
	do("mend", &p.Off, func(w *word) error {
		out.Off = fault.Name(w.text)
		if _, ok := fault.Describe(out.Off); !ok {
			return w.wrong("there is no fault %q", w.text)
		}
		return nil
	})
	do("wait", &p.Wait, func(w *word) error {
		c, err := v.condition(w)
		out.Wait = &c
		if err == nil && p.Within.line == 0 {
			return w.wrong("a wait needs a limit: say `within: 10s`")
		}
		return err
	})
	do("pass", &p.Pass, func(w *word) error { return w.duration(&out.Pass) })
	do("redrive", &p.Redrive, func(w *word) error {
		out.Redrive = true
		return w.oneOf("all")
	})
	do("policy", &p.Policy, func(w *word) error {
		out.Policy = Policy(w.text)
		return w.oneOf(string(PolicyNobody), string(PolicyRule))
	})
	s.ask(&out, do, v)
	do("decide", &p.Decide, func(w *word) error {
		out.Decide = Panel(w.text)
		return w.panel()
	})
	if err != nil {
		return out, err
	}
	return out, s.finish(&out, doing, v)
}

// ask takes what a step asks of the stage beside its work.
func (s *step) ask(out *Step, do func(string, *word, func(*word) error), v *vocabulary) {
	p := &s.parts
	do("turn", &p.Turn, func(w *word) error {
		name, value, _ := strings.Cut(w.text, "=")
		s, ok := setting.Of(event.Setting(name))
		if !ok {
			return w.wrong("%q is no setting that can be turned: write one as in wait=20s", name)
		}
		value, err := s.Check(value)
		if err != nil {
			return w.wrong("%v", err)
		}
		out.Turn = &Turn{s.Name, value}
		return nil
	})
	do("measure", &p.Measure, func(w *word) error {
		out.Measure = w.text
		return v.measure(w)
	})
}

// finish takes what stands beside what a step does.
func (s *step) finish(out *Step, doing []string, v *vocabulary) (err error) {
	p := &s.parts
	switch {
	case len(doing) == 0 && p.Say.line == 0:
		return s.here.wrong("this step does nothing")
	case len(doing) > 1:
		return s.here.wrong("a step does one thing, and this one %s", strings.Join(doing, " and "))
	case p.Within.line != 0 && p.Wait.line == 0:
		return p.Within.wrong("a limit is for a wait")
	}
	if p.Within.line != 0 {
		if err := p.Within.duration(&out.Within); err != nil {
			return err
		}
	}
	if p.Show.line != 0 {
		if p.Say.line == 0 {
			return p.Show.wrong("what is shown has to be said, too: say `say:` and a sentence")
		}
		out.Show = Panel(p.Show.text)
		if err := p.Show.panel(); err != nil {
			return err
		}
	}
	if p.Say.line != 0 {
		out.Say, err = v.text(&p.Say)
	}
	return err
}

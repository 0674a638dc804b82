package lab

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
)

// planOf makes a plan of units named by letters, "c<ab" meaning that c needs a and b; fail names those that fail.
func planOf(t *testing.T, fail string, ran *[]string, specs ...string) (Plan, map[string]Unit) {
	t.Helper()
	units := map[string]Unit{}
	var mu sync.Mutex
	var p Plan
	for _, spec := range specs {
		name, _, _ := strings.Cut(spec, "<")
		units[name] = Unit{Study: "nb01", Knobs: name}
	}
	for _, spec := range specs {
		name, needs, _ := strings.Cut(spec, "<")
		var ids []string
		for _, n := range needs {
			u, ok := units[string(n)]
			if !ok {
				u = Unit{Study: "nb01", Knobs: "nowhere"}
			}
			ids = append(ids, u.ID())
		}
		p = append(p, UnitJob(units[name], name, 2, ids, func(context.Context, *Work) (string, error) {
			mu.Lock()
			defer mu.Unlock()
			*ran = append(*ran, name)
			if strings.Contains(fail, name) {
				return "", errors.New("planted failure in " + name)
			}
			return name, nil
		}))
	}
	return p, units
}

func TestPlanRunsNeedsFirst(t *testing.T) {
	for _, workers := range []int{1, 3} {
		var ran []string
		p, _ := planOf(t, "", &ran, "d<bc", "b<a", "c<a", "a", "e")
		p, err := Merge(p, p[3:])
		if err != nil {
			t.Fatal(err)
		}
		s := openTest(t)
		var out bytes.Buffer
		progress := NewProgress(&out, Log)
		if err := p.Run(WithProgress(t.Context(), progress), s, workers); err != nil {
			t.Fatal(err)
		}
		order := strings.Join(ran, "")
		at := func(x string) int { return strings.Index(order, x) }
		if len(order) != 5 || at("a") > at("b") || at("a") > at("c") || at("b") > at("d") || at("c") > at("d") {
			t.Errorf("%d workers ran %q", workers, order)
		}
		if !strings.Contains(out.String(), "[all 100%]") {
			t.Errorf("the total never reaches 100 %%:\n%s", out.String())
		}
		if err := p.Run(t.Context(), s, workers); err != nil || len(ran) != 5 {
			t.Errorf("a second run computed %q (%v)", ran[5:], err)
		}
	}
}

func TestPlanGoesOnAfterAFailure(t *testing.T) {
	var ran []string
	p, units := planOf(t, "b", &ran, "a", "b", "c<b", "d<c", "e<a")
	p, err := Merge(p)
	if err != nil {
		t.Fatal(err)
	}
	s := openTest(t)
	err = p.Run(t.Context(), s, 2)
	if err == nil || strings.Count(err.Error(), "planted failure") != 1 || strings.Count(err.Error(), "was not run") != 2 {
		t.Errorf("got %v", err)
	}
	for name, want := range map[string]bool{"a": true, "b": false, "c": false, "d": false, "e": true} {
		if s.Has(units[name]) != want {
			t.Errorf("%s done: %v, want %v", name, !want, want)
		}
	}
	if todo := p.Todo(s); len(todo) != 3 {
		t.Errorf("%d units to do, want 3", len(todo))
	}
}

func TestRunOneRunsWhatItNeeds(t *testing.T) {
	var ran []string
	p, units := planOf(t, "", &ran, "a", "b<a", "c<b", "d")
	p, err := Merge(p)
	if err != nil {
		t.Fatal(err)
	}
	s := openTest(t)
	if err := p.RunOne(t.Context(), s, units["b"].ID()[:10]); err != nil {
		t.Fatal(err)
	}
	if strings.Join(ran, "") != "ab" {
		t.Errorf("ran %q, want ab", ran)
	}
	for _, bad := range []string{"", "zz"} {
		if err := p.RunOne(t.Context(), s, bad); err == nil {
			t.Errorf("the id %q was found", bad)
		}
	}
	var out bytes.Buffer
	if err := p.Print(&out, s); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 4 || !strings.HasPrefix(lines[1], units["b"].ID()+"\tnb01\tdone\t2\t"+units["a"].ID()+"\tb") {
		t.Errorf("printed\n%s", out.String())
	}
}

// Of a chain only the end was copied from another machine's store: what led to it is not computed again, but for what
// another end needs.
func TestPlanLeavesOutWhatNothingNeeds(t *testing.T) {
	var ran []string
	p, units := planOf(t, "", &ran, "a", "b<a", "c<b", "d<a")
	p, err := Merge(p)
	if err != nil {
		t.Fatal(err)
	}
	s := openTest(t)
	if _, _, err := Do(t.Context(), s, units["c"], func(context.Context, *Work) (string, error) { return "c", nil }); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := p.Print(&out, s); err != nil {
		t.Fatal(err)
	}
	var states []string
	for line := range strings.Lines(out.String()) {
		states = append(states, strings.Split(line, "\t")[2])
	}
	if got := strings.Join(states, " "); got != "todo unneeded done todo" {
		t.Errorf("the states are %s", got)
	}
	if err := p.Run(t.Context(), s, 1); err != nil || strings.Join(ran, "") != "ad" {
		t.Errorf("ran %q (%v), want ad", ran, err)
	}
	if err := p.RunOne(t.Context(), s, units["b"].ID()); err != nil || strings.Join(ran, "") != "adb" {
		t.Errorf("ran %q (%v): a unit asked for by its id is computed", ran, err)
	}
}

func TestPlanFaults(t *testing.T) {
	var ran []string
	for want, specs := range map[string][]string{"circle": {"a<c", "b<a", "c<b"}, "not in the plan": {"a<z"}} {
		p, _ := planOf(t, "", &ran, specs...)
		if _, err := Merge(p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v gave %v", specs, err)
		}
	}
}

func TestPlanStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var ran []string
	p, _ := planOf(t, "", &ran, "b", "c")
	p = append(Plan{UnitJob(Unit{Study: "nb01", Knobs: "first"}, "first", 0, nil, func(context.Context, *Work) (int, error) {
		cancel()
		return 0, nil
	})}, p...)
	for i := range p[1:] {
		p[i+1].Needs = []string{p[0].ID}
	}
	err := p.Run(ctx, openTest(t), 1)
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "2 of 3 units still to do") || len(ran) != 0 {
		t.Errorf("ran %q, %v", ran, err)
	}
}

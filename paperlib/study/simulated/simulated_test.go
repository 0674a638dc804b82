package simulated

import (
	"math"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Statistics of a place add up over seeds; other places, and other schemes at a place, stay apart.
func TestPool(t *testing.T) {
	cell := func(x float64, how string, events int, sample ...float64) Cell {
		return Cell{Group: "g", Series: "s", X: x, How: how, Paths: 2, Censored: 1, Overflows: 1, Steps: 10, Events: events, Trials: 4, Total: 3, Sample: sample, Cut: make([]bool, len(sample))}
	}
	first := []Cell{cell(1, "a", 1, 5, 6), cell(2, "a", 1)}
	got := Pool([]study.Of[Result]{{Result: Result{Cells: first}}, {Result: Result{Cells: []Cell{cell(1, "a", 3, 7), cell(1, "b", 9)}}}})
	if len(got) != 3 {
		t.Fatalf("%d places of 3", len(got))
	}
	one, err := got.At("g", "s", 0)
	if err != nil || one.Events != 4 || one.Trials != 8 || one.Total != 6 || one.Paths != 4 || one.Steps != 20 || len(one.Sample) != 3 || len(one.Cut) != 3 || one.Censored != 2 {
		t.Errorf("%+v, %v", one, err)
	}
	if len(first[0].Sample) != 2 {
		t.Error("pooling changed what it was given")
	}
	if paths, overflows, censored := got.Paths(); paths != 8 || overflows != 4 || censored != 4 {
		t.Errorf("%d paths, %d overflows, %d censored", paths, overflows, censored)
	}
	if _, err := got.At("g", "s", 3); err == nil || !strings.Contains(err.Error(), "compute the results again") {
		t.Errorf("a place without a cell: %v", err)
	}
}

// What counts of a list of exits: overflowed paths are no time and no event.
func TestExits(t *testing.T) {
	list := []levy.Exit{{Time: 2, Steps: 4}, {Time: 5, Steps: 10, Censored: true}, {Time: 1, Steps: 2, Overflow: true}, {Time: 3, Steps: 6}}
	c := Exits("g", "s", 1, "how", list).WithTimes(list)
	if c.Paths != 4 || c.Events != 2 || c.Censored != 1 || c.Overflows != 1 || c.Total != 10 || c.Steps != 22 || len(c.Sample) != 3 || !c.Cut[1] || c.Cut[0] {
		t.Errorf("%+v", c)
	}
	if m := c.Mean(); m.Value != 5 || !(m.Lo < 5 && m.Hi > 5) {
		t.Errorf("mean %+v", m)
	}
	if e := (Cell{}).Mean(); !math.IsNaN(e.Value) {
		t.Errorf("the mean of nothing is %v", e)
	}
	if e := (Cell{Events: 3, Trials: 10}).Share(); e.Value != 0.3 || !(e.Lo < 0.3 && e.Hi > 0.3) {
		t.Errorf("share %+v", e)
	}
	if e := (Cell{Sample: []float64{1, 2, 3}}).Average(); e.Value != 2 || math.Abs(e.Hi-2-1.959964/math.Sqrt(3)) > 1e-6 {
		t.Errorf("average %+v", e)
	}
}

func TestDigits(t *testing.T) {
	for v, want := range map[float64]float64{1.23456789: 1.23457, -0.000123456789: -0.000123457, 0: 0, 123456789: 123457000, math.Inf(1): math.Inf(1)} {
		if got := Digits(v); got != want && math.Abs(got-want) > 1e-12*math.Abs(want) {
			t.Errorf("%v is rounded to %v, want %v", v, got, want)
		}
	}
}

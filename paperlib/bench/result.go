package bench

import (
	"fmt"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// A Result is what one run of `bench.sh stable` found.
type Result struct {
	Schema  int       `json:"schema"`
	Started time.Time `json:"started"`
	Seconds float64   `json:"seconds"`
	Short   bool      `json:"short"`
	Seed    uint64    `json:"seed"`
	Code    lab.Code  `json:"code"`
	Machine Machine   `json:"machine"`
	// Alphas are what each time is the mean over; Level is the coverage asked of each interval.
	Alphas          []float64  `json:"alphas"`
	Level           float64    `json:"level"`
	Repeats         int        `json:"repeats"`
	Implementations []Entry    `json:"implementations"`
	Absent          []Absence  `json:"absent"`
	Measures        []Measure  `json:"measures"` // seconds
	Accuracy        []Accuracy `json:"accuracy"`
	Many            Many       `json:"fit_270k"`
	// Values are the numbers of the last lines, in the units of their names; Targets judges them. Others are not among the
	// last lines: the time of a fit of 100,000 draws, and the time of GOAMD64=v1 over that of v3 for the log-density.
	Values  []Value  `json:"values"`
	Others  []Value  `json:"other_values"`
	Targets []Target `json:"targets"`
}

// An Entry is an implementation that took part.
type Entry struct {
	Key string `json:"key"`
	About
}

// An Absence is a peer that did not take part, and why.
type Absence struct {
	Name string `json:"name"`
	Why  string `json:"why"`
}

// Many is the fit of a whole network: 270,000 coordinates of 1000 draws.
type Many struct {
	Coordinates int     `json:"coordinates"` // fitted in this run
	Draws       int     `json:"draws"`
	Workers     int     `json:"workers"`
	Seconds     float64 `json:"seconds"` // for all 270,000
	Made        float64 `json:"made_seconds"`
	Failed      int     `json:"failed"` // fits that ended in an error
	Rule        string  `json:"rule,omitempty"`
}

// A Value is one of the last lines.
type Value struct {
	Name  string   `json:"name"`
	Value *float64 `json:"value"` // nil: not measured in this run
}

// String is the line NAME<tab>VALUE.
func (v Value) String() string {
	if v.Value == nil {
		return v.Name + "\tnan"
	}
	return fmt.Sprintf("%s\t%.6g", v.Name, *v.Value)
}

// A Target is a bound on a value.
type Target struct {
	Name  string  `json:"name"`
	Limit float64 `json:"limit"`
	Value float64 `json:"value"`
	Met   bool    `json:"met"`
}

// limits are the project's targets (the greatest value allowed).
var limits = []struct {
	name  string
	limit float64
}{
	{"logpdf_ns", 6}, {"sf_ns", 8}, {"draw_ns", 12}, {"fit_1e3_ms", 0.35}, {"fit_1e4_ms", 2}, {"fit_270k_s", 120},
	{"max_relerr", 1e-12}, {"v1_over_v3", 2},
}

// find returns the measure of an implementation, or nil.
func (r *Result) find(implementation, what string) *Measure {
	for i := range r.Measures {
		if m := &r.Measures[i]; m.Implementation == implementation && m.What == what {
			return m
		}
	}
	return nil
}

// v3 and v1 are the keys of package stable's binaries, scipy that of the peer that ratios are taken to.
const (
	v3    = "sgnlab"
	v1    = "sgnlab-v1"
	scipy = "scipy"
)

// summarise fills Values and Targets.
func (r *Result) summarise() {
	put := func(to *[]Value, name string, v *float64) {
		*to = append(*to, Value{name, v})
		for _, l := range limits {
			if l.name == name && v != nil {
				r.Targets = append(r.Targets, Target{name, l.limit, *v, *v <= l.limit})
			}
		}
	}
	cost := func(what string, unit float64) *float64 {
		if m := r.find(v3, what); m != nil {
			v := m.Median / unit
			return &v
		}
		return nil
	}
	over := func(what, peer, base string) *float64 {
		a, b := r.find(peer, what), r.find(base, what)
		if a == nil || b == nil {
			return nil
		}
		v := a.Median / b.Median
		return &v
	}
	worst := 0.0
	for _, a := range r.Accuracy {
		if a.Implementation == v3 || a.Implementation == v1 {
			worst = max(worst, a.Worst)
		}
	}
	put(&r.Others, "v1_over_v3", over(LogPDF, v1, v3))
	put(&r.Others, "fit_1e5_ms", cost("fit_1e5", 1e-3))
	put(&r.Values, "logpdf_ns", cost(LogPDF, 1e-9))
	put(&r.Values, "sf_ns", cost(SF, 1e-9))
	put(&r.Values, "draw_ns", cost(Draw, 1e-9))
	put(&r.Values, "fit_1e3_ms", cost("fit_1e3", 1e-3))
	put(&r.Values, "fit_1e4_ms", cost("fit_1e4", 1e-3))
	put(&r.Values, "fit_270k_s", &r.Many.Seconds)
	put(&r.Values, "max_relerr", &worst)
	put(&r.Values, "logpdf_over_scipy", over(LogPDF, scipy, v3))
	put(&r.Values, "fit_over_scipy", over("fit_1e4", scipy, v3))
}

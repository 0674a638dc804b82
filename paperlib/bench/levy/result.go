package levy

import (
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/bench"
	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// Result is what one run found.
type Result struct {
	Schema    int               `json:"schema"`
	Started   time.Time         `json:"started"`
	Seconds   float64           `json:"seconds"`
	Short     bool              `json:"short"`
	Repeats   int               `json:"repeats"`
	Cores     int               `json:"cores"`
	Code      lab.Code          `json:"code"`
	Machine   bench.Machine     `json:"machine"`
	Versions  map[string]string `json:"versions"`
	Absent    []bench.Absence   `json:"absent"`
	PeerPaths []PeerPaths       `json:"peer_paths"`
	Checks    []Check           `json:"checks"`
	Timings   []Timing          `json:"timings"`
	Ratios    []Ratio           `json:"ratios"`
	Rare      Rare              `json:"rare_exits"`
	Values    []Value           `json:"values"`
}

// PeerPaths is the number of paths that a peer moves at a time, of those tried the fastest for it.
type PeerPaths struct {
	Peer  string `json:"peer"`
	Paths int    `json:"paths"`
}

// Check holds positions against their exact law.
type Check struct {
	Who  string  `json:"who"`
	N    int     `json:"n"`
	KS   float64 `json:"ks"`   // sqrt(n) D
	Tail float64 `json:"tail"` // share beyond the 0.001 quantiles, over what is expected
}

// Timing is coordinate-steps a second.
type Timing struct {
	Who  string       `json:"who"`
	Rate bench.Spread `json:"coordinate_steps_per_second"`
}

// Ratio is our rate on one core over a peer's; for two cores, theirs over one.
type Ratio struct {
	Over  string       `json:"over"`
	Ratio bench.Spread `json:"ratio"`
}

// Rare is the comparison of the schemes for rare exits.
type Rare struct {
	Alpha  float64 `json:"alpha"`
	Sigma  float64 `json:"sigma"`
	Theory float64 `json:"mean_time_theory"`
	Exits  []Exits `json:"exits"`
	Gain   float64 `json:"steps_euler_over_jumps"` // for one exit
}

// Exits of one scheme; Mean has a 95 % interval.
type Exits struct {
	Scheme  string  `json:"scheme"`
	Paths   int     `json:"paths"`
	Mean    float64 `json:"mean_time"`
	Lo      float64 `json:"lo"`
	Hi      float64 `json:"hi"`
	Steps   int64   `json:"steps"`
	Seconds float64 `json:"seconds"`
}

// Value is one of the last lines, with its target.
type Value struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Want  string  `json:"want"`
	Met   bool    `json:"met"`
}

func (r *Result) value(name string, v float64, want string, bound float64) {
	r.Values = append(r.Values, Value{name, v, want, v >= bound})
}

// Print writes everything as text; the last lines are NAME<tab>VALUE.
func (r *Result) Print(w io.Writer) error {
	p := func(format string, a ...any) { fmt.Fprintf(w, format, a...) }
	p("a quadratic well in R^%d; medians of %d interleaved repeats with 95 %% intervals; %.0f s\n\n", dim, r.Repeats, r.Seconds)
	for _, a := range r.Absent {
		p("absent: %s: %s\n", a.Name, a.Why)
	}
	for _, c := range r.Checks {
		p("check: %-8s %d positions, sqrt(n) D = %.2f, tails %.2f of what is expected\n", c.Who, c.N, c.KS, c.Tail)
	}
	p("\n%-20s %s\n", "who", "million coordinate-steps/s")
	for _, t := range r.Timings {
		p("%-20s %10.1f [%.1f, %.1f]\n", t.Who, t.Rate.Median/1e6, t.Rate.Lo/1e6, t.Rate.Hi/1e6)
	}
	p("\nexits of mean time %.4g (alpha %g, sigma %.3g):\n", r.Rare.Theory, r.Rare.Alpha, r.Rare.Sigma)
	for _, e := range r.Rare.Exits {
		p("%-6s %5d paths, mean %.4g [%.4g, %.4g], %.4g steps an exit, %.1f s\n", e.Scheme, e.Paths, e.Mean, e.Lo, e.Hi, float64(e.Steps)/float64(e.Paths), e.Seconds)
	}
	p("\n")
	for _, v := range r.Values {
		met := "met"
		if !v.Met {
			met = "NOT MET"
		}
		p("target %-26s %-14s %12.4g %s\n", v.Name, v.Want, v.Value, met)
	}
	p("\n")
	for _, v := range r.Values {
		if _, err := fmt.Fprintf(w, "%s\t%.6g\n", v.Name, v.Value); err != nil {
			return err
		}
	}
	return nil
}

const figureName = "bench-levy"

const caption = "Euler steps of a quadratic well in R^{dim}, tail indices 1.2 to 1.9, with the box watched after every step: medians of {repeats} interleaved repeats with 95 % intervals of order statistics. " +
	"NumPy in float64 and JAX (jit) in float32 draw by the method of Chambers, Mallows and Stuck, each on one core. Exits that take Euler's scheme 1e7 steps take the jump-adapted one {gain:.0f} times fewer."

// Draw shows the rates.
func (r *Result) Draw() (f figure.Figure, err error) {
	look, err := figure.Category(0, "coordinate-steps a second")
	if err != nil {
		return f, err
	}
	s := figure.Series{Name: "rate", Look: look}
	var names []string
	lo, hi := r.Timings[0].Rate.Lo/1e6, r.Timings[0].Rate.Hi/1e6
	for _, t := range r.Timings {
		name := t.Who
		if v := r.Versions[t.Who]; v != "" {
			name = map[string]string{"numpy": "NumPy ", "jax": "JAX "}[t.Who] + v
		}
		names = append(names, name)
		s.Y, s.Lo, s.Hi = append(s.Y, t.Rate.Median/1e6), append(s.Lo, t.Rate.Lo/1e6), append(s.Hi, t.Rate.Hi/1e6)
		lo, hi = min(lo, t.Rate.Lo/1e6), max(hi, t.Rate.Hi/1e6)
	}
	panel, err := figure.Dots(figure.Axis{Label: "million coordinate-steps a second", Log: true, Min: lo / 1.2, Max: hi * 1.2}, names, s)
	if err != nil {
		return f, err
	}
	text, err := figure.Text(caption, figure.Fields{"dim": dim, "repeats": r.Repeats, "gain": r.Rare.Gain})
	if err != nil {
		return f, err
	}
	sheet := &figure.Sheet{Blocks: []figure.Block{{Height: 28, Cells: figure.Cells(panel)}}, Caption: text, Alt: "Dots: "}
	for _, t := range r.Timings {
		sheet.Alt += fmt.Sprintf("%s %.0f million coordinate-steps a second; ", t.Who, t.Rate.Median/1e6)
	}
	return sheet.Figure()
}

// Save writes levy.json and the figure.
func (r *Result) Save(dir, figures string) error {
	if err := lab.WriteJSON(filepath.Join(dir, "levy.json"), r); err != nil {
		return err
	}
	f, err := r.Draw()
	if err != nil {
		return err
	}
	stamp := figure.Stamp{Results: []string{"bench/levy.json"}, Code: lab.Short(r.Code.Digest), Data: []string{"synthetic"}, Seed: 1, Profile: "bench"}
	return figure.Save(figures, figureName, f, stamp)
}

// Publish updates the committed result and figure.
func (r *Result) Publish(root string) error {
	return r.Save(filepath.Join(root, "figures", "results", "bench"), filepath.Join(root, "figures"))
}

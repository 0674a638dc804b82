package capture

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/bench"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// Result is what one run found.
type Result struct {
	Schema   int               `json:"schema"`
	Started  time.Time         `json:"started"`
	Seconds  float64           `json:"seconds"`
	Short    bool              `json:"short"`
	Repeats  int               `json:"repeats"`
	Threads  int               `json:"threads"`
	Code     lab.Code          `json:"code"`
	Machine  bench.Machine     `json:"machine"`
	Backend  map[string]string `json:"backend"`
	Versions map[string]string `json:"versions"`
	Absent   []bench.Absence   `json:"absent"`
	Checks   []Check           `json:"checks"`
	Timings  []Timing          `json:"timings"`
	Ratios   []Ratio           `json:"ratios"`
	Study    Study             `json:"study"`
	Growth   []Growth          `json:"growth"`
	PeersKiB map[string]int64  `json:"peers_peak_kib"`
	Values   []Value           `json:"values"`
	Targets  []Target          `json:"targets"`
}

// Check compares loss and gradient of a peer with ours for the same weights and batch.
type Check struct {
	Net      string  `json:"net"`
	Peer     string  `json:"peer"`
	Loss     float64 `json:"loss"`
	PeerLoss float64 `json:"peer_loss"`
	Distance float64 `json:"distance"` // norm of the difference of the gradients over the norm
}

// Timing is images (or texts) a second.
type Timing struct {
	What  string       `json:"what"` // step, direct or rows
	Net   string       `json:"net"`
	Who   string       `json:"who"`
	Batch int          `json:"batch"`
	Rate  bench.Spread `json:"examples_per_second"`
}

// Ratio is our rate over a peer's, from pairs measured next to each other.
type Ratio struct {
	What  string       `json:"what"`
	Net   string       `json:"net"`
	Peer  string       `json:"peer"`
	Ratio bench.Spread `json:"ratio"`
}

// Study is the capture of a whole network, beside PyTorch's loop of batch gradients.
type Study struct {
	Done
	ScaledTo    int     `json:"scaled_to_examples"`        // the bank's time is scaled to so many examples
	ScaledDraws int     `json:"scaled_to_draws,omitempty"` // that of the draws to so many draws
	Total       float64 `json:"total_seconds"`             // ours, scaled
	Fits        float64 `json:"fit_seconds_all"`           // of all coordinates at one batch size, scaled
	Torch       float64 `json:"pytorch_seconds"`           // extrapolated
	TorchDraws  int     `json:"pytorch_draws"`             // measured
	Rule        string  `json:"rule"`
}

// Growth is time against one size.
type Growth struct {
	Of      string    `json:"of"` // coordinates, draws or examples
	Size    []float64 `json:"size"`
	Seconds []float64 `json:"seconds"` // medians of the rounds
	Rounds  int       `json:"rounds"`
	PeakKiB []int64   `json:"peak_kib"` // largest of the rounds
	Bound   []int64   `json:"bound"`    // on the memory, bytes
	Slope   float64   `json:"slope"`
	Phase   string    `json:"phase"`
}

// Value is one of the last lines.
type Value struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
}

// Target is a bound that a value should keep.
type Target struct {
	Name string  `json:"name"`
	Want string  `json:"want"`
	Got  float64 `json:"got"`
	Met  bool    `json:"met"`
}

func (r *Result) value(name string, v float64) { r.Values = append(r.Values, Value{name, v}) }

func (r *Result) atLeast(name string, v, bound float64) {
	r.Targets = append(r.Targets, Target{name, fmt.Sprintf("at least %g", bound), v, v >= bound})
}

// Print writes everything as text; the last lines are NAME<tab>VALUE.
func (r *Result) Print(w io.Writer) error {
	p := func(format string, a ...any) { fmt.Fprintf(w, format, a...) }
	p("%d threads; medians of %d to %d interleaved repeats, intervals of up to 95 %%; %.0f s\n\n", r.Threads, r.Repeats, Options{Repeats: r.Repeats}.most(), r.Seconds)
	for _, a := range r.Absent {
		p("absent: %s: %s\n", a.Name, a.Why)
	}
	p("%-7s %-12s %-8s %6s %10s\n", "what", "net", "who", "batch", "examples/s")
	for _, t := range r.Timings {
		p("%-7s %-12s %-8s %6d %10.0f [%.0f, %.0f]\n", t.What, t.Net, t.Who, t.Batch, t.Rate.Median, t.Rate.Lo, t.Rate.Hi)
	}
	p("\nstudy: %s, %d examples, %d coordinates, %d draws at each of B = %v: %.1f s (bank %.1f, draws %.1f), peak %.2f GiB; %s\n", r.Study.Net, r.Study.ScaledTo, r.Study.Parameters,
		r.Study.ScaledDraws, r.Study.Batches, r.Study.Total, r.Study.BankSeconds, r.Study.DrawSeconds, float64(r.Study.PeakKiB)/(1<<20), r.Study.PlanWords)
	p("PyTorch's loop: %.0f s, extrapolated from %d draws. Law fits of all coordinates at one batch size, %d draws: %.1f s, in neither. %s\n\n", r.Study.Torch, r.Study.TorchDraws, r.Study.Job.Draws, r.Study.Fits, r.Study.Rule)
	for _, key := range slices.Sorted(maps.Keys(r.PeersKiB)) {
		p("peak memory of %s: %.2f GiB, all networks in one process\n", key, float64(r.PeersKiB[key])/(1<<20))
	}
	for _, g := range r.Growth {
		p("growth with %s (%s): slope %.3f, seconds %.3v at %v\n", g.Of, g.Phase, g.Slope, g.Seconds, g.Size)
	}
	p("\n")
	for _, t := range r.Targets {
		met := "met"
		if !t.Met {
			met = "NOT MET"
		}
		p("target %-28s %-14s %10.3f %s\n", t.Name, t.Want, t.Got, met)
	}
	p("\n")
	for _, v := range r.Values {
		if _, err := fmt.Fprintf(w, "%s\t%.6g\n", v.Name, v.Value); err != nil {
			return err
		}
	}
	return nil
}

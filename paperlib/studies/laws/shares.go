package laws

import (
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// Shares are shares of the parameters that move, unless they say otherwise: each coordinate weighs as many parameters as it
// stands for.
type Shares struct {
	Dead     float64 `json:"dead"`     // of all parameters
	Unfit    float64 `json:"unfit"`    // no law can be fitted
	Bound    float64 `json:"bound"`    // the fitted tail index is at its bound
	Rejected float64 `json:"rejected"` // Anderson-Darling rejects the stable law
	Untested float64 `json:"untested"` // scored, and Anderson-Darling is not tabulated
	Trusted  float64 `json:"trusted"`  // none of the four above
	Atomic   float64 `json:"atomic"`   // have an atom
	Gains    float64 `json:"gains"`    // the stable law has the higher held-out log-likelihood than the Gaussian
	// Means over the parameters that move.
	Atom      float64      `json:"atom"`       // probability of a draw at an atom
	Zero      stats.Number `json:"zero"`       // share of the examples without a gradient; NaN where examples have none of their own
	LogSpread stats.Number `json:"log_spread"` // of the others
	Top       stats.Number `json:"top"`        // share of one example in the variance
	// ByArray is the mean tail index over the arrays of the network, each its mean over the coordinates scored.
	ByArray stats.Number `json:"by_array"`
}

// shares adds up the coordinates.
func (b *BatchFits) shares(activity []Activity) (s Shares) {
	moves, total := 0.0, 0.0
	for _, c := range b.Coordinates {
		total += c.Weight
		if c.State != Dead {
			moves += c.Weight
		}
	}
	s.Dead = 1 - moves/total
	add := func(to *float64, is bool, c Coordinate) {
		if is {
			*to += c.Weight / moves
		}
	}
	type sum struct{ alpha, n float64 }
	arrays := map[string]sum{}
	var names []string
	if activity == nil {
		nan := stats.Number(math.NaN())
		s.Zero, s.LogSpread, s.Top = nan, nan, nan
	}
	for j, c := range b.Coordinates {
		if c.State == Dead {
			continue
		}
		tested := !math.IsNaN(float64(c.FitP))
		add(&s.Unfit, c.State == Unfit, c)
		add(&s.Bound, c.atBound(), c)
		add(&s.Rejected, tested && !c.Trusted && !c.atBound(), c)
		add(&s.Untested, c.State == Scored && !tested && !c.atBound(), c)
		add(&s.Trusted, c.Trusted, c)
		add(&s.Atomic, c.Atom > 0, c)
		add(&s.Gains, c.State == Scored && c.Gain > 0, c)
		w := c.Weight / moves
		s.Atom += w * c.Atom
		if activity != nil {
			s.Zero += stats.Number(w * activity[j].Zero)
			s.LogSpread += stats.Number(w * activity[j].LogSpread)
			s.Top += stats.Number(w * activity[j].Top)
		}
		if c.State == Scored {
			a, ok := arrays[c.array()]
			if !ok {
				names = append(names, c.array())
			}
			arrays[c.array()] = sum{a.alpha + float64(c.Alpha), a.n + 1}
		}
	}
	s.ByArray = stats.Number(math.NaN())
	if len(names) > 0 {
		s.ByArray = 0
		for _, n := range names {
			s.ByArray += stats.Number(arrays[n].alpha / arrays[n].n / float64(len(names)))
		}
	}
	return s
}

// addMean adds the shares of one of n seeds to their mean.
func (s *Shares) addMean(o Shares, n int) {
	for _, p := range []struct{ to, from *float64 }{{&s.Dead, &o.Dead}, {&s.Unfit, &o.Unfit}, {&s.Bound, &o.Bound}, {&s.Rejected, &o.Rejected},
		{&s.Untested, &o.Untested}, {&s.Trusted, &o.Trusted}, {&s.Atomic, &o.Atomic}, {&s.Gains, &o.Gains}, {&s.Atom, &o.Atom}} {
		*p.to += *p.from / float64(n)
	}
	for _, p := range []struct{ to, from *stats.Number }{{&s.Zero, &o.Zero}, {&s.LogSpread, &o.LogSpread}, {&s.Top, &o.Top}, {&s.ByArray, &o.ByArray}} {
		*p.to += *p.from / stats.Number(n)
	}
}

package networks

import "math"

// quantity is what the lines of a panel show.
type quantity struct {
	series string // before the seed, in the table of what is drawn
	note   string // beside the lines, where there are several quantities
	below  bool   // the note stands below its line
	rises  bool   // from near 0 in the untrained network, whence its line comes from below a logarithmic axis
	value  func(Point) float64
}

// quantities are the measure, and the terms whose sum it is.
func (r *Network) quantities() []quantity {
	measure := func(p Point) float64 { return r.drawn(p.Value(r.Measure)) }
	if !r.terms() {
		return []quantity{{value: measure}}
	}
	return []quantity{
		{note: "sum", value: measure},
		{series: "reconstruction, ", note: "reconstruction", below: true, value: func(p Point) float64 { return float64(p.Terms.Reconstruction) }},
		{series: "KL, ", note: "KL", rises: true, value: func(p Point) float64 { return float64(p.Terms.KL) }},
	}
}

// drawn is a value of the measure as the panel shows it: an ELBO, which is negative, with the other sign.
func (r *Network) drawn(v float64) float64 {
	if r.Measure == ELBO {
		return -v
	}
	return v
}

// label names the vertical axis.
func (r *Network) label() string {
	if r.Measure == ELBO {
		return "minus ELBO (nats)"
	}
	return string(r.Measure)
}

// log reports whether the axis is logarithmic: that of measures which fall by orders of magnitude in the first epoch, and
// would be a line at the bottom.
func (r *Network) log() bool { return r.Measure == ELBO || r.Measure == Noise }

// long reports whether the run has so many evaluations that, on a linear axis of steps, most of what is learnt would lie in
// its first millimetre. Its axis is logarithmic, and the untrained network stands in the table alone.
func (r *Network) long() bool { return len(r.Points) > 30 }

// span is the range of what a panel must show.
type span struct {
	lo, hi float64
	any    bool
}

func (s *span) add(v float64) {
	if !s.any {
		s.lo, s.hi, s.any = v, v, true
	}
	s.lo, s.hi = math.Min(s.lo, v), math.Max(s.hi, v)
}

// padded is the range with a twentieth beyond its ends, of its decades on a logarithmic axis.
func (s *span) padded(log bool) (lo, hi float64) {
	if log {
		m := math.Pow(math.Max(s.hi/s.lo, 1+1e-9), 0.06)
		return s.lo / m, s.hi * m
	}
	pad := 0.06 * math.Max(s.hi-s.lo, 1e-9)
	return s.lo - pad, s.hi + pad
}

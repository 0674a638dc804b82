package stable

import "math"

// atom is a value that several observations share, with their weight.
type atom struct{ at, weight float64 }

// findAtom returns the heaviest atom of the ascending sample, and how many observations it is.
func (d *sample) findAtom() (a atom, n int) {
	for i := 0; i < len(d.y); {
		j, w := i, 0.0
		for ; j < len(d.y) && d.y[j] == d.y[i]; j++ {
			w += d.weight(j)
		}
		if j-i > 1 && w > a.weight {
			a, n = atom{d.y[i], w}, j-i
		}
		i = j
	}
	return a, n
}

// atomSide is the log gamma, in units of half the interquartile range, from which on a search that an atom draws is taken
// to be on the atom's side: a search from a Start with a far larger gamma may pass over the atom to a maximum beyond.
const atomSide = -1

// runsAway says that from p on, whose log-likelihood is l, the likelihood rises for ever as gamma falls onto the atom.
//
// With delta at the atom, of weight m, and z the distances of the others in gammas, of weights w,
//
//	d log L/d log gamma = -m + Sum w (-z l_z(z) - 1) <= -m + alpha Sum w,
//
// since z^(1+alpha) f(z) grows with z for alpha <= 1. That is negative whatever gamma is when alpha Sum w <= m, that is
// m/total >= alpha/(1+alpha): then no gamma is best at this alpha, and log L goes to infinity as (alpha Sum w - m) log gamma.
// It is asked whether log L is above l already where gamma is less by a factor e; a search that has come there need not be
// followed down a hundred steps.
func (d *sample) runsAway(p params, l float64, f *frozen) bool {
	m := d.atom.weight
	if !(p[0] <= 1 && p[0]*(d.total-m) <= m && p[1] < atomSide && math.Abs(p[2]-d.atom.at) < math.Exp(p[1])/2) {
		return false
	}
	return d.sums(params{p[0], p[1] - 1, d.atom.at}, f).l > l
}

package analyze

import "github.com/sgnlab/sgnlab/paperlib/tails"

// State says whether a coordinate could be judged, and if not why.
type State string

// The states. Every coordinate has exactly one, and [Counts] has a number for each.
const (
	Judged    State = "judged"
	Dead      State = "constant"   // all draws are one value: a dead coordinate
	NonFinite State = "non-finite" // some draw is NaN or infinite
	Tied      State = "tied"       // so many draws are one value that a continuous law has no likelihood maximum
	NotFitted State = "not fitted" // a fit failed for another reason, which Problem gives
)

// Departure says in which direction a coordinate departs from the Gaussian.
type Departure string

// The directions.
const (
	NoDeparture Departure = "none"    // the Gaussian is not rejected
	Heavier     Departure = "heavier" // heavier tails (or a sharper peak) than the Gaussian
	Lighter     Departure = "lighter" // lighter tails than the Gaussian
)

// Test is one p-value with its Benjamini-Hochberg adjustment over the file. Both are null when the test was not made, and
// Why then says the reason.
type Test struct {
	P   Number `json:"p"`
	Q   Number `json:"q"`
	Why string `json:"why,omitempty"`
}

// Coordinate is what was found about one column.
type Coordinate struct {
	Index     int     `json:"index"`
	Name      string  `json:"name,omitempty"`
	State     State   `json:"state"`
	Problem   string  `json:"problem,omitempty"`
	NonFinite int     `json:"non_finite"`         // draws that are NaN or infinite
	Tied      float64 `json:"tied"`               // share of the commonest value (1/draws when all differ)
	Zero      float64 `json:"zero"`               // share of exact zeros
	ZeroSum   bool    `json:"zero_sum,omitempty"` // the draws sum to zero but for rounding

	Fits []LawFit     `json:"fits,omitempty"` // in the order of tails.Families
	Best tails.Family `json:"best,omitempty"` // see Summary.Best
	// Clear is the test that Best is better than every other family; see clearly. P small: it is.
	Clear Test `json:"clear"`

	Departure    Departure `json:"departure,omitempty"`
	Gaussian     Test      `json:"gaussian"`                   // of the Gaussian against what is heavier or lighter
	Symmetry     Test      `json:"symmetry"`                   // of symmetry, within the stable laws
	Fit          Test      `json:"stable_fit"`                 // goodness of fit of the symmetric stable law
	SumStability Test      `json:"sum_stability"`              // of sum-stability
	HeldOut      string    `json:"held_out_problem,omitempty"` // why a heavy coordinate has no held-out likelihoods
	SumAlpha     []Number  `json:"sum_alpha,omitempty"`        // fitted tail index of sums of each block length

	// pooled and free: the coordinate is in Report.Heavy, and in Report.Free.
	pooled, free bool
	// ordered: no draw is smaller than the one before, or none is larger, and they are not all the same.
	ordered bool
	// clear holds the p-values of Clear for the two laws that Best may be: the Gaussian, and the best of the others.
	// Which one it is depends on the other coordinates, by the false discovery rate.
	clear [2]float64
}

package analyze

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Tally counts coordinates by family.
type Tally map[tails.Family]int

// MarshalJSON writes a count for every family, in the order of [tails.Families].
func (t Tally) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, f := range tails.Families() {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, "%q:%d", f, t[f])
	}
	return append(b, '}'), nil
}

// Counts says how many coordinates had which state; they add up to the coordinates of the file.
type Counts struct {
	Judged    int `json:"judged"`
	Dead      int `json:"constant"`
	NonFinite int `json:"non_finite"`
	Tied      int `json:"tied"`
	NotFitted int `json:"not_fitted"`
}

// Departures counts the outcomes of the test of the Gaussian, at a false discovery rate of Level.
type Departures struct {
	Tested  int `json:"tested"`
	Heavier int `json:"heavier"`
	Lighter int `json:"lighter"`
}

// Rejected counts the departures in both directions.
func (d Departures) Rejected() int { return d.Heavier + d.Lighter }

// Tests counts the outcomes of one test, at a false discovery rate of Level.
type Tests struct {
	Tested   int    `json:"tested"`
	Rejected int    `json:"rejected"`
	Why      string `json:"why,omitempty"` // why none was tested
}

// SumTests counts the outcomes of the test of sum-stability.
type SumTests struct {
	Tests
	M []int `json:"block_lengths"` // draws in a sum, at each scale; 1 alone when sums are not tested
}

// Spread is the five-number summary of a quantity over coordinates.
type Spread struct {
	Min    Number `json:"min"`
	Q25    Number `json:"q25"`
	Median Number `json:"median"`
	Q75    Number `json:"q75"`
	Max    Number `json:"max"`
}

// Report is the outcome of [Analyze].
type Report struct {
	Schema      string   `json:"schema"`
	File        string   `json:"file,omitempty"` // for the caller to fill in
	Coordinates int      `json:"coordinates"`
	Draws       int      `json:"draws"`
	Sampling    Sampling `json:"sampling"`
	BatchSize   int      `json:"batch_size,omitempty"`
	Level       float64  `json:"level"`
	Seed        uint64   `json:"seed"`

	Verdict  Verdict  `json:"verdict"`
	Because  string   `json:"because"` // the ground of the verdict, one clause
	Words    string   `json:"words"`   // the verdict in plain language
	Limits   []string `json:"limits"`
	Warnings []string `json:"warnings"`

	Counts Counts `json:"counts"`
	// Best counts judged coordinates by the law that describes them best: the Gaussian unless it is rejected at a false
	// discovery rate of Level, and then the family of least BIC.
	Best Tally `json:"best"`
	// BestClear counts those whose best law beats every other by a test, at a false discovery rate of Level.
	BestClear    Tally      `json:"best_clear"`
	Gaussian     Departures `json:"gaussian_test"`
	Symmetry     Tests      `json:"symmetry"`
	Fit          Tests      `json:"stable_fit"`
	SumStability SumTests   `json:"sum_stability"`
	Alpha        Spread     `json:"alpha"` // fitted tail indices of judged coordinates
	Heavy        Pool       `json:"heavy"` // the coordinates heavier than the Gaussian, together
	Free         Pool       `json:"heavy_not_condemned"`
	Serial       Number     `json:"serial_z"` // see serial: far from 0 when neighbouring draws depend on each other

	PerCoordinate []Coordinate `json:"per_coordinate,omitempty"`

	// Examples are the first coordinate of each family that Best names, when Options.Examples asked for them.
	Examples []Example `json:"-"`
}

// Example is one coordinate with its draws.
type Example struct {
	Index int
	Draws []float64
}

// Schema names the layout of the JSON object. Keys are only ever added under one name.
const Schema = "sgnlab-analyze/1"

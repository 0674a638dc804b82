// Package trapping makes figure 11, "Does a decaying noise trap the path?": survival in a well under noise that cools as a power
// of time, in the equation's time and in the steps of stochastic gradient descent, beside the closed form (claim C6b, the
// part that simulation settles). Package run simulates.
package trapping

import (
	_ "embed" // of the criteria
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// Knobs are what a reader turns.
type Knobs struct {
	Alpha float64 `json:"alpha"` // tail index
	Sigma float64 `json:"sigma"` // noise scale at time 0; the well is |x| < 1, U = x^2/2
	T0    float64 `json:"t0"`    // sigma(t) = Sigma (1 + t/T0)^-theta
}

// Settings are the knobs as words for a report.
func (k Knobs) Settings() map[string]string {
	return map[string]string{"tail index": fmt.Sprint(k.Alpha), "noise scale": fmt.Sprint(k.Sigma), "t0": fmt.Sprint(k.T0)}
}

// Published are the knobs of the committed figure.
var Published = Knobs{Alpha: 1.5, Sigma: 0.1, T0: 100}

// Powers are alpha theta of the curves: constant noise, below, at and above the threshold of 1.
var Powers = []float64{0, 0.75, 1, 2}

// Settings that no profile changes.
const (
	Step   = 0.02   // of Euler's scheme
	Budget = 16     // of time, in units of T0
	Eta0   = 0.2    // learning rate at step 0
	K0     = 200    // eta_k = Eta0 (1 + k/K0)^-theta
	SGDAt  = 0.3    // noise scale of the gradient
	Last   = 20000  // steps of stochastic gradient descent
	Heavy  = 1.2    // tail indices of the two-dimensional well
	Light  = 1.8    //
	Theta2 = 0.7    // its power: Heavy Theta2 < 1 < Light Theta2
	Many   = 1000.0 // its budget of time
)

// Etas are constant learning rates, whose mean numbers of steps are set beside theory.
var Etas = []float64{0.4, 0.2, 0.1, 0.05}

// Trapping are the powers and tail indices of the panel of trapping probabilities.
var (
	Trapping = []float64{0.5, 0.75, 1, 1.25, 1.5, 2, 3}
	Alphas   = []float64{1.2, 1.5, 1.8}
)

// At are the times, in units of T0, at which the verdicts compare survival.
var At = []float64{1, 4, 16}

// Series names a curve by its power alpha theta.
func Series(p float64) string { return fmt.Sprintf("alpha theta %g", p) }

//go:embed criteria.go
var criteriaText string

// Study is notebook 11.
var Study = &simulated.Study[Knobs]{
	Number: "11", Slug: "trapping", Folder: "nb11", Version: 2,
	Title:     "Does a decaying noise trap the path?",
	Published: Published,
	Check: func(k Knobs) error {
		if !(k.Alpha >= 0.5 && k.Alpha < 2) || !(k.Sigma > 0 && k.Sigma <= 1) || !(k.T0 >= 1 && k.T0 <= 1e4) {
			return fmt.Errorf("the knobs %+v: alpha in [0.5, 2), sigma in (0, 1], t0 in [1, 10000]", k)
		}
		return nil
	},
	Criteria: criteria,
	Source:   study.Source{File: "paperlib/studies/trapping/criteria.go", Text: criteriaText},
	Show:     simulated.Show[Knobs]{Sheet: sheet, Table: table, Verdicts: verdicts, Observed: observed, Planted: Plants(0, 0)}.Shown,
}

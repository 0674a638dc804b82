// Package direction makes figure 13, "Which way out?": the coordinate along which simulated equations in R^N leave a box, beside
// the closed form, where the claim that exits go along heavier tails holds and where it breaks (claim C7, the part that
// simulation settles). Package run simulates.
package direction

import (
	_ "embed" // of the criteria
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// Knobs are what a reader turns.
type Knobs struct {
	Heavy float64 `json:"heavy"` // the smallest tail index
	Light float64 `json:"light"` // the largest; panel a has their mean too
	Near  float64 `json:"near"`  // half-width of the lighter coordinate in panel b
	Far   float64 `json:"far"`   // that of the heavier one
}

// Settings are the knobs as words for a report.
func (k Knobs) Settings() map[string]string {
	return map[string]string{"tail indices": fmt.Sprintf("%g to %g", k.Heavy, k.Light), "half-widths of panel b": fmt.Sprintf("%g and %g", k.Far, k.Near)}
}

// Published are the knobs of the committed figure.
var Published = Knobs{Heavy: 1.2, Light: 1.8, Near: 0.5, Far: 3}

// Settings that no profile changes.
var (
	Coarse = []float64{0.4, 0.2, 0.1, 0.05, 0.02} // noise scales by Euler's scheme
	Fine   = []float64{0.005}                     // by the jump-adapted one
	Counts = []int{1, 10, 100}                    // lighter coordinates against one heavier
	Scales = []float64{1, 2, 4}                   // of the lighter noise over that of the heavier
)

const (
	Step      = 0.01 // of Euler's scheme
	Threshold = 0.1  // of the jump-adapted scheme, in units of the smallest half-width
	CountAt   = 0.02 // noise scale of the unequal counts and scales, by Euler's scheme
	DependAt  = 0.05 // noise scale of the jumps that are vectors
)

// Oblique is the direction of the heavy noise in the panel of dependent jumps, Aspect the half-widths there: the heavy jump
// points mainly along the first axis and meets the second one's boundary first.
var (
	Oblique = []float64{1, 0.6}
	Aspect  = []float64{2, 0.5}
)

// alphas are the tail indices of panel a.
func (k Knobs) Alphas() []float64 { return []float64{k.Heavy, (k.Heavy + k.Light) / 2, k.Light} }

//go:embed criteria.go
var criteriaText string

// Study is notebook 13.
var Study = &simulated.Study[Knobs]{
	Number: "13", Slug: "exit-direction", Folder: "nb13", Version: 2,
	Title:     "Which way out?",
	Published: Published,
	Check: func(k Knobs) error {
		if !(k.Heavy >= 0.5 && k.Heavy < k.Light && k.Light < 2) || !(k.Near > 0 && k.Near <= 10 && k.Far > 0 && k.Far <= 10) {
			return fmt.Errorf("the knobs %+v: 0.5 <= heavy < light < 2, and half-widths in (0, 10]", k)
		}
		return nil
	},
	Criteria: criteria,
	Source:   study.Source{File: "paperlib/studies/direction/criteria.go", Text: criteriaText},
	Show:     simulated.Show[Knobs]{Sheet: sheet, Table: table, Verdicts: verdicts, Observed: observed, Planted: Plants(0)}.Shown,
}

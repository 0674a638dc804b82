// Package escape makes figure 10, "How long does it take to leave a minimum?": mean exit times of simulated equations against
// noise scale, tail index and width, beside the closed forms for stable and for Gaussian noise (claim C6a, the part that
// simulation settles). Package run simulates.
package escape

import (
	_ "embed" // of the criteria
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// Knobs are what a reader turns.
type Knobs struct {
	Left  float64 `json:"left"`  // the well is (-Left, Right) around the minimum at 0 of U = x^2/2
	Right float64 `json:"right"` //
	Alpha float64 `json:"alpha"` // tail index of panels c, e and f
}

// Settings are the knobs as words for a report.
func (k Knobs) Settings() map[string]string {
	return map[string]string{"well": fmt.Sprintf("(-%g, %g)", k.Left, k.Right), "tail index of panels c, e and f": fmt.Sprint(k.Alpha)}
}

// Near is the distance to the nearer edge of the well.
func (k Knobs) Near() float64 { return min(k.Left, k.Right) }

// Published are the knobs of the committed figure.
var Published = Knobs{Left: 1.5, Right: 1, Alpha: 1.5}

// Settings of the simulations that no profile changes.
var (
	Alphas  = []float64{1.2, 1.5, 1.8}
	Coarse  = []float64{0.4, 0.28, 0.2, 0.14, 0.1, judgedAt} // noise scales by Euler's scheme, over the distance to the nearer edge
	Fine    = []float64{0.1, 0.02, 0.005}                    // noise scales by the jump-adapted scheme, likewise
	Widths  = []float64{0.5, 1, 2, 4}                        // half-widths of symmetric wells
	Depths  = []float64{1, 4}                                // their curvatures: depths differ by as much
	Barrier = []float64{2.2, 3, 4, 5}                        // heights of barriers over sigma^2, for Gaussian noise
	Steps   = []float64{0.1, 0.05, 0.02, 0.01}               // of Euler's scheme
)

const (
	Step      = 0.01  // of Euler's scheme
	GaussStep = 0.001 // for Gaussian noise
	Threshold = 0.2   // of the jump-adapted scheme, in units of the smallest half-width
	WidthAt   = 0.02  // noise scale of the wells of different width
	LawAt     = 0.1   // noise scale of the law of exit times
	GridAt    = 0.1   // noise scale of the study of steps
)

// Series names the curve of a tail index.
func Series(alpha float64) string { return fmt.Sprintf("alpha %g", alpha) }

//go:embed criteria.go
var criteriaText string

// Study is notebook 10.
var Study = &simulated.Study[Knobs]{
	Number: "10", Slug: "mean-escape-time", Folder: "nb10", Version: 3,
	Title:     "How long does it take to leave a minimum?",
	Published: Published,
	Check: func(k Knobs) error {
		if !(k.Left > 0 && k.Left < 100 && k.Right > 0 && k.Right < 100) || !(k.Alpha >= 0.5 && k.Alpha < 2) {
			return fmt.Errorf("the knobs %+v: the well's ends lie between 0 and 100 from the minimum, alpha in [0.5, 2)", k)
		}
		return nil
	},
	Criteria: criteria,
	Source:   study.Source{File: "paperlib/studies/escape/criteria.go", Text: criteriaText},
	Show:     simulated.Show[Knobs]{Sheet: sheet, Table: table, Verdicts: verdicts, Observed: observed, Planted: Plants(0)}.Shown,
}

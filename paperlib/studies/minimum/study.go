// Package minimum makes figure 12, "What happens near a minimum?": stationary law, mean position, the discrete iteration beside
// the equation, and moves between wells, each beside its closed form (claim C6c, the part that simulation
// settles). Package run simulates.
package minimum

import (
	_ "embed" // of the criteria
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// Knobs are what a reader turns.
type Knobs struct {
	Alpha float64 `json:"alpha"` // tail index of panels b and d to f
	H     float64 `json:"h"`     // curvature of the minimum
	Eta   float64 `json:"eta"`   // learning rate of panel c
}

// Settings are the knobs as words for a report.
func (k Knobs) Settings() map[string]string {
	return map[string]string{"tail index": fmt.Sprint(k.Alpha), "curvature": fmt.Sprint(k.H), "learning rate": fmt.Sprint(k.Eta)}
}

// Published are the knobs of the committed figure.
var Published = Knobs{Alpha: 1.5, H: 1, Eta: 0.3}

// Settings that no profile changes.
var (
	Alphas = []float64{1.2, 1.5, 1.8}
	Rates  = []float64{0.1, 0.3, 0.6, 1, 1.4, 1.7, 1.9} // eta h
	Times  = []float64{0.25, 0.5, 1, 2, 3}              // of panel c, in units of 1/h
	Noises = []float64{0.2, 0.1, judgedAt}              // noise scales in the four wells
	Minima = []float64{-3, -1, 1, 3}
	Saddle = []float64{-2, 0, 2}
)

const (
	Sigma    = 0.5  // noise scale near the minimum
	From     = 3    // where panel c starts
	Height   = 0.5  // of the saddles
	WellStep = 0.01 // of Euler's scheme in the wells
	Core     = 0.5  // a path is in a well within Core of its minimum
	GaussAt  = 0.4  // noise scale of the Gaussian contrast
)

// Wells is U with minima at -3, -1, 1 and 3 and saddles of the given Height between them: a cosine that ends outside
// as parabolas. The theorem asks for a drift that grows faster than linearly far out; with a linear one a path that has jumped
// to x returns in a time of log |x|, short against the time in a well.
type Wells struct{}

// Dim returns 1.
func (Wells) Dim() int { return 1 }

// Value returns U(x).
func (Wells) Value(x []float64) float64 {
	if d := math.Abs(x[0]) - 3; d > 0 {
		return curvature * d * d / 2
	}
	return Height * (1 + math.Cos(math.Pi*x[0])) / 2
}

// Drift writes -U'(x).
func (Wells) Drift(dst, x []float64) {
	if d := math.Abs(x[0]) - 3; d > 0 {
		dst[0] = -math.Copysign(curvature*d, x[0])
		return
	}
	dst[0] = Height * math.Pi / 2 * math.Sin(math.Pi*x[0])
}

// curvature is U” at the minima, from either side.
const curvature = Height * math.Pi * math.Pi / 2

// Well is the number of the well whose core holds x, or -1.
func Well(x []float64) int {
	for i, m := range Minima {
		if math.Abs(x[0]-m) < Core {
			return i
		}
	}
	return -1
}

//go:embed criteria.go
var criteriaText string

// Study is notebook 12.
var Study = &simulated.Study[Knobs]{
	Number: "12", Slug: "near-a-minimum", Folder: "nb12", Version: 3,
	Title:     "What happens near a minimum?",
	Published: Published,
	Check: func(k Knobs) error {
		if !(k.Alpha > 1 && k.Alpha < 2) || !(k.H > 0 && k.H <= 100) || !(k.Eta > 0 && k.Eta*k.H < 1) {
			return fmt.Errorf("the knobs %+v: alpha in (1, 2), where a mean exists, h in (0, 100], and eta h below 1", k)
		}
		return nil
	},
	Criteria: criteria,
	Source:   study.Source{File: "paperlib/studies/minimum/criteria.go", Text: criteriaText},
	Show:     simulated.Show[Knobs]{Sheet: sheet, Table: table, Verdicts: verdicts, Observed: observed, Planted: Plants(0, 0)}.Shown,
}

// Series names the curve of a tail index.
func Series(alpha float64) string { return fmt.Sprintf("alpha %g", alpha) }

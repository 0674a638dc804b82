// Package estimators makes figure 3, "What tail-index estimators really measure", and its two tables: every estimator and
// test of package tails on draws whose law is known. It settles no claim of the paper; it says how far the numbers that
// settle them can be trusted, by the criteria of criteria.go: that of whole files was written before the files were drawn, those
// of intervals and tests after their samples. Package run simulates.
package estimators

import (
	"fmt"
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Knobs are what a reader turns.
type Knobs struct {
	Alpha float64 `json:"alpha"` // tail index of the planted stable law
	Tau   float64 `json:"tau"`   // standard deviation of the log scales that are pooled
	Rho   float64 `json:"rho"`   // correlation of neighbours
}

// Published are the knobs of the committed figure.
var Published = Knobs{Alpha: 1.5, Tau: 1, Rho: 0.9}

// check reports knobs that plant nothing.
func check(k Knobs) error {
	if !(k.Alpha >= stable.MinAlpha && k.Alpha < 2) || !(k.Tau > 0 && k.Tau <= 3) || !(k.Rho >= 0 && k.Rho < 1) {
		return fmt.Errorf("the knobs are %+v: Alpha must lie in [%g, 2), Tau in (0, 3] and Rho in [0, 1)", k, stable.MinAlpha)
	}
	return nil
}

// Settings are the knobs as words for a report.
func (k Knobs) Settings() map[string]string {
	return map[string]string{"planted tail index": number(k.Alpha), "sd of log scales": number(k.Tau), "correlation": number(k.Rho)}
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// VerdictsVersion counts changes of what package analyze says of the same files.
const VerdictsVersion = 3

// Names of the files of the tables: that of intervals and tests, and that of verdicts on whole files.
const (
	RatesName    = "table03-intervals-and-tests"
	VerdictsName = "table03-verdicts"
)

// Data is the name of what is judged, for stamps.
const Data = "synthetic"

// Study is notebook 03.
var Study = &study.Study[Knobs, Result]{
	Number: "03", Slug: "what-estimators-measure", Folder: "nb03", Version: 1,
	Title:     "What do tail-index estimators really measure?",
	Published: Published,
	Check:     check,
	Show:      show,
}

func show(in study.Input[Knobs, Result]) (*study.Shown, error) {
	p, err := join(in)
	if err != nil {
		return nil, err
	}
	f, err := p.Draw()
	if err != nil {
		return nil, err
	}
	return &study.Shown{Figures: []study.Drawing{{Figure: f}}, Tables: []study.Named{{Name: RatesName, Table: p.RateTable()}, {Name: VerdictsName, Table: p.VerdictTable()}},
		Observed: p.all.observed(p.Knobs), Data: []string{Data}}, nil
}

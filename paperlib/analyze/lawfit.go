package analyze

import (
	"encoding/json"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// LawFit is one family fitted to one coordinate by maximum likelihood.
//
// Value and StdErr are in the order of [ParameterNames]. StdErr is NaN where there is no parameter, and where the
// parameter lies on a bound (alpha = 2, nu infinite). It comes from the observed information for the stable law and from
// the expected information for the others.
type LawFit struct {
	Family        tails.Family
	Value, StdErr [3]float64
	LogLikelihood float64
	BIC           float64
}

// order lists the places of a family's parameters, as package tails stores them, with location and scale first.
func order(f tails.Family) []int {
	parameters := f.Parameters()
	places := make([]int, len(parameters))
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int { return int(parameters[a].Role - parameters[b].Role) })
	return places
}

// ParameterNames returns the names of a family's parameters as package tails defines them, location and scale first.
func ParameterNames(f tails.Family) []string {
	var names []string
	for _, k := range order(f) {
		names = append(names, f.Parameters()[k].Name)
	}
	return names
}

// Law returns the fitted law.
func (l LawFit) Law() tails.Law {
	places := order(l.Family)
	p := make([]float64, len(places))
	for i, k := range places {
		p[k] = l.Value[i]
	}
	law, err := l.Family.Law(p)
	if err != nil {
		panic(err) // p has the family's own length
	}
	return law
}

// MarshalJSON writes the parameters by name; an infinite or missing number is null.
func (l LawFit) MarshalJSON() ([]byte, error) {
	value, se := map[string]Number{}, map[string]Number{}
	for i, name := range ParameterNames(l.Family) {
		value[name], se[name] = Number(l.Value[i]), Number(l.StdErr[i])
	}
	return json.Marshal(struct {
		Family tails.Family      `json:"family"`
		Value  map[string]Number `json:"parameters"`
		StdErr map[string]Number `json:"std_err"`
		Log    Number            `json:"log_likelihood"`
		BIC    Number            `json:"bic"`
	}{l.Family, value, se, Number(l.LogLikelihood), Number(l.BIC)})
}

// newLawFit describes a law fitted to x; logs takes the log density of each draw.
func newLawFit(f tails.Family, law tails.Law, x, logs []float64) LawFit {
	out := LawFit{Family: f}
	for i, v := range x {
		logs[i] = law.LogProb(v)
		out.LogLikelihood += logs[i]
	}
	out.BIC = tails.BIC(out.LogLikelihood, law.NumParameters(), len(x))
	_, p, err := tails.Parameters(law)
	if err != nil {
		panic(err) // the law comes from a family's fit
	}
	se := f.StdErr(p, len(x))
	out.StdErr[2] = math.NaN()
	for i, k := range order(f) {
		out.Value[i], out.StdErr[i] = p[k], se[k]
	}
	return out
}

func newStableFit(f stable.Fit) LawFit {
	return LawFit{
		Family: tails.FamilyStable,
		Value:  [3]float64{f.Law.Delta, f.Law.Gamma, f.Law.Alpha},
		StdErr: [3]float64{f.StdErr[2], f.Law.Gamma * f.StdErr[1], f.StdErr[0]},

		LogLikelihood: f.LogLikelihood,
		BIC:           tails.BIC(f.LogLikelihood, 3, f.N),
	}
}

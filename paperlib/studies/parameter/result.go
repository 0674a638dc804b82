package parameter

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Result is one coordinate's noise with the laws fitted to it; the draws lie beside it as the array draws.
type Result struct {
	Knobs       Knobs       `json:"knobs"`
	Coordinate  string      `json:"coordinate"`
	Laws        []FittedLaw `json:"laws"`
	Alpha       float64     `json:"alpha"` // of the coordinate
	AlphaSE     lab.Number  `json:"alpha_se"`
	MedianAlpha float64     `json:"median_alpha"` // over the live coordinates
	Accuracy    float64     `json:"accuracy"`     // of the network on the test part
	Coordinates int         `json:"coordinates"`
	Live        int         `json:"live"` // coordinates to which a stable law could be fitted
	Flags       []string    `json:"flags,omitempty"`
	Seed        uint64      `json:"seed"`
}

// observed are the numbers of a result that are checked.
func (r Result) observed() map[string]float64 {
	return map[string]float64{
		"median tail index of the live coordinates": r.MedianAlpha,
		"test accuracy of the network":              r.Accuracy,
		"live coordinates":                          float64(r.Live),
	}
}

// FittedLaw is a law of one of the families of package tails with its parameters: Gaussian (mu, sigma), Laplace
// (mu, scale), Student t (mu, sigma, nu), generalised Gaussian (mu, scale, shape), stable (alpha, gamma, delta).
type FittedLaw struct {
	Family     tails.Family `json:"family"`
	Parameters []lab.Number `json:"parameters"`
}

// Fitted turns a law of package tails into its stored form.
func Fitted(f tails.Family, law tails.Law) FittedLaw {
	p := func(v ...float64) FittedLaw {
		out := FittedLaw{Family: f}
		for _, x := range v {
			out.Parameters = append(out.Parameters, lab.Number(x))
		}
		return out
	}
	switch l := law.(type) {
	case tails.Gaussian:
		return p(l.Mu, l.Sigma)
	case tails.Laplace:
		return p(l.Mu, l.Scale)
	case tails.StudentT:
		return p(l.Mu, l.Sigma, l.Nu)
	case tails.GGD:
		return p(l.Mu, l.Scale, l.Shape)
	case stable.Symmetric:
		return p(l.Alpha, l.Gamma, l.Delta)
	}
	panic(fmt.Sprintf("no stored form for a law of type %T", law))
}

// Law is the law of which f is the stored form.
func (f FittedLaw) Law() (tails.Law, error) {
	p := make([]float64, 3)
	for i := range min(3, len(f.Parameters)) {
		p[i] = float64(f.Parameters[i])
	}
	switch f.Family {
	case tails.FamilyGaussian:
		return tails.NewGaussian(p[0], p[1], nil), nil
	case tails.FamilyLaplace:
		return tails.NewLaplace(p[0], p[1], nil), nil
	case tails.FamilyStudentT:
		return tails.NewStudentT(p[0], p[1], p[2], nil), nil
	case tails.FamilyGGD:
		return tails.NewGGD(p[0], p[1], p[2], nil), nil
	case tails.FamilyStable:
		return stable.Symmetric{Alpha: p[0], Gamma: p[1], Delta: p[2]}, nil
	}
	return nil, fmt.Errorf("a result holds a law of the unknown family %q", f.Family)
}

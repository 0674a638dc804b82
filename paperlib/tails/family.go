package tails

import (
	"fmt"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// Family names one parametric family of laws, in results and in drawings: package figure keeps a style under each name.
type Family string

// The families this package can fit; the last two are not among [Families].
const (
	FamilyGaussian   Family = "gaussian"
	FamilyLaplace    Family = "laplace"
	FamilyStudentT   Family = "student_t"
	FamilyGGD        Family = "ggd"
	FamilyStable     Family = "stable"
	FamilySkewStable Family = "skew_stable" // see FitSkewStable

	FamilyNormalLognormal Family = "normal_lognormal" // see FitNormalLognormal
)

// Role says what a parameter does to a law.
type Role int

// The roles.
const (
	Location Role = iota
	Scale
	Shape
)

// Parameter is one parameter of a family.
type Parameter struct {
	Name string
	Role Role
}

// registered is all that is known of one family. A new family enters here and, with its style, in package figure.
type registered struct {
	family       Family
	label, words string // as a heading, and in a sentence
	parameters   []Parameter
	contains     []Family // special cases of this family
	fit          Fitter
	near         func(whole Law) Fitter // fits a part of a sample whose fit is known; nil: as any sample
	values       func(Law) []float64    // the parameters in their order; nil for a law of another family
	law          func(p []float64) Law
	stdErr       func(p []float64) []float64 // times sqrt n; nil where there are none
	apart        bool                        // not among Families
}

// registry lists the families in the order in which tables show them.
var registry = []registered{
	{
		family: FamilyGaussian, label: "Gaussian", words: "the Gaussian",
		parameters: []Parameter{{"mu", Location}, {"sigma", Scale}},
		fit:        func(x []float64) (Law, error) { return lawOrError(FitGaussian(x)) },
		values:     valuesOf(func(l Gaussian) []float64 { return []float64{l.Mu, l.Sigma} }),
		law:        func(p []float64) Law { return NewGaussian(p[0], p[1], nil) },
		stdErr:     gaussianErrors,
	}, {
		family: FamilyLaplace, label: "Laplace", words: "the Laplace law",
		parameters: []Parameter{{"mu", Location}, {"scale", Scale}},
		fit:        func(x []float64) (Law, error) { return lawOrError(FitLaplace(x)) },
		values:     valuesOf(func(l Laplace) []float64 { return []float64{l.Mu, l.Scale} }),
		law:        func(p []float64) Law { return NewLaplace(p[0], p[1], nil) },
		stdErr:     laplaceErrors,
	}, {
		family: FamilyStudentT, label: "Student t", words: "Student t",
		parameters: []Parameter{{"mu", Location}, {"sigma", Scale}, {"nu", Shape}},
		contains:   []Family{FamilyGaussian},
		fit:        func(x []float64) (Law, error) { return lawOrError(FitStudentT(x)) },
		values:     valuesOf(func(l StudentT) []float64 { return []float64{l.Mu, l.Sigma, l.Nu} }),
		law:        func(p []float64) Law { return NewStudentT(p[0], p[1], p[2], nil) },
		stdErr:     studentErrors,
	}, {
		family: FamilyGGD, label: "generalised Gaussian", words: "the generalised Gaussian",
		parameters: []Parameter{{"mu", Location}, {"scale", Scale}, {"shape", Shape}},
		contains:   []Family{FamilyGaussian, FamilyLaplace},
		fit:        func(x []float64) (Law, error) { return lawOrError(FitGGD(x)) },
		values:     valuesOf(func(l GGD) []float64 { return []float64{l.Mu, l.Scale, l.Shape} }),
		law:        func(p []float64) Law { return NewGGD(p[0], p[1], p[2], nil) },
		stdErr:     ggdErrors,
	}, {
		family: FamilyStable, label: "stable", words: "the stable law",
		parameters: []Parameter{{"alpha", Shape}, {"gamma", Scale}, {"delta", Location}},
		contains:   []Family{FamilyGaussian},
		fit:        FitStable,
		values:     valuesOf(func(l stable.Symmetric) []float64 { return []float64{l.Alpha, l.Gamma, l.Delta} }),
		law:        func(p []float64) Law { return stable.Symmetric{Alpha: p[0], Gamma: p[1], Delta: p[2]} },
	}, {
		family: FamilySkewStable, apart: true, label: "skew stable", words: "the skew stable law",
		parameters: []Parameter{{"alpha", Shape}, {"beta", Shape}, {"gamma", Scale}, {"delta", Location}},
		contains:   []Family{FamilyGaussian, FamilyStable},
		fit:        FitSkewStable,
		values:     valuesOf(func(l stable.Skewed) []float64 { return []float64{l.Alpha, l.Beta, l.Gamma, l.In(stable.S0).Delta} }),
		law:        func(p []float64) Law { return stable.Skewed{Alpha: p[0], Beta: p[1], Gamma: p[2], Delta: p[3]} },
	}, {
		family: FamilyNormalLognormal, apart: true, label: "Gaussian, lognormal scale", words: "the Gaussian with lognormal scale",
		parameters: []Parameter{{"mu", Location}, {"scale", Scale}, {"tau", Shape}},
		contains:   []Family{FamilyGaussian},
		fit:        func(x []float64) (Law, error) { return lawOrError(FitNormalLognormal(x)) },
		near: func(whole Law) Fitter {
			return func(x []float64) (Law, error) { return lawOrError(FitNormalLognormalNear(x, whole.(NormalLognormal))) }
		},
		values: valuesOf(func(l NormalLognormal) []float64 { return []float64{l.Mu, l.Scale, l.Tau} }),
		law:    func(p []float64) Law { return NewNormalLognormal(p[0], p[1], p[2], nil) },
	},
}

func valuesOf[L Law](f func(L) []float64) func(Law) []float64 {
	return func(l Law) []float64 {
		if v, ok := l.(L); ok {
			return f(v)
		}
		return nil
	}
}

// lawOrError keeps a nil interface when a fit failed: a zero law wrapped in Law would look like a result.
func lawOrError[L Law](l L, err error) (Law, error) {
	if err != nil {
		return nil, err
	}
	return l, nil
}

// Families lists the families in the order in which tables show them: those that every sample is fitted by. Those whose fits
// cost more are asked for by name: FamilySkewStable, a thousand times the others, and FamilyNormalLognormal, ten times.
func Families() (list []Family) {
	for _, r := range registry {
		if !r.apart {
			list = append(list, r.family)
		}
	}
	return list
}

// find returns what is registered of a family, or an error naming the families there are.
func (f Family) find() (registered, error) {
	for _, r := range registry {
		if r.family == f {
			return r, nil
		}
	}
	return registered{}, fmt.Errorf("tails: no family is called %q; choose one of %v", string(f), Families())
}

// known is find for methods that have no error to return.
func (f Family) known() registered {
	r, err := f.find()
	if err != nil {
		panic(err)
	}
	return r
}

// Label is the family's name as a heading, plain text. It panics for an unknown family, as the methods without an error do.
func (f Family) Label() string { return f.known().label }

// Words is the family's name in a sentence: "the Laplace law".
func (f Family) Words() string { return f.known().words }

// Parameters lists the family's parameters in the order in which they are stored: see [Family.Law].
func (f Family) Parameters() []Parameter { return f.known().parameters }

// Contains reports whether the other family is a special case of this one, and not the same.
func (f Family) Contains(g Family) bool { return slices.Contains(f.known().contains, g) }

// Fitter returns the maximum-likelihood fitter of the family, or an error naming the families there are.
func (f Family) Fitter() (Fitter, error) {
	r, err := f.find()
	return r.fit, err
}

// Fit fits the family to a sample by maximum likelihood. The sample must pass CheckSample; the error then names the
// sample's fault.
func (f Family) Fit(x []float64) (Law, error) {
	r, err := f.find()
	if err != nil {
		return nil, err
	}
	return r.fit(x)
}

// Law returns the law of the family with these parameters, in the order of [Family.Parameters]: Gaussian (mu, sigma),
// Laplace (mu, scale), Student t (mu, sigma, nu), generalised Gaussian (mu, scale, shape), stable (alpha, gamma, delta), skew
// stable (alpha, beta, gamma, delta) in S0, normal-lognormal (mu, scale, tau). It is the inverse of [Parameters]. The error is an unknown family or another
// number of parameters; their values are not looked at.
func (f Family) Law(p []float64) (Law, error) {
	r, err := f.find()
	if err != nil {
		return nil, err
	}
	if len(p) != len(r.parameters) {
		return nil, fmt.Errorf("tails: a law of the family %s has %d parameters, not %d: %v", f, len(r.parameters), len(p), p)
	}
	return r.law(p), nil
}

// Parameters returns the family of a law and its parameters in the order of [Family.Parameters]: the form in which laws are
// stored. The error is a law of no family of this package.
func Parameters(law Law) (Family, []float64, error) {
	for _, r := range registry {
		if p := r.values(law); p != nil {
			return r.family, p, nil
		}
	}
	return "", nil, fmt.Errorf("tails: a law of type %T belongs to no family (%v)", law, Families())
}

// StdErr returns the asymptotic standard errors of the parameters of a law fitted to n draws by maximum likelihood, from the
// expected information. Law and errors are in the order of [Family.Parameters]. They are NaN for a parameter on a bound (nu
// infinite), for the stable families, whose fits come with their own (stable.Fit), and for the normal-lognormal one.
func (f Family) StdErr(p []float64, n int) []float64 {
	r := f.known()
	if r.stdErr == nil {
		return slices.Repeat([]float64{math.NaN()}, len(p))
	}
	se := r.stdErr(p)
	for i := range se {
		se[i] /= math.Sqrt(float64(n))
	}
	return se
}

package analyze

import (
	"encoding/json"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"

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

// ParameterNames returns the names of a family's parameters, location and scale first, as package tails defines them.
func ParameterNames(f tails.Family) []string {
	switch f {
	case tails.FamilyGaussian:
		return []string{"mu", "sigma"}
	case tails.FamilyLaplace:
		return []string{"mu", "scale"}
	case tails.FamilyStudentT:
		return []string{"mu", "sigma", "nu"}
	case tails.FamilyGGD:
		return []string{"mu", "scale", "shape"}
	case tails.FamilyStable:
		return []string{"delta", "gamma", "alpha"}
	}
	panic(fmt.Sprintf("analyze: no family %q", string(f)))
}

// Law returns the fitted law.
func (l LawFit) Law() tails.Law {
	p := l.Value
	switch l.Family {
	case tails.FamilyGaussian:
		return tails.NewGaussian(p[0], p[1], nil)
	case tails.FamilyLaplace:
		return tails.NewLaplace(p[0], p[1], nil)
	case tails.FamilyStudentT:
		return tails.NewStudentT(p[0], p[1], p[2], nil)
	case tails.FamilyGGD:
		return tails.NewGGD(p[0], p[1], p[2], nil)
	case tails.FamilyStable:
		return stable.Symmetric{Alpha: p[2], Gamma: p[1], Delta: p[0]}
	}
	panic(fmt.Sprintf("analyze: no family %q", string(l.Family)))
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
	root := math.Sqrt(float64(len(x)))
	nan := math.NaN()
	switch l := law.(type) {
	case tails.Gaussian:
		out.Value, out.StdErr = [3]float64{l.Mu, l.Sigma}, [3]float64{l.Sigma / root, l.Sigma / root / math.Sqrt2, nan}
	case tails.Laplace:
		out.Value, out.StdErr = [3]float64{l.Mu, l.Scale}, [3]float64{l.Scale / root, l.Scale / root, nan}
	case tails.StudentT:
		out.Value, out.StdErr = [3]float64{l.Mu, l.Sigma, l.Nu}, studentErrors(l, root)
	case tails.GGD:
		out.Value, out.StdErr = [3]float64{l.Mu, l.Scale, l.Shape}, ggdErrors(l, root)
	default:
		panic(fmt.Sprintf("analyze: a fit of %s gave a %T", f, law))
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

// studentErrors are the standard errors of (mu, sigma, nu) from the expected information of one draw (Lange, Little and
// Taylor 1989, appendix B), with s = log sigma:
//
//	I_mu = (nu+1)/((nu+3) sigma^2), I_ss = 2 nu/(nu+3), I_s,nu = -2/((nu+1)(nu+3)),
//	I_nu = (psi'(nu/2) - psi'((nu+1)/2))/4 - (nu+5)/(2 nu (nu+1)(nu+3)).
//
// Beyond nu = 1e3, where the likelihood is flat in nu, and at infinity the error of nu is NaN.
func studentErrors(t tails.StudentT, root float64) [3]float64 {
	nu := t.Nu
	if nu > 1e3 {
		return [3]float64{t.Sigma / root, t.Sigma / root / math.Sqrt2, math.NaN()}
	}
	trigamma := func(x float64) float64 { return mathext.Zeta(2, x) }
	ss := 2 * nu / (nu + 3)
	sn := -2 / ((nu + 1) * (nu + 3))
	nn := (trigamma(nu/2)-trigamma((nu+1)/2))/4 - (nu+5)/(2*nu*(nu+1)*(nu+3))
	det := ss*nn - sn*sn
	return [3]float64{t.Sigma * math.Sqrt((nu+3)/(nu+1)) / root, t.Sigma * math.Sqrt(nn/det) / root, math.Sqrt(ss/det) / root}
}

// ggdErrors are the standard errors of (mu, scale, shape) from the expected information of one draw. With k = 1/shape and
// w = |z|^shape, which is Gamma(k, 1) distributed, the scores in s = log scale and in b = shape are
//
//	b w - 1 and a constant - w log(w)/b,
//
// so that I_ss = b, I_sb = -Cov(w, w log w), I_bb = Var(w log w)/b^2. For b >= 1 the location is the regular maximum,
// I_mu = b^2 Gamma(2-k)/Gamma(k)/scale^2; below 1 it is the median with error 1/(2 f(0) sqrt n).
func ggdErrors(g tails.GGD, root float64) [3]float64 {
	b, k := g.Shape, 1/g.Shape
	m1 := k * mathext.Digamma(k+1)                                                         // E w log w
	m2 := k * (k + 1) * (mathext.Zeta(2, k+2) + mathext.Digamma(k+2)*mathext.Digamma(k+2)) // E (w log w)^2
	cov := k*(k+1)*mathext.Digamma(k+2) - k*m1                                             // Cov(w, w log w)
	ss, sb, bb := b, -cov, (m2-m1*m1)/(b*b)
	det := ss*bb - sb*sb
	lg := func(x float64) float64 { v, _ := math.Lgamma(x); return v }
	mu := math.Exp(lg(1+k)) * g.Scale
	if b >= 1 {
		mu = g.Scale / b * math.Exp((lg(k)-lg(2-k))/2)
	}
	return [3]float64{mu / root, g.Scale * math.Sqrt(bb/det) / root, math.Sqrt(ss/det) / root}
}

package tails

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// GaussianLR is the likelihood-ratio test of the Gaussian within the symmetric stable laws.
type GaussianLR struct {
	N     int
	LR    float64 // 2 (max log L over alpha in [stable.MinAlpha, 2] - max log L at alpha = 2), at least 0
	Alpha float64 // the fitted tail index
	P     PValue
}

// JudgeGaussian fits the Gaussian and the symmetric stable law by maximum likelihood and tests the first against the
// second; it sees laws with heavier tails than the Gaussian, and not lighter ones. See [GaussianLRP] for the null.
func JudgeGaussian(x []float64) (GaussianLR, error) {
	g, err := FitGaussian(x)
	if err != nil {
		return GaussianLR{}, err
	}
	law, err := FitStable(x)
	if err != nil {
		return GaussianLR{}, err
	}
	out := GaussianLR{N: len(x), Alpha: law.(stable.Symmetric).Alpha}
	if out.Alpha < 2 {
		out.LR = math.Max(0, 2*(LogLikelihood(law, x)-LogLikelihood(g, x)))
	}
	out.P, err = GaussianLRP(out.LR, out.N)
	return out, err
}

// GaussianLRP is the p-value of LR = 2 (l_stable - l_gauss) among n Gaussian draws.
//
// At alpha = 2 the tail index sits on its bound and its information is infinite, so neither chi^2 nor the half chi^2 of
// Self and Liang (1987) holds, and the null depends on n: LR is exactly 0 in about 85 % of Gaussian samples, and its 95 %
// point falls with n while its far tail stays heavy, because one far draw makes the ratio. The table was simulated at n =
// 100, 250, 1000 (200,000 samples each), 4000 (100,000) and 16000 (40,000) and ends at p = 1e-4, which then is a bound. A
// p-value near 1e-4 is good to a factor 1.3, at n = 16000 to 1.6. For n beyond 16000 the last column serves: quantiles there
// fall with n, so that p-values are conservative.
//
// Errors: LR negative or NaN, and [ErrNotTabulated] for fewer than 100 draws.
func GaussianLRP(lr float64, n int) (PValue, error) {
	if !(lr >= 0) {
		return PValue{}, fmt.Errorf("tails: a likelihood ratio of %g: it is 2 (l_stable - l_gauss), at least 0 when both are maxima", lr)
	}
	return lrNull().p("lr", lr, 2, float64(n))
}

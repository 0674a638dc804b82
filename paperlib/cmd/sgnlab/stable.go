package main

import (
	"fmt"
	"math"

	"github.com/alecthomas/kong"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

type stableCmd struct {
	Eval     stableEvalCmd     `cmd:"" help:"Density, distribution and survival function of lines 'alpha beta x'."`
	Quantile stableQuantileCmd `cmd:"" help:"Quantiles of lines 'alpha beta p'."`
	Fit      stableFitCmd      `cmd:"" help:"Fit a stable law to every coordinate of a file by maximum likelihood."`
	Draw     stableDrawCmd     `cmd:"" help:"Draw from a stable law."`
}

// parametrisation is the paragraph that the help of each command ends with.
var parametrisation = fmt.Sprintf(`The law S(alpha, beta, gamma, delta) has tail index alpha from %v to 2, skewness beta in [-1, 1], scale gamma and location
delta. With t in units of 1/gamma, the logarithm of its characteristic function about delta is

  s1:  -|t|^a (1 - i beta sign(t) tan(pi a/2))                       alpha not 1
  s0:  -|t|^a (1 + i beta sign(t) tan(pi a/2) (|t|^(1-a) - 1))
  s1:  -|t| (1 + i beta (2/pi) sign(t) log|t/gamma|)                 alpha = 1
  s0:  -|t| (1 + i beta (2/pi) sign(t) log|t|)

(Nolan's S1 and S0). They differ in the location alone, and agree where beta is 0:

  delta0 = delta1 + beta gamma tan(pi a/2), at alpha = 1 delta0 = delta1 + (2/pi) beta gamma log gamma.

S1 has its mean at delta for alpha > 1; S0 is continuous at alpha = 1. Mind the scale: alpha = 2 is the Gaussian of variance
2 gamma^2.`, stable.MinSkewedAlpha)

// ranges are the tail indices that the help of options names: those of a law, and those of a fit or of a Levy process.
var ranges = kong.Vars{
	"law_alpha": fmt.Sprintf("from %v to 2", stable.MinSkewedAlpha),
	"fit_alpha": fmt.Sprintf("from %v to 2", stable.MinAlpha),
}

// paramFlag chooses the parametrisation.
type paramFlag struct {
	Param string `help:"Parametrisation, s1 or s0; they differ where beta is not 0." enum:"s1,s0" default:"s1"`
}

func (p paramFlag) param() stable.Parametrization {
	if p.Param == "s0" {
		return stable.S0
	}
	return stable.S1
}

// symmetric tells whether the fast evaluator serves; beyond its domain the skewed law answers, or names the range of all.
func symmetric(alpha, beta float64) bool {
	return beta == 0 && stable.Symmetric{Alpha: alpha, Gamma: 1}.Validate() == nil
}

type stableEvalCmd struct{ paramFlag }

// Help is shown after the options.
func (stableEvalCmd) Help() string {
	return `Reads lines 'alpha beta x' from standard input, separated by spaces or tabs; # begins a comment, and empty lines are
skipped. Writes each line's three words followed by logpdf, pdf, cdf and sf of the law with gamma = 1 and delta = 0, in 17
significant digits, separated by tabs. sf is computed for itself, and never as 1 - cdf.

  $ echo "1.5 0 3" | sgnlab stable eval
  1.5	0	3	` + evalExample + `

The first bad line ends the command with its number on standard error and exit status 2; what stands before it has been
answered. Relative error below 1e-11 (beta = 0) and 1e-10 wherever the value exceeds 1e-280.

` + parametrisation
}

// Run answers the lines of standard input.
func (c stableEvalCmd) Run(s streams) error {
	param := c.param()
	return answerLines(s, [3]string{"alpha", "beta", "x"}, func(dst []byte, v [3]float64) ([]byte, error) {
		alpha, beta, x := v[0], v[1], v[2]
		var values [4]float64
		if symmetric(alpha, beta) {
			law := stable.Symmetric{Alpha: alpha, Gamma: 1}
			l := law.LogProb(x)
			values = [4]float64{l, math.Exp(l), law.CDF(x), law.Survival(x)}
		} else {
			at, err := stable.Skewed{Alpha: alpha, Beta: beta, Gamma: 1, Param: param}.Eval(x)
			if err != nil {
				return dst, err
			}
			values = [4]float64{at.LogProb, at.Prob(), at.CDF(), at.Survival()}
		}
		for _, y := range values {
			dst = appendNumber(append(dst, '\t'), y)
		}
		return dst, nil
	})
}

type stableQuantileCmd struct {
	paramFlag
	Upper bool `help:"p is the probability of the upper tail, P(X > x) = p, which keeps all digits of small ones."`
}

// Help is shown after the options.
func (stableQuantileCmd) Help() string {
	return `Reads lines 'alpha beta p' as 'sgnlab stable eval' reads its own, p from 0 to 1, and writes the three words followed by
the x with P(X <= x) = p, in 17 significant digits. A probability near 1 has few digits left: ask with --upper for the x
with P(X > x) = p. An x beyond the range of float64, about 1.8e308, is written -Inf or +Inf.

  $ echo "1.5 0 1e-9" | sgnlab stable quantile --upper
  1.5	0	1e-9	` + quantileExample + `

` + parametrisation
}

// Run answers the lines of standard input.
func (c stableQuantileCmd) Run(s streams) error {
	param := c.param()
	return answerLines(s, [3]string{"alpha", "beta", "p"}, func(dst []byte, v [3]float64) ([]byte, error) {
		alpha, beta, p := v[0], v[1], v[2]
		if !(p >= 0 && p <= 1) {
			return dst, fmt.Errorf("p = %v, must lie in [0, 1]", p)
		}
		if c.Upper {
			beta = -beta // P(X > x) is P(-X < -x), and -X has the skewness -beta
		}
		var x float64
		if symmetric(alpha, beta) {
			x = stable.Symmetric{Alpha: alpha, Gamma: 1}.Quantile(p)
		} else {
			law := stable.Skewed{Alpha: alpha, Beta: beta, Gamma: 1, Param: param}
			if err := law.Validate(); err != nil {
				return dst, err
			}
			x = law.Quantile(p)
		}
		if math.IsNaN(x) {
			return dst, fmt.Errorf("the search for the quantile did not settle, which is a fault of this program: please report the line")
		}
		if c.Upper {
			x = 0 - x // and not -x: the median is 0, without a sign
		}
		return appendNumber(append(dst, '\t'), x), nil
	})
}

// Examples of the help, which a test compares with what the commands answer.
const (
	evalExample     = "-3.4574686154676919\t0.031509423616324896\t0.94840219644081503\t0.051597803559185015"
	quantileExample = "341392.0334484012"
)

package stable_test

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

func ExampleSymmetric() {
	cauchy := stable.Symmetric{Alpha: 1, Gamma: 1}
	heavy := stable.Symmetric{Alpha: 1.5, Gamma: 1}
	gauss := stable.Symmetric{Alpha: 2, Gamma: 1} // variance 2
	for _, law := range []stable.Symmetric{cauchy, heavy, gauss} {
		fmt.Printf("alpha %.1f: f(0) = %.4f, P(X > 10) = %.3g, 95 %% quantile %.3f\n",
			law.Alpha, law.Prob(0), law.Survival(10), law.Quantile(0.95))
	}
	// Output:
	// alpha 1.0: f(0) = 0.3183, P(X > 10) = 0.0317, 95 % quantile 6.314
	// alpha 1.5: f(0) = 0.2874, P(X > 10) = 0.00664, 95 % quantile 3.052
	// alpha 2.0: f(0) = 0.2821, P(X > 10) = 7.69e-13, 95 % quantile 2.326
}

func ExampleFitSymmetric() {
	truth := stable.Symmetric{Alpha: 1.7, Gamma: 0.01, Delta: 0, Src: rand.NewPCG(1, 2)}
	x := make([]float64, 4000)
	for i := range x {
		x[i] = truth.Rand()
	}
	fit, err := stable.FitSymmetric(x, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("alpha within two standard errors of 1.7: %v (standard error %.3f), %v\n",
		fit.Law.Alpha-2*fit.StdErr[0] < 1.7 && 1.7 < fit.Law.Alpha+2*fit.StdErr[0], fit.StdErr[0], fit.Status)

	_, err = stable.FitSymmetric(make([]float64, 4000), nil) // a dead unit's gradient
	fmt.Println(errors.Is(err, stable.ErrNoSpread))
	// Output:
	// alpha within two standard errors of 1.7: true (standard error 0.023), converged
	// true
}

func ExampleFitSharedAlpha() {
	var xs [][]float64
	for i := range 10 {
		law := stable.Symmetric{Alpha: 1.6, Gamma: float64(i + 1), Src: rand.NewPCG(3, uint64(i))}
		x := make([]float64, 1000)
		for j := range x {
			x[j] = law.Rand()
		}
		xs = append(xs, x)
	}
	fit, err := stable.FitSharedAlpha(xs, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("alpha = %.1f +- %.2f over %d samples\n", fit.Alpha, fit.StdErr, len(fit.Fits))
	// Output:
	// alpha = 1.6 +- 0.02 over 10 samples
}

func ExampleFisher() {
	// How many draws until alpha-hat separates 1.8 from 2 by four standard errors?
	sd := stable.Fisher(1.8).AlphaSD()
	fmt.Printf("%.0f\n", 16*sd*sd/(0.2*0.2))
	// Output:
	// 765
}

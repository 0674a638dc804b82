package stable_test

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

func ExampleSkewed() {
	law := stable.Skewed{Alpha: 1.5, Beta: 0.5, Gamma: 1} // S0
	fmt.Printf("f(0) = %.6f, P(X <= 0) = %.6f\n", law.Prob(0), law.CDF(0))
	fmt.Printf("both tails, each for itself: P(X > 1e6) = %.4g, P(X < -1e6) = %.4g\n", law.Survival(1e6), law.CDF(-1e6))
	fmt.Printf("95 %% quantile %.4f\n", law.Quantile(0.95))
	// Output:
	// f(0) = 0.284284, P(X <= 0) = 0.462187
	// both tails, each for itself: P(X > 1e6) = 2.992e-10, P(X < -1e6) = 9.974e-11
	// 95 % quantile 3.9337
}

func ExampleSkewed_In() {
	law := stable.Skewed{Alpha: 1.5, Beta: 0.5, Gamma: 2, Delta: 1, Param: stable.S1}
	fmt.Printf("%v: delta = %.0f, which is the mean %.0f\n", law.Param, law.Delta, law.Mean())
	law = law.In(stable.S0)
	fmt.Printf("%v: delta = %.0f, and the mean is %.0f\n", law.Param, law.Delta, law.Mean())
	// Output:
	// S1: delta = 1, which is the mean 1
	// S0: delta = 0, and the mean is 1
}

func ExampleSkewed_Eval() {
	// Levy's law starts at Delta of S1: nothing lies before it.
	levy := stable.Skewed{Alpha: 0.5, Beta: 1, Gamma: 1, Param: stable.S1}
	for _, x := range []float64{-1, 1e-2, 1} {
		v, err := levy.Eval(x)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("x = %g: f = %.5g, F = %.5g, 1-F = %.5g\n", x, v.Prob(), v.CDF(), v.Survival())
	}
	_, err := stable.Skewed{Alpha: 1.5, Beta: 1.2, Gamma: 1}.Eval(0)
	fmt.Println(errors.Is(err, stable.ErrParameter))
	// Output:
	// x = -1: f = 0, F = 0, 1-F = 1
	// x = 0.01: f = 7.6946e-20, F = 1.524e-23, 1-F = 1
	// x = 1: f = 0.24197, F = 0.31731, 1-F = 0.68269
	// true
}

func ExampleFitSkewed() {
	truth := stable.Skewed{Alpha: 1.5, Beta: 0.6, Gamma: 0.01, Src: rand.NewPCG(1, 2)}
	x := make([]float64, 1000)
	for i := range x {
		x[i] = truth.Rand()
	}
	fit, err := stable.FitSkewed(x, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	within := func(got, want, se float64) bool { return want-2*se < got && got < want+2*se }
	fmt.Printf("%v; within two standard errors: alpha %v (%.2f), beta %v (%.2f)\n", fit.Status,
		within(fit.Law.Alpha, 1.5, fit.StdErr[0]), fit.StdErr[0], within(fit.Law.Beta, 0.6, fit.StdErr[1]), fit.StdErr[1])
	// Output:
	// converged; within two standard errors: alpha true (0.05), beta true (0.07)
}
